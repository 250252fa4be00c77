using Neuron.Models.Statistics;

namespace Neuron.Models.RepresentationSimilarity;

/// <summary>Representational similarity analysis (Kriegeskorte, Mur, Bandettini 2008): do the same pairs of samples lie far apart?</summary>
public static class Rsa
{
    /// <summary>The dissimilarity matrix [N, N] of a representation [N, ..], 0 on the diagonal.</summary>
    public static Tensor Rdm(Tensor x, Dissimilarity dissimilarity)
    {
        var flat = Representation.Flat(x, "rsa");
        if (dissimilarity == Dissimilarity.Correlation && flat.Shape[1] < 3)
            throw ShapeException.Expected("rsa with correlation distance", "at least 3 features", x.Shape);
        return dissimilarity switch
        {
            Dissimilarity.Cosine => OneMinusProducts(flat.UnitRows()),
            Dissimilarity.Correlation => OneMinusProducts((flat - flat.Mean(1, keepDims: true)).UnitRows()),
            Dissimilarity.Euclidean => Representation.Root(Representation.SquaredDistances(flat)),
            Dissimilarity.SquaredEuclidean => Representation.SquaredDistances(flat),
            _ => throw new ArgumentOutOfRangeException(nameof(dissimilarity), dissimilarity, "rsa: expected Cosine, Euclidean, SquaredEuclidean or Correlation."),
        };
    }

    /// <summary>Similarity of two representations: their dissimilarity matrices compared. The paper's RSA by default.</summary>
    public static Tensor Of(Tensor x, Tensor y, Dissimilarity dissimilarity = Dissimilarity.Cosine, RdmComparison comparison = RdmComparison.Pearson)
    {
        var (a, b) = Representation.Pair(x, y, "rsa", samples: 3);
        return Compare(Rdm(a, dissimilarity), Rdm(b, dissimilarity), comparison);
    }

    /// <summary>Compares two dissimilarity matrices [N, N] over the pairs below the diagonal.</summary>
    public static Tensor Compare(Tensor a, Tensor b, RdmComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        // both are symmetric: sums over all off the diagonal are twice those below it
        var off = Representation.OffDiagonal(a.Shape[0], a);
        return comparison switch
        {
            RdmComparison.Pearson => Representation.Pearson(a, b, off),
            RdmComparison.Cosine => Representation.Cosine(a, b, off),
            RdmComparison.Spearman => Tensor.Scalar(RankCorrelation.Spearman(Lower(a), Lower(b)), a.DType, a.Device),
            RdmComparison.Kendall => Tensor.Scalar(RankCorrelation.KendallTauB(Lower(a), Lower(b)), a.DType, a.Device),
            _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "rsa: expected Pearson, Spearman, Kendall or Cosine."),
        };
    }

    /// <summary>
    /// The variant of the authors' public code: matrices of cosine similarity, Pearson's correlation over all N² elements, the
    /// diagonal included. Another number than <see cref="Of"/>.
    /// </summary>
    public static Tensor OverAllElements(Tensor x, Tensor y)
    {
        var (a, b) = Representation.Pair(x, y, "rsa");
        (a, b) = (a.UnitRows(), b.UnitRows());
        return Representation.Pearson(a.MatMul(a.Mt), b.MatMul(b.Mt));
    }

    private static Tensor OneMinusProducts(Tensor rows) =>
        (1 - rows.MatMul(rows.Mt)) * Representation.OffDiagonal(rows.Shape[0], rows);

    private static double[] Lower(Tensor rdm)
    {
        int n = rdm.Shape[0];
        double[] all = rdm.Detached().To(DType.Float64).ToArray<double>();
        return [.. Enumerable.Range(0, n * n).Where(i => i / n > i % n).Select(i => all[i])];
    }
}
