using Neuron.Autograd;
using Neuron.Models;
using Neuron.Models.RepresentationSimilarity;

namespace Neuron.Experiments.Guidance;

/// <summary>The sum over pairs of taps of 1 − similarity (arXiv 2410.20035, §3, eq. 1): a sum, not a mean.</summary>
/// <param name="pairs">Which taps are compared.</param>
/// <param name="measure">The similarity.</param>
/// <param name="ridgeLambda">Penalty of the ridge measure: 10 with a trained guide, 100 with an untrained one (App. J.2).</param>
/// <param name="rng">Draws the ridge measure's projections at the first batch.</param>
/// <param name="samples">Samples of a whole batch, which decide the projections' dimension; null for those of the first batch.</param>
internal sealed class GuidanceLoss(IReadOnlyList<TapPair> pairs, Similarity measure, double ridgeLambda = 10, Rng? rng = null, int? samples = null)
{
    private readonly RidgeGuidance[] _ridge = measure is Similarity.Ridge ? [.. pairs.Select((_, i) => new RidgeGuidance(ridgeLambda, (rng ?? new Rng(0)).Split((ulong)i), samples: samples))] : [];

    /// <summary>The compared taps.</summary>
    public IReadOnlyList<TapPair> Pairs => pairs;

    /// <summary>The loss and its terms, one for each pair. No gradient reaches the guide.</summary>
    /// <exception cref="ArgumentException">A pair names a tap that is not there.</exception>
    public (Tensor Total, Tensor[] Terms) Of(IReadOnlyList<Tap> target, IReadOnlyList<Tap> guide)
    {
        var terms = new Tensor[pairs.Count];
        for (int i = 0; i < terms.Length; i++)
        {
            if (pairs[i].Target >= target.Count || pairs[i].Guide >= guide.Count)
                throw new ArgumentException($"Guidance pair {pairs[i]}: the networks have {target.Count} and {guide.Count} taps.");
            Tensor t = target[pairs[i].Target].Value, g = guide[pairs[i].Guide].Value.Detach();
            (t, g) = (t.Reshape(t.Shape[0], -1), g.Reshape(g.Shape[0], -1));
            terms[i] = 1 - (measure is Similarity.Ridge ? _ridge[i].Similarity(t, g) : Similarities.Between(measure, t, g));
        }
        Tensor total = terms[0];
        foreach (Tensor term in terms.AsSpan(1)) total += term;
        return (total, terms);
    }
}
