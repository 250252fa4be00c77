namespace Neuron.Models;

/// <summary>Largest element of each window over length; the stride is the window's size by default.</summary>
/// <remarks>Shapes: x [B, C, L], the spatial axes shrink.</remarks>
public sealed class MaxPool1d(PerAxis kernel, PerAxis? stride = null, PerAxis padding = default, PerAxis dilation = default, bool ceilMode = false) : Layer
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.MaxPool1d(kernel, stride, padding, dilation, ceilMode);
}
