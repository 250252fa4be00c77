namespace Neuron.Experiments.Signal;

/// <summary>References of recordings [.., channels, samples].</summary>
internal static class Rereference
{
    /// <summary>Each selected channel minus the mean of the two neighbours named for it: [.., C, N] → [.., selected, N].</summary>
    /// <param name="x">All channels, filtered alike.</param>
    /// <param name="selected">The rows to reference, with the rows of their neighbours on the shaft.</param>
    /// <exception cref="ArgumentException">A row is not there.</exception>
    public static Tensor Laplacian(Tensor x, IReadOnlyList<(int Channel, int Before, int After)> selected)
    {
        int channels = x.Rank >= 2 ? x.Shape[^2] : throw ShapeException.Expected("Laplacian", "[.., channels, samples]", x);
        foreach ((int channel, int before, int after) in selected)
            if ((uint)channel >= channels || (uint)before >= channels || (uint)after >= channels)
                throw new ArgumentException($"Laplacian: channel {channel} with neighbours {before} and {after} in a recording of {channels} channels.");
        Tensor Rows(Func<(int Channel, int Before, int After), int> which) => x.IndexSelect(-2, Tensor.From(selected.Select(s => (long)which(s)).ToArray(), device: x.Device));
        return Rows(s => s.Channel) - (Rows(s => s.Before) + Rows(s => s.After)) * 0.5;
    }

    /// <summary>Every channel minus the mean over all channels.</summary>
    public static Tensor CommonAverage(Tensor x) => x - x.Mean(-2, keepDims: true);
}
