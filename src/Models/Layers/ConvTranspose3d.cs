namespace Neuron.Models;

/// <summary>Transposed convolution over depth, height and width: the gradient of a convolution with respect to its input.</summary>
/// <remarks>Shapes: x [B, C, D, H, W] → [B, out, D, H, W]; an axis of n becomes (n − 1)·stride − 2·padding + dilation·(k − 1) + outputPadding + 1.</remarks>
public sealed class ConvTranspose3d(
    int inChannels, int outChannels, PerAxis kernel, PerAxis stride = default, PerAxis padding = default, PerAxis outputPadding = default, PerAxis dilation = default, int groups = 1, bool bias = true, Rng? rng = null)
    : ConvolutionLayer(3, inChannels, outChannels, kernel, stride, padding, dilation, groups, bias, rng, null, transposed: true)
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.ConvTranspose3d(Weight, Bias?.Value, Stride, Padding, outputPadding, Groups, Dilation);
}
