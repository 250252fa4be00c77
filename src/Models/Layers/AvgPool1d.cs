namespace Neuron.Models;

/// <summary>Mean of each window over length; the stride is the window's size by default.</summary>
/// <remarks>Shapes: x [B, C, L], the spatial axes shrink.</remarks>
public sealed class AvgPool1d(PerAxis kernel, PerAxis? stride = null, PerAxis padding = default, bool ceilMode = false, bool countPadding = true) : Layer
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.AvgPool1d(kernel, stride, padding, ceilMode, countPadding);
}
