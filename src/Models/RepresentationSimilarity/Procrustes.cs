namespace Neuron.Models.RepresentationSimilarity;

/// <summary>Shape measures: what is left between two representations after the best rotation of one onto the other.</summary>
public static class Procrustes
{
    /// <summary>‖XcᵀYc‖_*, the nuclear norm.</summary>
    public static Tensor NuclearNorm(Tensor x, Tensor y)
    {
        var (a, b) = Representation.Pair(x, y, "procrustes");
        return new NuclearOverlap().Apply(a, b)[0];
    }

    /// <summary>‖Xc‖² + ‖Yc‖² − 2‖XcᵀYc‖_*, the least ‖Xc·Q − Yc‖² over rotations Q; the narrower one is padded with zeros.</summary>
    public static Tensor SquaredDistance(Tensor x, Tensor y)
    {
        var (a, b) = Representation.Pair(x, y, "procrustes");
        return a.Centred().Square().Sum() + b.Centred().Square().Sum() - (NuclearNorm(a, b) * 2);
    }

    /// <summary>‖XcᵀYc‖_*/(‖Xc‖·‖Yc‖), in [0, 1]; also the normalised Bures similarity.</summary>
    public static Tensor Similarity(Tensor x, Tensor y)
    {
        var (a, b) = Representation.Pair(x, y, "procrustes");
        return Representation.Ratio(NuclearNorm(a, b), a.Centred().Frobenius() * b.Centred().Frobenius());
    }

    /// <summary>2 − 2 · similarity: the squared distance of the representations scaled to unit Frobenius norm.</summary>
    public static Tensor NormalisedSquaredDistance(Tensor x, Tensor y) => 2 - (Similarity(x, y) * 2);

    /// <summary>arccos of the similarity, in radians: the Riemannian shape distance (arXiv 2110.14739).</summary>
    public static Tensor RiemannianDistance(Tensor x, Tensor y) => Arccosine.Of(Similarity(x, y));
}
