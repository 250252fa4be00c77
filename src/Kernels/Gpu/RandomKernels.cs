using System.Numerics;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Gpu;

/// <summary>Random numbers from a Philox stream: the bits of <see cref="RandomNumbers"/>. Grid: one work-item a block of four words, for dropout half a block.</summary>
internal static class RandomKernels
{
    /// <summary>Uniform in [low, low + width), a word an element.</summary>
    public static void Uniform(Index1D i, ArrayView<float> y, ulong seed, ulong counter, float low, float width)
    {
        var (a, b, c, d) = Philox.Block(seed, counter + (ulong)i.X);
        long at = 4L * i.X;
        y[at] = low + (width * Unit(a));
        if (at + 1 < y.Length) y[at + 1] = low + (width * Unit(b));
        if (at + 2 < y.Length) y[at + 2] = low + (width * Unit(c));
        if (at + 3 < y.Length) y[at + 3] = low + (width * Unit(d));
    }

    /// <summary>Uniform in [low, low + width), two words an element.</summary>
    public static void UniformDouble(Index1D i, ArrayView<double> y, ulong seed, ulong counter, double low, double width)
    {
        var (a, b, c, d) = Philox.Block(seed, counter + (ulong)i.X);
        long at = 2L * i.X;
        y[at] = low + (width * Unit(a, b));
        if (at + 1 < y.Length) y[at + 1] = low + (width * Unit(c, d));
    }

    /// <summary>Normal, by Box and Muller's transform of neighbouring uniforms.</summary>
    public static void Normal(Index1D i, ArrayView<float> y, ulong seed, ulong counter, float mean, float deviation)
    {
        var (a, b, c, d) = Philox.Block(seed, counter + (ulong)i.X);
        Pair(y, 4L * i.X, Unit(a), Unit(b), mean, deviation);
        Pair(y, (4L * i.X) + 2, Unit(c), Unit(d), mean, deviation);
    }

    /// <summary>Normal, in float64: one pair a block.</summary>
    public static void NormalDouble(Index1D i, ArrayView<double> y, ulong seed, ulong counter, double mean, double deviation)
    {
        var (a, b, c, d) = Philox.Block(seed, counter + (ulong)i.X);
        long at = 2L * i.X;
        double radius = deviation * XMath.Sqrt(-2 * ExactMath.Log(1 - Unit(a, b))), turns = Unit(c, d);
        y[at] = mean + (radius * ExactMath.SineOfTurns(turns, 1));
        if (at + 1 < y.Length) y[at + 1] = mean + (radius * ExactMath.SineOfTurns(turns, 0));
    }

    /// <summary>Integers in [low, low + range), by multiplication of words.</summary>
    public static void Integers(Index1D i, ArrayView<long> y, ulong seed, ulong counter, long low, ulong range)
    {
        var (a, b, c, d) = Philox.Block(seed, counter + (ulong)i.X);
        long at = 4L * i.X;
        y[at] = low + (long)((a * range) >> 32);
        if (at + 1 < y.Length) y[at + 1] = low + (long)((b * range) >> 32);
        if (at + 2 < y.Length) y[at + 2] = low + (long)((c * range) >> 32);
        if (at + 3 < y.Length) y[at + 3] = low + (long)((d * range) >> 32);
    }

    /// <summary>y = x · scale where the element's number (<see cref="DropoutMask"/>) is at least the threshold, else 0; both dense. A work-item has half a block.</summary>
    public static void Dropout<T>(Index1D i, ArrayView<T> x, ArrayView<T> y, ulong seed, ulong counter, uint threshold, T scale)
        where T : unmanaged, INumber<T>
    {
        var (a, b, c, d) = DropoutMask.Four(seed, counter + (ulong)(i.X / 2), i.X % 2 != 0, threshold);
        long at = 4L * i.X;
        y[at] = a >= threshold ? x[at] * scale : T.Zero;
        if (at + 1 < y.Length) y[at + 1] = b >= threshold ? x[at + 1] * scale : T.Zero;
        if (at + 2 < y.Length) y[at + 2] = c >= threshold ? x[at + 2] * scale : T.Zero;
        if (at + 3 < y.Length) y[at + 3] = d >= threshold ? x[at + 3] * scale : T.Zero;
    }

    private static void Pair(ArrayView<float> y, long at, float first, float turns, float mean, float deviation)
    {
        if (at >= y.Length) return;
        float radius = deviation * XMath.Sqrt(-2f * ExactMath.Log(1f - first));
        y[at] = mean + (radius * ExactMath.SineOfTurns(turns, 1));
        if (at + 1 < y.Length) y[at + 1] = mean + (radius * ExactMath.SineOfTurns(turns, 0));
    }

    /// <summary>24 random bits in [0, 1).</summary>
    private static float Unit(uint word) => (int)(word >> 8) * (1f / (1 << 24));

    /// <summary>53 random bits in [0, 1).</summary>
    private static double Unit(uint upper, uint lower) => (((ulong)upper << 32 | lower) >> 11) * (1.0 / (1L << 53));
}
