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
        Shape perChannel = [Channels, .. Enumerable.Repeat(1, input.Rank - 2)];
        int[] axes = [0, .. Enumerable.Range(2, input.Rank - 2)];
        Tensor? weight = Weight?.Value.Reshape(perChannel), bias = Bias?.Value.Reshape(perChannel);
        if (IsTraining || _mean is null)
        {
            if (IsTraining && _mean is not null) Track(Autograd.TensorGradients.Detach(input), axes);
            return Normalization.Over(input, axes, weight, bias, _epsilon);
        }
        var scale = (_variance!.Value + _epsilon).Rsqrt().Reshape(perChannel);
        if (weight is not null) scale *= weight;
        var shift = -_mean.Value.Reshape(perChannel) * scale;
        return (input * scale) + (bias is null ? shift : shift + bias);
    }

    private void Track(Tensor x, int[] axes)
    {
        using var _ = NoGrad.Enter();
        long n = x.Size / Channels;
        if (n < 2) throw new ShapeException($"batch_norm: {n} element a channel in shape {x.Shape}; in training expected at least 2.");
        var mean = x.Mean(axes, keepDims: true);
        var variance = (x - mean).Square().Sum(axes) * (1.0 / (n - 1));
        _mean!.Value.CopyFrom((_mean.Value * (1 - _momentum)) + (mean.Reshape(Channels) * _momentum));
        _variance!.Value.CopyFrom((_variance.Value * (1 - _momentum)) + (variance * _momentum));
        _batches!.Value.CopyFrom(_batches.Value + 1);
    }
}
