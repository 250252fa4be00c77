namespace Neuron.Models.RepresentationSimilarity;

/// <summary>
/// The ridge guidance loss of one pair of layers (arXiv 2410.20035, appendix J.2): both representations are projected to the
/// Johnson-Lindenstrauss dimension by fixed random matrices, drawn at the first batch, and the target's predicts the guide's.
/// </summary>
/// <param name="lambda">Penalty: 10 with a trained guide, 100 with an untrained one.</param>
/// <param name="rng">Draws the projections.</param>
/// <param name="epsilon">Distortion of the bound; not in the paper, 0.1 is our choice.</param>
/// <param name="samples">Samples of a batch, from which the dimension follows; null for those of the first one, which a resumed run may have cut elsewhere.</param>
/// <remarks>A representation with no more dimensions than the bound asks for is not projected.</remarks>
public sealed class RidgeGuidance(double lambda, Rng rng, double epsilon = 0.1, int? samples = null)
{
    private SparseProjection? _target, _guide;

    /// <summary>Mean cosine of true and predicted rows of the batch's second half; the loss is 1 minus it.</summary>
    public Tensor Similarity(Tensor target, Tensor guide)
    {
        var (x, y) = Representation.Pair(target, guide, "ridge guidance", samples: 4);
        return Ridge.Predictivity(Projected(x, ref _target), Projected(y, ref _guide), lambda);
    }

    private Tensor Projected(Tensor x, ref SparseProjection? projection)
    {
        int dimension = projection?.Outputs ?? SparseProjection.Dimension(samples ?? x.Shape[0], epsilon);
        if (x.Shape[1] <= dimension) return x;
        projection ??= new SparseProjection(x.Shape[1], dimension, rng);
        return projection.Project(x);
    }
}
