namespace Neuron.Models;

/// <summary>Largest element of each window over height and width; the stride is the window's size by default.</summary>
/// <remarks>Shapes: x [B, C, H, W], the spatial axes shrink.</remarks>
public sealed class MaxPool2d(PerAxis kernel, PerAxis? stride = null, PerAxis padding = default, PerAxis dilation = default, bool ceilMode = false) : Layer
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.MaxPool2d(kernel, stride, padding, dilation, ceilMode);
}
