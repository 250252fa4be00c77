using Neuron.Autograd;
using Neuron.Models;
using Neuron.Models.RepresentationSimilarity;

namespace Neuron.Experiments.Guidance;

/// <summary>PCA intrinsic dimension of each tap: the fewest components that hold more than a share of the variance (arXiv 2410.20035, App. I.2).</summary>
/// <param name="At90">With the share 0.9.</param>
/// <param name="At95">With the share 0.95. The share of the paper's Figure 14 is not known.</param>
internal sealed record DimensionProfile(double[] At90, double[] At95)
{
    /// <summary>Of the taps of a network on some inputs, at most as many as there are inputs.</summary>
    public static DimensionProfile Of(IReadOnlyList<Tap> taps)
    {
        double[][] shares = [.. taps.Select(t => Spectrum.CumulativeVariance(Similarities.Standardised(t.Value.Detach().Reshape(t.Value.Shape[0], -1))))];
        return new(Dimension(0.9), Dimension(0.95));

        double[] Dimension(double beta) => [.. shares.Select(s => (double)Spectrum.IntrinsicDimension(s, beta))];
    }

    /// <summary>Both as one row, for a checkpoint.</summary>
    public double[] Row => [.. At90, .. At95];

    /// <summary>The profile of such a row.</summary>
    public static DimensionProfile FromRow(double[] row) => new(row[..(row.Length / 2)], row[(row.Length / 2)..]);
}
