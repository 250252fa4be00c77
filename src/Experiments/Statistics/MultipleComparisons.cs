namespace Neuron.Experiments.Statistics;

/// <summary>p-values adjusted for the number of tests, in the order given.</summary>
internal static class MultipleComparisons
{
    /// <summary>Benjamini and Hochberg: min over the larger p of p·n/rank; rejecting below q keeps the false discovery rate at q.</summary>
    public static double[] BenjaminiHochberg(ReadOnlySpan<double> p)
    {
        double[] sorted = p.ToArray(), adjusted = new double[p.Length];
        int[] order = [.. Enumerable.Range(0, p.Length)];
        Array.Sort(sorted, order);
        double smallest = 1;
        for (int i = sorted.Length - 1; i >= 0; i--)
            adjusted[order[i]] = smallest = Math.Min(smallest, sorted[i] * sorted.Length / (i + 1));
        return adjusted;
    }

    /// <summary>min(1, p·n).</summary>
    public static double[] Bonferroni(ReadOnlySpan<double> p)
    {
        int count = p.Length;
        return Array.ConvertAll(p.ToArray(), v => Math.Min(1, v * count));
    }
}
