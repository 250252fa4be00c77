using Neuron.Autograd;
using Neuron.Models.RepresentationSimilarity;

namespace Neuron.Experiments.Guidance;

/// <summary>The similarity measures of Neuron.Models by the names that a configuration takes.</summary>
internal static class Similarities
{
    private const double RidgeLambda = 10; // the paper's with the trained guide

    /// <summary>Similarity of the target's x [N, P] and the guide's y [N, Q], a scalar with a gradient to x.</summary>
    public static Tensor Between(Similarity measure, Tensor x, Tensor y) =>
        measure is Similarity.Ridge ? Ridge.Predictivity(x, y, RidgeLambda) : ScaleFree(measure, UnitSpread(x), UnitSpread(y));

    /// <summary>
    /// x [N, P] divided by the spread of its values about their column means, as a constant. Deep in a network whose layers shrink the
    /// signal the spread is 1e-16 and less; there the measures would take the representation for constant, and give no gradient.
    /// </summary>
    public static Tensor UnitSpread(Tensor x)
    {
        double spread;
        using (NoGrad.Enter())
        {
            Tensor centred = x.Detach() - x.Detach().Mean(0, keepDims: true);
            double largest = centred.Abs().Max().Item(); // first by the largest: the squares of 1e-20 are no float32
            if (largest == 0 || !double.IsFinite(largest)) return x;
            spread = largest * Math.Sqrt((centred * (1 / largest)).Square().Mean().Item());
        }
        return x * (1 / spread);
    }

    private static Tensor ScaleFree(Similarity measure, Tensor x, Tensor y) => measure switch
    {
        Similarity.Cka => Cka.Linear(x, y),
        Similarity.DebiasedCka => Cka.Debiased(x, y),
        Similarity.RbfCka => Cka.Rbf(x, y),
        Similarity.Rsa => Rsa.Of(x, y),
        Similarity.RsaRepo => Rsa.OverAllElements(x, y),
        Similarity.Procrustes => Procrustes.Similarity(x, y),
        Similarity.DistanceCorrelation => DistanceCorrelation.Squared(x, y),
        Similarity.RSquaredCca => Cca.RSquared(x, y),
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "Unknown similarity."),
    };
}
