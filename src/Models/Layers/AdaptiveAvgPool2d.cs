namespace Neuron.Models;

/// <summary>Means of windows chosen so that the output has a given size over height and width.</summary>
/// <remarks>Shapes: x [B, C, H, W] → the same with the given spatial size; cell i of n covers ⌊i·L/n⌋ to ⌈(i + 1)·L/n⌉ − 1.</remarks>
public sealed class AdaptiveAvgPool2d(PerAxis size) : Layer
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.AdaptiveAvgPool2d(size);
}
