using Neuron.Kernels.Operators;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>Variance over the given axes, or over all without any: Σ(x − mean)² / (n − correction).</summary>
    /// <param name="axes">The axes.</param>
    /// <param name="correction">1 for the unbiased estimate, 0 for the mean square.</param>
    /// <param name="keepDims">Keeps the axes, with length 1.</param>
    public Tensor Var(ReadOnlySpan<int> axes = default, int correction = 1, bool keepDims = false)
    {
        var x = AsFloatingPoint();
        var sum = (x - x.Mean(axes, keepDims: true)).Square().Sum(axes, keepDims);
        long n = Size / Math.Max(1, sum.Size);
        return n > correction ? sum * (1.0 / (n - correction)) : sum * double.NaN;
    }

    /// <summary>Variance along one axis.</summary>
    public Tensor Var(int axis, int correction = 1, bool keepDims = false) => Var([axis], correction, keepDims);

    /// <summary>Standard deviation, the square root of <see cref="Var(ReadOnlySpan{int}, int, bool)"/>.</summary>
    public Tensor Std(ReadOnlySpan<int> axes = default, int correction = 1, bool keepDims = false) => RootOf(Var(axes, correction, keepDims), 0.5);

    /// <summary>Standard deviation along one axis.</summary>
    public Tensor Std(int axis, int correction = 1, bool keepDims = false) => Std([axis], correction, keepDims);

    /// <summary>
    /// The p-norm (Σ|x|ᵖ)^(1/p) over the given axes, or over all without any. p = 0 counts the elements that are not 0, infinity
    /// takes the largest magnitude, minus infinity the smallest.
    /// </summary>
    public Tensor Norm(double p = 2, ReadOnlySpan<int> axes = default, bool keepDims = false)
    {
        var x = AsFloatingPoint();
        switch (p)
        {
            case 0: return x.Ne(0).To(x.DType).Sum(axes, keepDims);
            case 1: return x.Abs().Sum(axes, keepDims);
            case 2: return RootOf(x.Square().Sum(axes, keepDims), 0.5);
            case double.PositiveInfinity: return x.Abs().Max(axes, keepDims);
            case double.NegativeInfinity: return x.Abs().Min(axes, keepDims);
            default: return RootOf(x.Abs().Pow(p).Sum(axes, keepDims), 1 / p);
        }
    }

    /// <summary>The p-norm along one axis.</summary>
    public Tensor Norm(double p, int axis, bool keepDims = false) => Norm(p, [axis], keepDims);

    /// <summary>Σx² over all elements.</summary>
    public Tensor SquaredNorm() => AsFloatingPoint().Square().Sum();

    /// <summary>Minus the mean along an axis.</summary>
    public Tensor Centre(int axis)
    {
        var x = AsFloatingPoint();
        return x - x.Mean(axis, keepDims: true);
    }

    /// <summary>Whether one of the elements over the given axes, or over all without any, is true (not 0).</summary>
    public Tensor Any(ReadOnlySpan<int> axes = default, bool keepDims = false) => Reduce(ReduceOperator.Sum, To(DType.Bool).To(DType.Int64), axes, keepDims).Gt(0);

    /// <summary>Whether one of the elements along an axis is true (not 0).</summary>
    public Tensor Any(int axis, bool keepDims = false) => Any([axis], keepDims);

    /// <summary>Whether all elements over the given axes, or over all without any, are true (not 0).</summary>
    public Tensor All(ReadOnlySpan<int> axes = default, bool keepDims = false) => Not().Any(axes, keepDims).Not();

    /// <summary>Whether all elements along an axis are true (not 0).</summary>
    public Tensor All(int axis, bool keepDims = false) => All([axis], keepDims);

    /// <summary>Number of elements that are not 0, over the given axes or over all without any, as int64.</summary>
    public Tensor CountNonZero(ReadOnlySpan<int> axes = default, bool keepDims = false) => To(DType.Bool).Sum(axes, keepDims);

    /// <summary>Sum in which NaN counts as 0.</summary>
    public Tensor NanSum(ReadOnlySpan<int> axes = default, bool keepDims = false) => Where(IsNaN(), Scalar(0, DType, Device), this).Sum(axes, keepDims);

    /// <summary>Mean of the elements that are not NaN.</summary>
    public Tensor NanMean(ReadOnlySpan<int> axes = default, bool keepDims = false) =>
        NanSum(axes, keepDims) / IsNaN().Not().Sum(axes, keepDims).To(AsFloatingPoint().DType);

    /// <summary>Largest elements along an axis with their positions (int64, the first of equals), which receive the whole gradient.</summary>
    public (Tensor Values, Tensor Positions) MaxWithPosition(int axis, bool keepDims = false) => Extremum(ArgMax(axis, keepDims: true), axis, keepDims);

    /// <summary>Smallest elements along an axis with their positions (int64, the first of equals), which receive the whole gradient.</summary>
    public (Tensor Values, Tensor Positions) MinWithPosition(int axis, bool keepDims = false) => Extremum(ArgMin(axis, keepDims: true), axis, keepDims);

    /// <summary>Median along an axis, the lower of two middle ones, with its position (int64); NaN if an element is.</summary>
    public (Tensor Values, Tensor Positions) Median(int axis = -1)
    {
        int at = Shape.Axis(axis, "Median"), n = Shape[at];
        var (values, positions) = KthValue((n + 1) / 2, at);
        if (!DType.IsFloatingPoint || n == 0) return (values, positions);
        var (largest, place) = KthValue(n, at); // NaN is sorted to the end
        var isNaN = largest.IsNaN();
        return (Where(isNaN, largest, values), Where(isNaN, place, positions));
    }

    /// <summary>Quantiles along an axis, interpolated linearly, NaN if an element is; the first axis of the result is that of <paramref name="q"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A quantile lies outside [0, 1].</exception>
    /// <exception cref="ShapeException">The axis is empty.</exception>
    public Tensor Quantile(ReadOnlySpan<double> q, int axis = -1)
    {
        int at = Shape.Axis(axis, "Quantile"), last = Shape[at] - 1;
        if (last < 0) throw new ShapeException($"Quantile: axis {axis} of shape {Shape} is empty.");
        var sorted = AsFloatingPoint().Sort(at).Values;
        var largest = sorted.Select(at, last); // NaN is sorted to the end
        var isNaN = largest.IsNaN();
        var parts = new Tensor[q.Length];
        for (int i = 0; i < q.Length; i++)
        {
            if (!(q[i] >= 0 && q[i] <= 1)) throw new ArgumentOutOfRangeException(nameof(q), q[i], "Quantile: expected numbers in [0, 1].");
            double position = q[i] * last;
            int below = (int)position;
            var element = sorted.Select(at, below);
            if (position != below) element = element.Lerp(sorted.Select(at, below + 1), position - below); // the next one may be infinite
            parts[i] = Where(isNaN, largest, element);
        }
        return Stack(parts);
    }

    /// <summary>Covariances of the rows: this [variables, observations] → [variables, variables].</summary>
    /// <exception cref="ShapeException">This is not a matrix.</exception>
    public Tensor Cov(int correction = 1)
    {
        if (Rank != 2) throw ShapeException.Expected("Cov", "[variables, observations]", Shape);
        var centred = Centre(1);
        return centred.MatMul(centred.Mt) * (1.0 / (Shape[1] - correction));
    }

    /// <summary>Pearson's correlations of the rows: this [variables, observations] → [variables, variables].</summary>
    /// <exception cref="ShapeException">This is not a matrix.</exception>
    public Tensor CorrCoef()
    {
        var covariance = Cov();
        var scale = covariance.Diagonal().Rsqrt();
        return covariance * scale.Unsqueeze(1) * scale;
    }

    private (Tensor Values, Tensor Positions) Extremum(Tensor positions, int axis, bool keepDims)
    {
        int at = Shape.Axis(axis, "Max");
        var values = Gather(at, positions);
        return keepDims ? (values, positions) : (values.Squeeze(at), positions.Squeeze(at));
    }

    // the root of 0 has gradient 0, not 0 · ∞
    private static Tensor RootOf(Tensor sum, double power)
    {
        var isZero = sum.Eq(0);
        var safe = Where(isZero, Scalar(1, sum.DType, sum.Device), sum);
        return Where(isZero, Scalar(0, sum.DType, sum.Device), power == 0.5 ? safe.Sqrt() : safe.Pow(power));
    }
}
