namespace Neuron.Models;

/// <summary>What all convolutions have: a window of weights that slides over the spatial axes.</summary>
/// <remarks>Weight [out, in / groups, k…] (transposed: [in, out / groups, k…]) and bias [out] start uniform in ±1/√fan-in, fan-in = weight.shape[1] · k….</remarks>
public abstract class ConvolutionLayer : Layer
{
    private protected ConvolutionLayer(int axes, int inChannels, int outChannels, PerAxis kernel, PerAxis stride, PerAxis padding, PerAxis dilation, int groups, bool bias, Rng? rng, Initializer? init, bool transposed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inChannels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outChannels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        if (inChannels % groups != 0 || outChannels % groups != 0)
            throw new ArgumentException($"{GetType().Name}: {inChannels} → {outChannels} channels do not split into {groups} groups.", nameof(groups));
        int[] window = kernel.For(axes, 1, 1, "kernel");
        (InChannels, OutChannels, Stride, Padding, Dilation, Groups) = (inChannels, outChannels, stride, padding, dilation, groups);
        Shape shape = transposed ? [inChannels, outChannels / groups, .. window] : [outChannels, inChannels / groups, .. window];
        var uniform = Init.Uniform(1 / Math.Sqrt(shape[1..].Size));
        Weight = AddParameter("weight", shape, init ?? uniform, rng);
        if (bias) Bias = AddParameter("bias", [outChannels], uniform, rng);
    }

    /// <summary>The window.</summary>
    public Parameter Weight { get; }

    /// <summary>[out], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>Channels of the input.</summary>
    public int InChannels { get; }

    /// <summary>Channels of the output.</summary>
    public int OutChannels { get; }

    private protected PerAxis Stride { get; }

    private protected PerAxis Padding { get; }

    private protected PerAxis Dilation { get; }

    private protected int Groups { get; }

    /// <inheritdoc/>
    protected override string Description => $"{InChannels} → {OutChannels}, window [{string.Join(", ", Weight.Shape.Skip(2))}]{(Bias is null ? ", no bias" : "")}";
}
