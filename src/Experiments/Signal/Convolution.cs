using Neuron.Kernels.Cpu;

namespace Neuron.Experiments.Signal;

/// <summary>Linear convolution and correlation of two signals.</summary>
internal static class Convolution
{
    private const int DirectLimit = 64; // below it the plain sum beats three transforms

    /// <summary>y[n] = Σ a[k]·b[n − k], all a.Length + b.Length − 1 values.</summary>
    public static double[] Full(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.IsEmpty || b.IsEmpty) return [];
        if (Math.Min(a.Length, b.Length) <= DirectLimit)
        {
            var y = new double[a.Length + b.Length - 1];
            for (int i = 0; i < a.Length; i++)
                for (int j = 0; j < b.Length; j++) y[i + j] += a[i] * b[j];
            return y;
        }
        return ByTransform(a, b);
    }

    /// <summary>The central part, as long as <paramref name="a"/>.</summary>
    public static double[] Same(ReadOnlySpan<double> a, ReadOnlySpan<double> b) =>
        Full(a, b).AsSpan((b.Length - 1) / 2, a.Length).ToArray();

    /// <summary>The part where the signals overlap in full.</summary>
    public static double[] Valid(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        int shorter = Math.Min(a.Length, b.Length);
        return Full(a, b)[(shorter - 1)..^(shorter - 1)];
    }

    /// <summary>y[n] = Σ a[n + k − (b.Length − 1)]·b[k].</summary>
    public static double[] Correlate(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double[] reversed = b.ToArray();
        Array.Reverse(reversed);
        return Full(a, reversed);
    }

    private static double[] ByTransform(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        int length = a.Length + b.Length - 1, size = FftPlan<double>.FastLength(length);
        FftReal<double> plan = FftReal<double>.For(size);
        double[] padded = new double[size], aRe = new double[plan.Bins], aIm = new double[plan.Bins], bRe = new double[plan.Bins], bIm = new double[plan.Bins];
        a.CopyTo(padded);
        plan.Forward(padded, aRe, aIm);
        Array.Clear(padded);
        b.CopyTo(padded);
        plan.Forward(padded, bRe, bIm);
        for (int k = 0; k < aRe.Length; k++)
            (aRe[k], aIm[k]) = (aRe[k] * bRe[k] - aIm[k] * bIm[k], aRe[k] * bIm[k] + aIm[k] * bRe[k]);
        plan.Inverse(aRe, aIm, padded);
        return padded[..length];
    }
}
