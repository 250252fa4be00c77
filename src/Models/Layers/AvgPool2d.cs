namespace Neuron.Models;

/// <summary>Mean of each window over height and width; the stride is the window's size by default.</summary>
/// <remarks>Shapes: x [B, C, H, W], the spatial axes shrink.</remarks>
public sealed class AvgPool2d(PerAxis kernel, PerAxis? stride = null, PerAxis padding = default, bool ceilMode = false, bool countPadding = true) : Layer
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.AvgPool2d(kernel, stride, padding, ceilMode, countPadding);
}
