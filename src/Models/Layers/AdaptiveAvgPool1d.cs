namespace Neuron.Models;

/// <summary>Means of windows chosen so that the output has a given size over length.</summary>
/// <remarks>Shapes: x [B, C, L] → the same with the given spatial size; cell i of n covers ⌊i·L/n⌋ to ⌈(i + 1)·L/n⌉ − 1.</remarks>
public sealed class AdaptiveAvgPool1d(PerAxis size) : Layer
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.AdaptiveAvgPool1d(size);
}
