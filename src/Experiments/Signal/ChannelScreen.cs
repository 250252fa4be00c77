namespace Neuron.Experiments.Signal;

/// <summary>Finds what makes a channel unusable, block by block: samples that are no numbers, the same value throughout.</summary>
internal sealed class ChannelScreen
{
    private long _samples, _missing, _firstMissing = -1, _lastMissing;
    private float _first;
    private bool _varies;

    /// <summary>The next samples of the channel.</summary>
    public void Add(ReadOnlySpan<float> x)
    {
        if (_samples == 0 && x.Length > 0) _first = x[0];
        for (int i = 0; i < x.Length; i++)
        {
            if (!float.IsFinite(x[i]))
            {
                if (_missing++ == 0) _firstMissing = _samples + i;
                _lastMissing = _samples + i;
            }
            _varies |= x[i] != _first;
        }
        _samples += x.Length;
    }

    /// <summary>What is wrong; null when nothing is.</summary>
    public string? Defect => _missing > 0 ? $"{_missing} of {_samples} samples are no finite numbers, between {_firstMissing} and {_lastMissing}"
        : !_varies && _samples > 1 ? $"all {_samples} samples are {_first}" : null;
}
