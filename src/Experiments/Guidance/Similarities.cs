using Neuron.Models.RepresentationSimilarity;

namespace Neuron.Experiments.Guidance;

/// <summary>The similarity measures of Neuron.Models by the names that a configuration takes.</summary>
internal static class Similarities
{
    private const double RidgeLambda = 10; // the paper's with the trained guide

    /// <summary>Similarity of the target's x [N, P] and the guide's y [N, Q], a scalar with a gradient to x.</summary>
    public static Tensor Between(Similarity measure, Tensor x, Tensor y) => measure switch
    {
        Similarity.Cka => Cka.Linear(x, y),
        Similarity.DebiasedCka => Cka.Debiased(x, y),
        Similarity.RbfCka => Cka.Rbf(x, y),
        Similarity.Rsa => Rsa.Of(x, y),
        Similarity.RsaRepo => Rsa.OverAllElements(x, y),
        Similarity.Ridge => Ridge.Predictivity(x, y, RidgeLambda),
        Similarity.Procrustes => Procrustes.Similarity(x, y),
        Similarity.DistanceCorrelation => DistanceCorrelation.Squared(x, y),
        Similarity.RSquaredCca => Cca.RSquared(x, y),
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "Unknown similarity."),
    };
}
