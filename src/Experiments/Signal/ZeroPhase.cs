namespace Neuron.Experiments.Signal;

/// <summary>Forward-backward filtering with the ends extended by odd reflection.</summary>
internal static class ZeroPhase
{
    /// <summary>
    /// Extends x by <paramref name="edge"/> samples at each end (2·x[0] − x[edge … 1], and likewise behind), filters,
    /// reverses, filters, reverses, and cuts the extension off.
    /// </summary>
    /// <param name="x">The signal.</param>
    /// <param name="edge">Samples of extension.</param>
    /// <param name="filter">Filters a signal, starting in the steady state of the given first value.</param>
    public static double[] Apply(ReadOnlySpan<double> x, int edge, Func<double[], double, double[]> filter)
    {
        if (x.Length <= edge)
            throw new ArgumentException($"zero-phase filtering extends the ends by {edge} samples and needs a longer signal, got {x.Length}.");
        var extended = new double[x.Length + 2 * edge];
        for (int i = 0; i < edge; i++)
        {
            extended[i] = 2 * x[0] - x[edge - i];
            extended[edge + x.Length + i] = 2 * x[^1] - x[^(2 + i)];
        }
        x.CopyTo(extended.AsSpan(edge));
        double[] y = filter(extended, extended[0]);
        Array.Reverse(y);
        y = filter(y, y[0]);
        Array.Reverse(y);
        return y[edge..^edge];
    }
}
