namespace Neuron.Models.RepresentationSimilarity;

/// <summary>All measures by name, with the parameters that the field uses most; the classes behind them take others.</summary>
public static class SimilarityMeasures
{
    private static readonly Dictionary<string, SimilarityMeasure> s_byName = Build().ToDictionary(m => m.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Every measure, in the order of the families.</summary>
    public static IReadOnlyCollection<SimilarityMeasure> All => s_byName.Values;

    /// <summary>The measure of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the text names them all.</exception>
    public static SimilarityMeasure Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return s_byName.TryGetValue(name, out var measure) ? measure
            : throw new ArgumentException($"No similarity measure is called '{name}'.{Nearest.Hint(name, s_byName.Keys)}", nameof(name));
    }

    private static IEnumerable<SimilarityMeasure> Build() =>
    [
        Similarity("cka", "linear CKA, biased: ‖XcᵀYc‖²/(‖XcᵀXc‖·‖YcᵀYc‖) (arXiv 1905.00414)", Cka.Linear),
        Similarity("cka-debiased", "linear CKA with unbiased HSIC; may be negative", Cka.Debiased) with { MinimumSamples = 4 },
        Similarity("cka-rbf", "CKA of RBF kernels, σ the median distance", (x, y) => Cka.Rbf(x, y)),
        Distance("cka-angular", "arccos of linear CKA, radians", Cka.Angular),
        Metric("cka-minibatch", "unbiased HSIC averaged over batches of 4 to 64 samples, then divided (arXiv 2010.15327)", (x, y) => Cka.Minibatch(x, y, MinibatchSize(x.Shape[0]))) with { MinimumSamples = 4 },
        Similarity("kernel-alignment", "⟨K, L⟩/(‖K‖·‖L‖), not centred", Cka.KernelAlignment),
        Unbounded("hsic", "⟨HKH, HLH⟩/(n − 1)² of linear kernels, biased", (x, y) => Hsic.Biased(SimilarityKernels.Linear(x), SimilarityKernels.Linear(y))),
        Unbounded("hsic-raw", "⟨HKH, HLH⟩ of linear kernels", (x, y) => Hsic.Raw(SimilarityKernels.Linear(x), SimilarityKernels.Linear(y))),
        Unbounded("hsic-unbiased", "HSIC₁ of Song et al. 2012, linear kernels", (x, y) => Hsic.Unbiased(SimilarityKernels.Linear(x), SimilarityKernels.Linear(y))) with { MinimumSamples = 4 },
        Similarity("cca", "mean canonical correlation", Cca.Mean),
        Similarity("cca-r2", "Σρ²/min(P, Q)", Cca.RSquared),
        Similarity("cca-regularised", "cosine of the projections with λ = 1", (x, y) => Cca.RegularisedOverlapCosine(x, y, 1)),
        Metric("svcca", "mean canonical correlation of the principal components with 99% of the variance (arXiv 1706.05806)", (x, y) => Cca.Svcca(x, y)),
        Metric("pwcca", "canonical correlations weighted by what they explain of the first argument (arXiv 1806.05759)", Cca.Pwcca),
        Similarity("linear-regression", "R² of a linear map of the first predicting the second", Cca.LinearRegression),
        Similarity("procrustes", "‖XcᵀYc‖_*/(‖Xc‖·‖Yc‖), the normalised Bures similarity", Procrustes.Similarity),
        Distance("procrustes-distance", "‖Xc‖² + ‖Yc‖² − 2‖XcᵀYc‖_*", Procrustes.SquaredDistance),
        Distance("procrustes-normalised", "2 − 2 · Procrustes similarity", Procrustes.NormalisedSquaredDistance),
        Distance("shape-distance", "arccos of the Procrustes similarity, radians (arXiv 2110.14739)", Procrustes.RiemannianDistance),
        Unbounded("nuclear-norm", "‖XcᵀYc‖_*", Procrustes.NuclearNorm),
        Similarity("rsa", "Pearson's correlation of cosine distances below the diagonal (the paper's RSA)", (x, y) => Rsa.Of(x, y)) with { MinimumSamples = 3 },
        Similarity("rsa-all-elements", "Pearson's correlation of all elements of the cosine similarity matrices (the authors' code)", Rsa.OverAllElements),
        Metric("rsa-spearman", "Spearman's correlation of cosine distances", (x, y) => Rsa.Of(x, y, comparison: RdmComparison.Spearman)) with { MinimumSamples = 3 },
        Metric("rsa-kendall", "Kendall's τ-b of cosine distances", (x, y) => Rsa.Of(x, y, comparison: RdmComparison.Kendall)) with { MinimumSamples = 3 },
        Similarity("rsa-cosine", "cosine of cosine distances", (x, y) => Rsa.Of(x, y, comparison: RdmComparison.Cosine)) with { MinimumSamples = 3 },
        Similarity("rsa-euclidean", "Pearson's correlation of Euclidean distances", (x, y) => Rsa.Of(x, y, Dissimilarity.Euclidean)) with { MinimumSamples = 3 },
        Similarity("rsa-squared-euclidean", "Pearson's correlation of squared Euclidean distances", (x, y) => Rsa.Of(x, y, Dissimilarity.SquaredEuclidean)) with { MinimumSamples = 3 },
        Similarity("rsa-correlation", "Pearson's correlation of correlation distances; at least 3 features", (x, y) => Rsa.Of(x, y, Dissimilarity.Correlation)) with { MinimumSamples = 3 },
        Metric("mutual-knn", "share of common nearest neighbours by cosine, k = 10 at most", (x, y) => Scalar(NearestNeighbours.Mutual(x, y, Neighbours(x)), x)),
        Metric("mutual-knn-euclidean", "share of common nearest neighbours by distance, k = 10 at most", (x, y) => Scalar(NearestNeighbours.Mutual(x, y, Neighbours(x), euclidean: true), x)),
        Metric("jaccard-knn", "|common|/|either| of the nearest neighbours by cosine, k = 10 at most", (x, y) => Scalar(NearestNeighbours.Jaccard(x, y, Neighbours(x)), x)),
        Metric("cknna", "CKA restricted to mutual nearest neighbours, k = 10 at most (arXiv 2405.07987)", (x, y) => Scalar(NearestNeighbours.Cknna(x, y, Neighbours(x)), x)) with { MinimumSamples = 4 },
        Similarity("ridge", "mean cosine of the second half of the rows and their prediction, λ = 10 (the paper's form, without projection)", (x, y) => Ridge.Predictivity(x, y, 10)) with { IsNormalised = false, MinimumSamples = 4 },
        Similarity("ridge-r2", "R² of ridge regression on all rows, λ = 1", (x, y) => Ridge.RSquared(x, y, 1)) with { IsNormalised = false },
        Similarity("ridge-correlation", "mean column correlation of ridge regression on all rows, λ = 1", (x, y) => Ridge.Correlation(x, y, 1)) with { IsNormalised = false },
        Similarity("ridge-cross-validated", "mean column correlation of ridge regression out of fold, 2 contiguous folds, λ = 1", (x, y) => Ridge.CrossValidated(x, y, 1).Mean()) with { IsNormalised = false, MinimumSamples = 4 },
        Similarity("soft-matching", "best transport of units, correlation score (arXiv 2311.09466)", SoftMatching.Correlation),
        Metric("soft-matching-sinkhorn", "the same with entropic transport, ε = 0.1", (x, y) => SoftMatching.SinkhornCorrelation(x, y)) with { IsNormalised = false },
        Distance("soft-matching-distance", "least squared distance of matched units", (x, y) => SoftMatching.SquaredDistance(x, y)),
        Similarity("dcor", "distance correlation", DistanceCorrelation.Of),
        Similarity("dcor2", "squared distance correlation", DistanceCorrelation.Squared),
        Similarity("dcor2-corrected", "bias-corrected squared distance correlation; may be negative", DistanceCorrelation.CorrectedSquared) with { MinimumSamples = 4 },
        Unbounded("dcov2", "squared distance covariance", DistanceCorrelation.SquaredCovariance),
        Unbounded("dcov2-corrected", "unbiased squared distance covariance", DistanceCorrelation.CorrectedSquaredCovariance) with { MinimumSamples = 4 },
    ];

    private static int Neighbours(Tensor x) => Math.Min(10, x.Shape[0] - 1);

    private static int MinibatchSize(int samples) => samples < 8 ? samples : Math.Min(64, samples / 2);

    private static Tensor Scalar(double value, Tensor like) => Tensor.Scalar(value, like.DType, like.Device);

    private static SimilarityMeasure Similarity(string name, string description, Func<Tensor, Tensor, Tensor> compute) => new(name, description, compute) { IsDifferentiable = true };

    private static SimilarityMeasure Metric(string name, string description, Func<Tensor, Tensor, Tensor> compute) => new(name, description, compute);

    private static SimilarityMeasure Distance(string name, string description, Func<Tensor, Tensor, Tensor> compute) => new(name, description, compute) { IsDifferentiable = true, IsDistance = true };

    private static SimilarityMeasure Unbounded(string name, string description, Func<Tensor, Tensor, Tensor> compute) => new(name, description, compute) { IsDifferentiable = true, IsNormalised = false };
}
