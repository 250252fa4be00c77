namespace Neuron.Models.RepresentationSimilarity;

/// <summary>Dependence of two representations through the distances between samples (Székely, Rizzo, Bakirov 2007; Székely, Rizzo 2013).</summary>
public static class DistanceCorrelation
{
    /// <summary>dCov²: mean of Aᵢⱼ·Bᵢⱼ, A and B the double-centred Euclidean distances; biased.</summary>
    public static Tensor SquaredCovariance(Tensor x, Tensor y)
    {
        var (a, b) = Distances(x, y, 2);
        return a.DoubleCentred().Inner(b.DoubleCentred()) * (1 / Math.Pow(a.Shape[0], 2));
    }

    /// <summary>dCor² = dCov²(X, Y)/√(dCov²(X, X)·dCov²(Y, Y)), in [0, 1].</summary>
    public static Tensor Squared(Tensor x, Tensor y)
    {
        var (a, b) = Distances(x, y, 2);
        return Representation.Cosine(a.DoubleCentred(), b.DoubleCentred());
    }

    /// <summary>dCor, in [0, 1].</summary>
    public static Tensor Of(Tensor x, Tensor y) => Representation.Root(Squared(x, y).Clamp(0));

    /// <summary>The unbiased estimate of dCov²: U-centred distances, inner product over n(n − 3). Needs 4 samples.</summary>
    public static Tensor CorrectedSquaredCovariance(Tensor x, Tensor y)
    {
        var (a, b) = Distances(x, y, 4);
        double n = a.Shape[0];
        return UCentred(a).Inner(UCentred(b)) * (1 / (n * (n - 3)));
    }

    /// <summary>The bias-corrected dCor²; may be negative. Needs 4 samples.</summary>
    public static Tensor CorrectedSquared(Tensor x, Tensor y)
    {
        var (a, b) = Distances(x, y, 4);
        return Representation.Cosine(UCentred(a), UCentred(b));
    }

    private static (Tensor A, Tensor B) Distances(Tensor x, Tensor y, int samples)
    {
        var (a, b) = Representation.Pair(x, y, "distance correlation", samples);
        return (Representation.Root(Representation.SquaredDistances(a)), Representation.Root(Representation.SquaredDistances(b)));
    }

    private static Tensor UCentred(Tensor d)
    {
        int n = d.Shape[0];
        var rows = d.Sum(1, keepDims: true) * (1.0 / (n - 2));
        return (d - rows - rows.Mt + (d.Sum() * (1.0 / ((n - 1.0) * (n - 2))))) * Representation.OffDiagonal(n, d);
    }
}
