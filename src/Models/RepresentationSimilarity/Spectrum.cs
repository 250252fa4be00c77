namespace Neuron.Models.RepresentationSimilarity;

/// <summary>How the variance of a representation [N, P] is spread over its principal components.</summary>
public static class Spectrum
{
    /// <summary>Variances of the principal components over their sum, descending, [min(N, P)].</summary>
    public static Tensor VarianceRatios(Tensor x)
    {
        var variances = Representation.Flat(x, "explained variance").Centred().SingularValues().Square();
        return variances / variances.Sum();
    }

    /// <summary>Share of the variance that the first 1, 2, … components hold.</summary>
    public static double[] CumulativeVariance(Tensor x) => Cumulative(VarianceRatios(x));

    /// <summary>(Σλ)²/Σλ²: the number of components that hold the variance, were it spread evenly.</summary>
    public static Tensor ParticipationRatio(Tensor x)
    {
        var variances = Representation.Flat(x, "participation ratio").Centred().SingularValues().Square();
        return variances.Sum().Square() / variances.Square().Sum();
    }

    /// <summary>The smallest number of components that hold strictly more than the fraction <paramref name="beta"/> of the variance; 0 where nothing varies.</summary>
    public static int IntrinsicDimension(Tensor x, double beta) => IntrinsicDimension(CumulativeVariance(x), beta);

    /// <summary>The same of what <see cref="CumulativeVariance"/> gave.</summary>
    public static int IntrinsicDimension(double[] cumulativeVariance, double beta)
    {
        ArgumentNullException.ThrowIfNull(cumulativeVariance);
        if (!(beta is >= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(beta), beta, "intrinsic dimension: expected a fraction in [0, 1).");
        if (double.IsNaN(cumulativeVariance[^1])) return 0;
        int index = Array.FindIndex(cumulativeVariance, share => share > beta);
        return index < 0 ? cumulativeVariance.Length : index + 1;
    }

    /// <summary>Projections [N, k] of the centred rows on the first k principal components.</summary>
    public static Tensor PrincipalScores(Tensor x, int k)
    {
        var (u, s, _) = Representation.Flat(x, "principal components").Centred().Svd();
        if (k < 1 || k > s.Shape[0]) throw new ArgumentOutOfRangeException(nameof(k), k, $"principal components: expected 1 to {s.Shape[0]}.");
        return u.Slice(1, 0, k) * s.Slice(0, 0, k);
    }

    /// <summary>The fewest of the singular values s (descending) that hold at least the fraction <paramref name="variance"/> of Σs².</summary>
    internal static int Components(Tensor s, double variance)
    {
        var squares = s.Detached().To(DType.Float64).Square();
        double[] shares = Cumulative(squares / squares.Sum());
        int index = Array.FindIndex(shares, share => share >= variance * (1 - 1e-14)); // the last share is 1 but for rounding
        return index < 0 ? shares.Length : index + 1;
    }

    private static double[] Cumulative(Tensor ratios)
    {
        double[] shares = ratios.Detached().To(DType.Float64).ToArray<double>();
        for (int i = 1; i < shares.Length; i++) shares[i] += shares[i - 1];
        return shares;
    }
}
