namespace Neuron.Models.RepresentationSimilarity;

/// <summary>Canonical correlations of two representations [N, P], [N, Q], and what is made of them. Invariant to invertible linear maps.</summary>
/// <remarks>Directions of relative size below 1e-10 (1e-5 in float32) count as absent, so N ≤ P is allowed (and then says little).</remarks>
public static class Cca
{
    /// <summary>ρ [min(rank X, rank Y)], descending: the singular values of QxᵀQy, Q orthonormal bases of the centred columns.</summary>
    public static Tensor Correlations(Tensor x, Tensor y)
    {
        var (a, b) = Representation.Pair(x, y, "cca");
        return Of(a.Centred(), b.Centred());
    }

    /// <summary>Mean of the canonical correlations.</summary>
    public static Tensor Mean(Tensor x, Tensor y) => Correlations(x, y).Mean();

    /// <summary>Σρ²/min(P, Q) = tr(PxPy)/min(P, Q), P the projections on the centred columns.</summary>
    public static Tensor RSquared(Tensor x, Tensor y)
    {
        var (a, b) = Representation.Pair(x, y, "r2 cca");
        var overlap = Representation.Projector(a.Centred()).Inner(Representation.Projector(b.Centred()));
        return overlap * (1.0 / Math.Min(a.Shape[1], b.Shape[1]));
    }

    /// <summary>tr(PxPy) with P = Xc(XcᵀXc + λI)⁻¹Xcᵀ.</summary>
    public static Tensor RegularisedOverlap(Tensor x, Tensor y, double lambda)
    {
        var (p, q) = Smooth(x, y, lambda);
        return p.Inner(q);
    }

    /// <summary>tr(PxPy)/(‖Px‖·‖Py‖) with P as in <see cref="RegularisedOverlap"/>.</summary>
    public static Tensor RegularisedOverlapCosine(Tensor x, Tensor y, double lambda)
    {
        var (p, q) = Smooth(x, y, lambda);
        return Representation.Cosine(p, q);
    }

    /// <summary>
    /// Mean canonical correlation after each side is cut to the fewest principal components that hold the fraction
    /// <paramref name="variance"/> of its variance (SVCCA, arXiv 1706.05806).
    /// </summary>
    public static Tensor Svcca(Tensor x, Tensor y, double variance = 0.99)
    {
        var (a, b) = Representation.Pair(x, y, "svcca");
        return Of(Truncated(a.Centred(), variance), Truncated(b.Centred(), variance)).Mean();
    }

    /// <summary>
    /// Σαᵢρᵢ/Σαᵢ with αᵢ = Σⱼ |⟨hᵢ, Xc[:, j]⟩|, hᵢ the canonical variates of x: the first argument is the one that is explained
    /// (projection-weighted CCA, arXiv 1806.05759).
    /// </summary>
    public static Tensor Pwcca(Tensor x, Tensor y)
    {
        var (a, b) = Representation.Pair(x, y, "pwcca");
        a = a.Centred();
        Tensor qx = Representation.Basis(a), qy = Representation.Basis(b.Centred());
        var (u, rho, _) = qx.Mt.MatMul(qy).Svd();
        var weights = qx.MatMul(u).Mt.MatMul(a).Abs().Sum(1);
        return weights.Inner(rho.Clamp(0, 1)) / weights.Sum();
    }

    /// <summary>‖QxᵀYc‖²/‖Yc‖²: the share of the variance of y that a linear map of x explains.</summary>
    public static Tensor LinearRegression(Tensor x, Tensor y)
    {
        var (a, b) = Representation.Pair(x, y, "linear regression");
        b = b.Centred();
        return Representation.Ratio(Representation.Projector(a.Centred()).MatMul(b).Square().Sum(), b.Square().Sum());
    }

    private static Tensor Of(Tensor x, Tensor y) => Representation.Basis(x).Mt.MatMul(Representation.Basis(y)).SingularValues().Clamp(0, 1);

    private static Tensor Truncated(Tensor centred, double variance)
    {
        if (!(variance is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(variance), variance, "svcca: expected a fraction in (0, 1].");
        var (u, s, _) = centred.Svd();
        int kept = Spectrum.Components(s, variance);
        return u.Slice(1, 0, kept) * s.Slice(0, 0, kept);
    }

    private static (Tensor X, Tensor Y) Smooth(Tensor x, Tensor y, double lambda)
    {
        if (!(lambda > 0)) throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "regularised overlap: expected a positive lambda.");
        var (a, b) = Representation.Pair(x, y, "regularised overlap");
        return (Ridge.Smoother(a.Centred(), lambda), Ridge.Smoother(b.Centred(), lambda));
    }
}
