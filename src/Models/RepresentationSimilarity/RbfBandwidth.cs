namespace Neuron.Models.RepresentationSimilarity;

/// <summary>How the width σ of an RBF kernel is chosen.</summary>
public abstract record RbfBandwidth
{
    /// <summary>A fixed σ.</summary>
    public static RbfBandwidth Fixed(double sigma) =>
        sigma > 0 ? new FixedWidth(sigma) : throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "RBF kernel: sigma must be positive.");

    /// <summary>σ = factor · median of the distances off the diagonal.</summary>
    public static RbfBandwidth Median(double factor = 1) =>
        factor > 0 ? new MedianWidth(factor) : throw new ArgumentOutOfRangeException(nameof(factor), factor, "RBF kernel: the factor must be positive.");

    /// <summary>σ² = factor² · the lower median of the squared distances off the diagonal: an element, not a mean of two.</summary>
    public static RbfBandwidth LowerMedianSquare(double factor = 1) => new LowerMedianWidth(factor);

    /// <summary>σ² = median of all N² squared distances, the zeros of the diagonal included.</summary>
    public static RbfBandwidth MedianSquareWithZeros { get; } = new MedianSquareWidth();

    /// <summary>σ² for the squared distances [N, N], float64.</summary>
    internal abstract double SquaredFor(Tensor squared);

    private static double[] OffDiagonal(Tensor squared)
    {
        int n = squared.Shape[0];
        double[] all = squared.ToArray<double>();
        return [.. Enumerable.Range(0, n * n).Where(i => i / n < i % n).Select(i => all[i]).Order()];
    }

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static double Positive(double squared) =>
        squared > 0 ? squared : throw new ArgumentException("RBF kernel: the median distance is 0, more than half of the samples coincide; give a fixed sigma.");

    private sealed record FixedWidth(double Sigma) : RbfBandwidth
    {
        internal override double SquaredFor(Tensor squared) => Sigma * Sigma;
    }

    private sealed record MedianWidth(double Factor) : RbfBandwidth
    {
        internal override double SquaredFor(Tensor squared)
        {
            double[] distances = Array.ConvertAll(OffDiagonal(squared), Math.Sqrt);
            double sigma = Factor * Median(distances);
            return Positive(sigma * sigma);
        }
    }

    private sealed record LowerMedianWidth(double Factor) : RbfBandwidth
    {
        internal override double SquaredFor(Tensor squared)
        {
            double[] sorted = OffDiagonal(squared);
            return Positive(Factor * Factor * sorted[(sorted.Length - 1) / 2]);
        }
    }

    private sealed record MedianSquareWidth : RbfBandwidth
    {
        internal override double SquaredFor(Tensor squared)
        {
            double[] all = squared.ToArray<double>();
            Array.Sort(all);
            return Positive(Median(all));
        }
    }
}
