using Neuron.Autograd;

namespace Neuron.Models;

/// <summary>Normalises each channel over the batch and all further axes (arXiv 1502.03167).</summary>
/// <remarks>
/// Shapes: x [B, C, …]; weight γ, bias β, running_mean, running_var [C], num_batches_tracked []. In training the moments are the batch's, and
/// running ← (1 − momentum)·running + momentum·batch, with the unbiased variance; in use the running ones normalise.
/// </remarks>
public sealed class BatchNorm : Layer
{
    private readonly double _epsilon, _momentum;
    private readonly Parameter? _mean, _variance, _batches;

    /// <param name="channels">Number of channels.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="momentum">How much of a batch enters the running moments.</param>
    /// <param name="affine">Whether there are γ and β.</param>
    /// <param name="tracks">Whether there are running moments; without, the batch's are always used.</param>
    public BatchNorm(int channels, double epsilon = 1e-5, double momentum = 0.1, bool affine = true, bool tracks = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        (Channels, _epsilon, _momentum) = (channels, epsilon, momentum);
        if (affine)
        {
            Weight = AddParameter("weight", [channels], Init.Ones);
            Bias = AddParameter("bias", [channels], Init.Zeros);
        }
        if (!tracks) return;
        _mean = AddBuffer("running_mean", [channels], Init.Zeros);
        _variance = AddBuffer("running_var", [channels], Init.Ones);
        _batches = AddBuffer("num_batches_tracked", [], Init.Zeros, DType.Int64);
    }

    /// <summary>Number of channels.</summary>
    public int Channels { get; }

    /// <summary>γ, or null.</summary>
    public Parameter? Weight { get; }

    /// <summary>β, or null.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    protected override string Description => $"{Channels}";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        if (input.Rank < 2 || input.Shape[1] != Channels) throw ShapeException.Expected("batch_norm", $"[B, {Channels}, ..]", input.Shape);
        if (!IsTraining || _mean is null) return input.BatchNorm(_mean?.Value, _variance?.Value, Weight?.Value, Bias?.Value, training: _mean is null, _momentum, _epsilon);
        var y = input.BatchNorm(_mean.Value, _variance!.Value, Weight?.Value, Bias?.Value, training: true, _momentum, _epsilon);
        using var _ = NoGrad.Enter();
        _batches!.Value.CopyFrom(_batches.Value + 1);
        return y;
    }
}
