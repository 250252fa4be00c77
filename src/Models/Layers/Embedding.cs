using Neuron.Autograd;

namespace Neuron.Models;

/// <summary>A vector for each number: y = W[x].</summary>
/// <remarks>Shapes: x [..] of integers → [.., width]; weight [count, width], normal with deviation 1 at first.</remarks>
public sealed class Embedding : Layer
{
    private readonly int _padding;

    /// <param name="count">Number of vectors.</param>
    /// <param name="width">Length of a vector.</param>
    /// <param name="paddingIndex">A number whose vector stays 0 and gets no gradient; −1 for none.</param>
    /// <param name="rng">Where the values are drawn.</param>
    /// <param name="init">Another way to draw them.</param>
    public Embedding(int count, int width, int paddingIndex = -1, Rng? rng = null, Initializer? init = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(paddingIndex, count);
        _padding = paddingIndex;
        var draw = init ?? Init.Normal();
        Weight = AddParameter("weight", [count, width], paddingIndex < 0 ? draw : (shape, dtype, r) => WithoutRow(draw(shape, dtype, r), paddingIndex), rng);
    }

    /// <summary>[count, width].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    protected override string Description => $"{Weight.Shape[0]} × {Weight.Shape[1]}";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        if (!input.DType.IsInteger) throw new ShapeException($"embedding: expected integers, found {input.DType.Label}.");
        var y = Weight.Value.Embedding(input);
        if (_padding < 0) return y;
        // the vector of the padding is read, but no gradient reaches it
        var isPadding = input.Eq(_padding).Unsqueeze(-1);
        return Tensor.Where(isPadding, TensorGradients.Detach(y), y);
    }

    private static Tensor WithoutRow(Tensor table, int row)
    {
        table.Slice(0, row, row + 1).CopyFrom(Tensor.Scalar(0, table.DType));
        return table;
    }
}
