using Neuron.Models.Statistics;

namespace Neuron.Experiments.Statistics;

/// <summary>Area under the receiver operating characteristic.</summary>
internal static class RocCurve
{
    /// <summary>P(score of a positive &gt; score of a negative), ties counting one half.</summary>
    /// <exception cref="ArgumentException">One of the classes is empty, or a score is NaN.</exception>
    public static double Auc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        double positives = Check(scores, labels), negatives = scores.Length - positives, sum = 0;
        double[] ranks = RankCorrelation.Ranks(scores);
        for (int i = 0; i < ranks.Length; i++)
            if (labels[i]) sum += ranks[i];
        return (sum - positives * (positives + 1) / 2) / (positives * negatives);
    }

    /// <summary>
    /// The area with its confidence interval by DeLong's variance (Biometrics 44, 1988), cut to [0, 1]. Where that is 0, as at areas 0 and 1, it bounds nothing: the ends
    /// are NaN.
    /// </summary>
    public static (double Auc, double Low, double High) AucInterval(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, double confidence = 0.95)
    {
        Check(scores, labels);
        List<double> positive = [], negative = [];
        for (int i = 0; i < scores.Length; i++) (labels[i] ? positive : negative).Add(scores[i]);
        (int m, int n) = (positive.Count, negative.Count);
        double[] all = RankCorrelation.Ranks([.. positive, .. negative]), own = RankCorrelation.Ranks([.. positive]), others = RankCorrelation.Ranks([.. negative]);
        // placement values: the share of the other class on the right side of each score
        double[] v10 = [.. own.Select((r, i) => (all[i] - r) / n)], v01 = [.. others.Select((r, j) => 1 - (all[m + j] - r) / m)];
        double auc = Moments.Mean(v10), variance = (m > 1 ? Moments.Variance(v10, 1) / m : 0) + (n > 1 ? Moments.Variance(v01, 1) / n : 0);
        if (variance < 1e-20) return (auc, double.NaN, double.NaN); // rounding of placements alone
        double width = Distributions.NormalQuantile(0.5 + confidence / 2) * Math.Sqrt(variance);
        return (auc, Math.Max(0, auc - width), Math.Min(1, auc + width));
    }

    private static int Check(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.Length != labels.Length) throw new ArgumentException($"AUC of {scores.Length} scores and {labels.Length} labels.");
        int positives = labels.Count(true);
        if (positives == 0 || positives == labels.Length) throw new ArgumentException($"AUC needs both classes, got {positives} positives of {labels.Length}.");
        foreach (double s in scores)
            if (double.IsNaN(s)) throw new ArgumentException("AUC: a score is NaN.");
        return positives;
    }
}
