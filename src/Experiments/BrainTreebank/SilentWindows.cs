namespace Neuron.Experiments.BrainTreebank;

/// <summary>Stretches without speech, by the two published rules.</summary>
internal static class SilentWindows
{
    /// <summary>
    /// Neuroprobe: between consecutive words windows of one second every half second, two seconds clear of speech on
    /// both sides; none ends after the last trigger.
    /// </summary>
    /// <returns>First samples of the windows of <paramref name="rate"/> samples.</returns>
    public static long[] Neuroprobe(IReadOnlyList<(long Sample, long EndSample)> words, long lastTrigger, long rate = 2048)
    {
        List<long> windows = [];
        for (int i = 0; i + 1 < words.Count; i++)
        {
            long at = words[i].EndSample + 2 * rate, gap = words[i + 1].Sample - 3 * rate - at;
            for (; gap >= rate && at + rate <= lastTrigger; at += rate / 2, gap -= rate / 2) windows.Add(at);
        }
        return [.. windows];
    }

    /// <summary>
    /// BrainBERT: of a fixed grid of one-second intervals over the recording those that no word touches, their centres
    /// more than five seconds from both ends.
    /// </summary>
    /// <returns>Centre samples.</returns>
    public static long[] Grid(IReadOnlyList<(long Sample, long EndSample)> words, long recordingSamples, long rate = 2048)
    {
        var touched = new bool[recordingSamples / rate];
        foreach ((long start, long end) in words)
            for (long second = Math.Max(0, start / rate); second <= end / rate && second < touched.Length; second++) touched[second] = true;
        List<long> centres = [];
        for (long second = 0; second < touched.Length; second++)
        {
            long centre = second * rate + rate / 2;
            if (!touched[second] && centre > 5 * rate && centre < recordingSamples - 5 * rate) centres.Add(centre);
        }
        return [.. centres];
    }
}
