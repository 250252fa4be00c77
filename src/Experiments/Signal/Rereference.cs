namespace Neuron.Experiments.Signal;

/// <summary>References of a recording [channels, samples], row-major.</summary>
internal static class Rereference
{
    /// <summary>Each channel minus the mean of the two neighbours named for it; rows in parallel.</summary>
    /// <param name="x">All channels, filtered alike.</param>
    /// <param name="channels">Number of rows of <paramref name="x"/>.</param>
    /// <param name="selected">The rows to reference, with the rows of their neighbours on the shaft.</param>
    /// <returns>One row a selected channel.</returns>
    public static T[] Laplacian<T>(T[] x, int channels, IReadOnlyList<(int Channel, int Before, int After)> selected) where T : System.Numerics.IFloatingPointIeee754<T>
    {
        int samples = Samples(x.Length, channels);
        foreach ((int channel, int before, int after) in selected)
            if ((uint)channel >= channels || (uint)before >= channels || (uint)after >= channels)
                throw new ArgumentException($"Laplacian: channel {channel} with neighbours {before} and {after} in a recording of {channels} channels.");
        var y = new T[(long)selected.Count * samples];
        T half = T.CreateChecked(0.5);
        Parallel.For(0, selected.Count, i =>
        {
            ReadOnlySpan<T> centre = x.AsSpan(selected[i].Channel * samples, samples), before = x.AsSpan(selected[i].Before * samples, samples), after = x.AsSpan(selected[i].After * samples, samples);
            Span<T> to = y.AsSpan(i * samples, samples);
            for (int n = 0; n < samples; n++) to[n] = centre[n] - (before[n] + after[n]) * half;
        });
        return y;
    }

    /// <summary>Every channel minus the mean over all channels, in place.</summary>
    public static void CommonAverage<T>(Span<T> x, int channels) where T : System.Numerics.IFloatingPointIeee754<T>
    {
        int samples = Samples(x.Length, channels);
        T count = T.CreateChecked(channels);
        for (int n = 0; n < samples; n++)
        {
            T mean = T.Zero;
            for (int c = 0; c < channels; c++) mean += x[c * samples + n];
            mean /= count;
            for (int c = 0; c < channels; c++) x[c * samples + n] -= mean;
        }
    }

    private static int Samples(int length, int channels) =>
        channels > 0 && length % channels == 0 ? length / channels : throw new ArgumentException($"{length} values do not make {channels} channels.");
}
