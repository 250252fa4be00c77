namespace Neuron.Experiments.Signal;

/// <summary>Marks of what is no brain signal in one channel.</summary>
internal static class Artefacts
{
    /// <summary>True where |z| exceeds the threshold (z over the whole channel), widened by a centred box of <paramref name="box"/> samples.</summary>
    public static bool[] Mark(ReadOnlySpan<double> x, double threshold = 4, int box = 125)
    {
        double[] z = x.ToArray();
        if (z.Length > 0) Detrend.ZScoreRows(z, 1);
        var marks = new bool[z.Length];
        for (int i = 0; i < z.Length; i++)
            if (Math.Abs(z[i]) > threshold)
                marks.AsSpan(Math.Max(0, i - box / 2)..Math.Min(z.Length, i + (box + 1) / 2)).Fill(true);
        return marks;
    }

    /// <summary>The z-scored channel with the marked samples scaled by <paramref name="gain"/>.</summary>
    public static double[] Despike(ReadOnlySpan<double> x, double threshold = 4, int box = 125, double gain = 0.05)
    {
        bool[] marks = Mark(x, threshold, box);
        double[] z = x.ToArray();
        if (z.Length > 0) Detrend.ZScoreRows(z, 1);
        for (int i = 0; i < z.Length; i++)
            if (marks[i]) z[i] *= gain;
        return z;
    }

    /// <summary>What makes a channel unusable (<see cref="ChannelScreen"/>); null when nothing does.</summary>
    public static string? Defect(ReadOnlySpan<float> x)
    {
        ChannelScreen screen = new();
        screen.Add(x);
        return screen.Defect;
    }
}
