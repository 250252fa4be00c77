namespace Neuron.Experiments;

/// <summary>The mean of n repetitions and its standard error s/√n, s² the unbiased variance.</summary>
/// <param name="Mean">Mean of the repetitions.</param>
/// <param name="StandardError">s/√n; null when it is unknown, as with a single repetition.</param>
/// <param name="Count">n; 0 where a paper does not say.</param>
internal sealed record SampleMean(double Mean, double? StandardError = null, int Count = 0)
{
    /// <summary>The mean of <paramref name="values"/>.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static SampleMean Of(params IReadOnlyList<double> values)
    {
        if (values.Count == 0) throw new ArgumentException("A mean needs at least one value.", nameof(values));
        double mean = values.Sum() / values.Count;
        if (values.Count == 1) return new(mean, null, 1);
        double variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
        return new(mean, Math.Sqrt(variance / values.Count), values.Count);
    }

    /// <summary>"0.512 ± 0.013", or the mean alone when its error is unknown.</summary>
    public string ToString(string format) => StandardError is { } error
        ? $"{Mean.ToString(format, null)} ± {error.ToString(format, null)}" : Mean.ToString(format, null);
}
