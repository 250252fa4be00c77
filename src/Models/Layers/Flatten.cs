namespace Neuron.Models;

/// <summary>Makes axes <paramref name="start"/> to <paramref name="end"/>, both included, one.</summary>
public sealed class Flatten(int start = 1, int end = -1) : Layer
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Flatten(start, end);
}
