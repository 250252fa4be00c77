namespace Neuron.Experiments.Guidance;

/// <summary>Whether two classifiers err on the same samples, beyond what their accuracies explain (Geirhos et al. 2020; paper, App. F).</summary>
internal static class ErrorConsistency
{
    /// <summary>κ = (c_obs − c_exp) / (1 − c_exp), c_exp = a₁a₂ + (1 − a₁)(1 − a₂), c_obs the share of samples both get right or both wrong.</summary>
    /// <param name="first">Whether the first classifier is right, by sample.</param>
    /// <param name="second">The same of the second.</param>
    /// <returns>κ in [−1, 1]; 1 where both are always right or always wrong.</returns>
    /// <exception cref="ArgumentException">The counts differ or are zero.</exception>
    public static double Kappa(ReadOnlySpan<bool> first, ReadOnlySpan<bool> second)
    {
        if (first.Length != second.Length || first.Length == 0)
            throw new ArgumentException($"Error consistency needs the same samples: found {first.Length} and {second.Length}.");
        double n = first.Length, right1 = 0, right2 = 0, same = 0;
        for (int i = 0; i < first.Length; i++)
        {
            if (first[i]) right1++;
            if (second[i]) right2++;
            if (first[i] == second[i]) same++;
        }
        double a1 = right1 / n, a2 = right2 / n, expected = a1 * a2 + (1 - a1) * (1 - a2), observed = same / n;
        return expected == 1 ? 1 : (observed - expected) / (1 - expected);
    }
}
