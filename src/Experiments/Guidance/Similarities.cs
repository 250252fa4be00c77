using Neuron.Autograd;
using Neuron.Models.RepresentationSimilarity;

namespace Neuron.Experiments.Guidance;

/// <summary>The similarity measures of Neuron.Models by the names that a configuration takes.</summary>
internal static class Similarities
{
    private const double RidgeLambda = 10; // the paper's with the trained guide

    /// <summary>Similarity of the target's x [N, P] and the guide's y [N, Q], a scalar with a gradient to x.</summary>
    public static Tensor Between(Similarity measure, Tensor x, Tensor y) => measure switch
    {
        Similarity.Ridge => Ridge.Predictivity(x, y, RidgeLambda),
        Similarity.Rsa => Rsa.Of(x, y),
        Similarity.RsaRepo => Rsa.OverAllElements(x, y),
        _ => Invariant(measure, Standardised(x), Standardised(y)),
    };

    /// <summary>
    /// x [N, P] about its column means, divided by the spread of its values as a constant; the measures that do not depend on place and
    /// scale stay what they are. Deep in a network whose layers shrink the signal, values of 0.1 spread by 1e-8: there the measures would
    /// take the representation for constant, and a gradient made from values with their means would be the means' rounding errors.
    /// </summary>
    public static Tensor Standardised(Tensor x)
    {
        Tensor centred = x - x.Mean(0, keepDims: true);
        double spread;
        using (NoGrad.Enter())
        {
            Tensor values = centred.Detach();
            double largest = values.Abs().Max().Item(); // first by the largest: the squares of 1e-20 are no float32
            if (largest == 0 || !double.IsFinite(largest)) return centred;
            spread = largest * Math.Sqrt((values * (1 / largest)).Square().Mean().Item());
        }
        return centred * (1 / spread);
    }

    private static Tensor Invariant(Similarity measure, Tensor x, Tensor y) => measure switch
    {
        Similarity.Cka => Cka.Linear(x, y),
        Similarity.DebiasedCka => Cka.Debiased(x, y),
        Similarity.RbfCka => Cka.Rbf(x, y),
        Similarity.Procrustes => Procrustes.Similarity(x, y),
        Similarity.DistanceCorrelation => DistanceCorrelation.Squared(x, y),
        Similarity.RSquaredCca => Cca.RSquared(x, y),
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "Unknown similarity."),
    };
}
