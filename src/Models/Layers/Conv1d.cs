namespace Neuron.Models;

/// <summary>Convolution over length (cross-correlation, as in PyTorch).</summary>
/// <remarks>Shapes: x [B, C, L] → [B, out, L]; an axis of n becomes ⌊(n + 2·padding − dilation·(k − 1) − 1) / stride⌋ + 1.</remarks>
public sealed class Conv1d(
    int inChannels, int outChannels, PerAxis kernel, PerAxis stride = default, PerAxis padding = default, PerAxis dilation = default, int groups = 1, bool bias = true, Rng? rng = null, Initializer? init = null)
    : ConvolutionLayer(1, inChannels, outChannels, kernel, stride, padding, dilation, groups, bias, rng, init, transposed: false)
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Conv1d(Weight, Bias?.Value, Stride, Padding, Dilation, Groups);
}
