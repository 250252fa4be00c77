namespace Neuron.Experiments.Signal;

/// <summary>Marks of what is no brain signal, along the last axis.</summary>
internal static class Artefacts
{
    /// <summary>True where |z| exceeds the threshold (z over the whole channel), widened by a centred box of <paramref name="box"/> samples.</summary>
    public static Tensor Mark(Tensor x, double threshold = 4, int box = 125) => Marks(Detrend.ZScore(x), threshold, box);

    /// <summary>The z-scored channels with the marked samples scaled by <paramref name="gain"/>.</summary>
    public static Tensor Despike(Tensor x, double threshold = 4, int box = 125, double gain = 0.05)
    {
        Tensor z = Detrend.ZScore(x);
        return Tensor.Where(Marks(z, threshold, box), z * gain, z);
    }

    /// <summary>What makes a channel unusable (<see cref="ChannelScreen"/>); null when nothing does.</summary>
    public static string? Defect(ReadOnlySpan<float> x)
    {
        ChannelScreen screen = new();
        screen.Add(x);
        return screen.Defect;
    }

    // sample n is marked if one of n − (box + 1)/2 + 1 … n + box/2 is an artefact: the running count of artefacts rises over them
    private static Tensor Marks(Tensor z, double threshold, int box)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(box, 1);
        int samples = z.Shape[^1];
        Tensor count = z.Abs().Gt(threshold).To(DType.Int64).Pad([(box + 1) / 2, box / 2]).CumSum(-1);
        return count.Slice(-1, box).Gt(count.Slice(-1, 0, samples));
    }
}
