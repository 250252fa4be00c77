using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>this · weightᵀ + bias over the last axis, in the dtype of both. Shapes: this [.., In], weight [Out, In], bias [Out] → [.., Out].</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Tensor Linear(Tensor weight, Tensor? bias = null)
    {
        ArgumentNullException.ThrowIfNull(weight);
        var dtype = DTypes.Promote(DType, weight.DType);
        var (x, w) = (To(dtype), weight.To(dtype));
        return bias is null ? Dispatcher.Run(Primitives.Linear.Instance, x, w) : Dispatcher.Run(Primitives.Linear.Instance, x, w, bias.To(dtype));
    }

    /// <summary>y[.., k] = Σᵢⱼ this[.., i] · weight[k, i, j] · other[.., j] + bias[k].</summary>
    /// <remarks>Shapes: this [.., I], other [.., J], weight [K, I, J], bias [K] → [.., K].</remarks>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Tensor Bilinear(Tensor other, Tensor weight, Tensor? bias = null)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Shape is not [var k, var i, var j]) throw ShapeException.Expected("bilinear", "a weight [K, I, J]", weight);
        if (Rank == 0 || Shape[^1] != i) throw ShapeException.Expected("bilinear", $"[.., {i}]", this);
        if (other.Rank == 0 || other.Shape[^1] != j) throw ShapeException.Expected("bilinear", $"[.., {j}]", other);
        var left = MatMul(weight.Permute(1, 0, 2).Reshape(i, k * j)).Reshape([.. Shape[..^1], k, j]);
        var y = left.MatMul(other.Unsqueeze(-1)).Squeeze(-1);
        return bias is null ? y : y + bias;
    }

    /// <summary>beta · this + alpha · (a · b); this broadcasts to the product.</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Tensor AddMatMul(Tensor a, Tensor b, double beta = 1, double alpha = 1)
    {
        ArgumentNullException.ThrowIfNull(a);
        var product = a.MatMul(b);
        if (alpha != 1) product *= alpha;
        return (beta == 1 ? this : this * beta) + product;
    }

    /// <summary>y[i, j] = this[i] · other[j], of two vectors.</summary>
    /// <exception cref="ShapeException">One of them is no vector.</exception>
    public Tensor Outer(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Rank != 1 || other.Rank != 1) throw ShapeException.Expected("outer", "two vectors", Rank != 1 ? this : other);
        return Unsqueeze(1) * other;
    }

    /// <summary>Sum of products by Einstein's convention: <c>Tensor.Einsum("bij,bjk->bik", a, b)</c>.</summary>
    /// <remarks>"..." stands for broadcast axes; without "->" the result has the labels that occur once, in alphabetical order.</remarks>
    /// <exception cref="ShapeException">The equation does not fit the operands.</exception>
    public static Tensor Einsum(string equation, params ReadOnlySpan<Tensor> operands)
    {
        ArgumentNullException.ThrowIfNull(equation);
        return Neuron.Einsum.Run(equation, operands);
    }

    /// <summary>Sums the products over pairs of axes: <paramref name="axes"/> of this with <paramref name="otherAxes"/> of the other, in order.</summary>
    /// <remarks>The result has this tensor's other axes, then the other's.</remarks>
    /// <exception cref="ShapeException">The axes differ in number or length.</exception>
    public Tensor TensorDot(Tensor other, int[] axes, int[] otherAxes)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(axes);
        ArgumentNullException.ThrowIfNull(otherAxes);
        if (axes.Length != otherAxes.Length)
            throw new ShapeException($"tensordot: {axes.Length} axes of {Shape} but {otherAxes.Length} of {other.Shape}; expected as many.");
        int[] a = [.. axes.Select(x => Shape.Axis(x, "tensordot"))], b = [.. otherAxes.Select(x => other.Shape.Axis(x, "tensordot"))];
        for (int i = 0; i < a.Length; i++)
            if (Shape[a[i]] != other.Shape[b[i]]) throw ShapeException.Mismatch("tensordot", ("a", this, a[i]), ("b", other, b[i]));
        int[] freeA = [.. Enumerable.Range(0, Rank).Except(a)], freeB = [.. Enumerable.Range(0, other.Rank).Except(b)];
        int inner = (int)Shape.Create([.. a.Select(i => Shape[i])]).Size;
        int rows = (int)Shape.Create([.. freeA.Select(i => Shape[i])]).Size, columns = (int)Shape.Create([.. freeB.Select(i => other.Shape[i])]).Size;
        var left = Permute([.. freeA, .. a]).Reshape(rows, inner);
        var right = other.Permute([.. b, .. freeB]).Reshape(inner, columns);
        return left.MatMul(right).Reshape([.. freeA.Select(i => Shape[i]), .. freeB.Select(i => other.Shape[i])]);
    }

    /// <summary>Euclidean distances of rows: y[.., i, j] = |this[.., i, :] − other[.., j, :]|; of integers as float32.</summary>
    /// <remarks>
    /// Shapes: this [.., N, D], other [.., M, D] → [.., N, M]. The gradient at distance zero is zero. Differences are formed one
    /// by one while they fit <see cref="DistanceElements"/>, else |a|² + |b|² − 2ab is used, which loses digits of small distances.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Tensor Distances(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Rank < 2 || other.Rank < 2) throw ShapeException.Expected("distances", "two tensors of at least two axes", Rank < 2 ? this : other);
        if (Shape[^1] != other.Shape[^1]) throw ShapeException.Mismatch("distances", ("a", this, Rank - 1), ("b", other, other.Rank - 1));
        if (!DType.IsFloatingPoint) return To(other.DType.IsFloatingPoint ? other.DType : DType.Float32).Distances(other);
        if (!other.DType.IsFloatingPoint) return Distances(other.To(DType));
        bool direct = Size * other.Shape[^2] <= DistanceElements;
        var squares = direct
            ? (Unsqueeze(-2) - other.Unsqueeze(-3)).Square().Sum(-1)
            : (Square().Sum(-1, keepDims: true) + other.Square().Sum(-1).Unsqueeze(-2) - (MatMul(other.Mt) * 2)).Clamp(min: 0);
        var apart = squares.Ne(squares.ZerosLike()); // NaN is not 0
        var root = Where(apart, squares, squares.OnesLike()).Sqrt();
        return Where(apart, root, squares.ZerosLike());
    }

    /// <summary>Differences that <see cref="Distances"/> may hold at once.</summary>
    private const long DistanceElements = 1 << 22;
}
