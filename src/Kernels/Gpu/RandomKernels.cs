using System.Numerics;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Language;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Gpu;

/// <summary>Random numbers from a Philox stream: the bits of <see cref="RandomNumbers"/>. Grid: one work-item a block of four words, for dropout half a block; <c>wide</c>: the operands begin at a multiple of four elements.</summary>
internal static class RandomKernels
{
    /// <summary>Uniform in [low, low + width), but at most <paramref name="last"/>, a word an element.</summary>
    public static void Uniform(Index1D i, ArrayView<float> y, ulong seed, ulong counter, float low, float width, float last, SpecializedValue<bool> wide)
    {
        var (a, b, c, d) = Philox.Block(seed, counter + (ulong)i.X);
        Vec4<float> v;
        v.X = XMath.Min(low + (width * Unit(a)), last);
        v.Y = XMath.Min(low + (width * Unit(b)), last);
        v.Z = XMath.Min(low + (width * Unit(c)), last);
        v.W = XMath.Min(low + (width * Unit(d)), last);
        Store(y, 4L * i.X, v, wide);
    }

    /// <summary>Uniform in [low, low + width), but at most <paramref name="last"/>, two words an element.</summary>
    public static void UniformDouble(Index1D i, ArrayView<double> y, ulong seed, ulong counter, double low, double width, double last)
    {
        var (a, b, c, d) = Philox.Block(seed, counter + (ulong)i.X);
        long at = 2L * i.X;
        y[at] = XMath.Min(low + (width * Unit(a, b)), last);
        if (at + 1 < y.Length) y[at + 1] = XMath.Min(low + (width * Unit(c, d)), last);
    }

    /// <summary>Normal, by Box and Muller's transform of neighbouring uniforms.</summary>
    public static void Normal(Index1D i, ArrayView<float> y, ulong seed, ulong counter, float mean, float deviation, SpecializedValue<bool> wide)
    {
        var (a, b, c, d) = Philox.Block(seed, counter + (ulong)i.X);
        Vec4<float> v;
        (v.X, v.Y) = Pair(Unit(a), Unit(b), mean, deviation);
        (v.Z, v.W) = Pair(Unit(c), Unit(d), mean, deviation);
        Store(y, 4L * i.X, v, wide);
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
    public static void Integers(Index1D i, ArrayView<long> y, ulong seed, ulong counter, long low, ulong range, SpecializedValue<bool> wide)
    {
        var (a, b, c, d) = Philox.Block(seed, counter + (ulong)i.X);
        Vec4<long> v;
        v.X = low + (long)((a * range) >> 32);
        v.Y = low + (long)((b * range) >> 32);
        v.Z = low + (long)((c * range) >> 32);
        v.W = low + (long)((d * range) >> 32);
        Store(y, 4L * i.X, v, wide);
    }

    /// <summary>y = x · scale where the element's number (<see cref="DropoutMask"/>) is at least the threshold, else 0; both dense. A work-item has half a block.</summary>
    public static void Dropout<T>(Index1D i, ArrayView<T> x, ArrayView<T> y, ulong seed, ulong counter, uint threshold, T scale, SpecializedValue<bool> wide)
        where T : unmanaged, INumber<T>
    {
        var (a, b, c, d) = DropoutMask.Four(seed, counter + (ulong)(i.X / 2), i.X % 2 != 0, threshold);
        long at = 4L * i.X;
        if (wide && at + 4 <= y.Length)
        {
            Vec4<T> v = x.Load4(at);
            v.X = a >= threshold ? v.X * scale : T.Zero;
            v.Y = b >= threshold ? v.Y * scale : T.Zero;
            v.Z = c >= threshold ? v.Z * scale : T.Zero;
            v.W = d >= threshold ? v.W * scale : T.Zero;
            y.Store4(at, v);
            return;
        }
        y[at] = a >= threshold ? x[at] * scale : T.Zero;
        if (at + 1 < y.Length) y[at + 1] = b >= threshold ? x[at + 1] * scale : T.Zero;
        if (at + 2 < y.Length) y[at + 2] = c >= threshold ? x[at + 2] * scale : T.Zero;
        if (at + 3 < y.Length) y[at + 3] = d >= threshold ? x[at + 3] * scale : T.Zero;
    }

    private static (float First, float Second) Pair(float first, float turns, float mean, float deviation)
    {
        float radius = deviation * XMath.Sqrt(-2f * ExactMath.Log(1f - first));
        return (mean + (radius * ExactMath.SineOfTurns(turns, 1)), mean + (radius * ExactMath.SineOfTurns(turns, 0)));
    }

    /// <summary>Writes those of four elements that lie within y.</summary>
    private static void Store<T>(ArrayView<T> y, long at, Vec4<T> v, bool wide)
        where T : unmanaged
    {
        if (wide && at + 4 <= y.Length)
        {
            y.Store4(at, v);
            return;
        }
        y[at] = v.X;
        if (at + 1 < y.Length) y[at + 1] = v.Y;
        if (at + 2 < y.Length) y[at + 2] = v.Z;
        if (at + 3 < y.Length) y[at + 3] = v.W;
    }

    /// <summary>24 random bits in [0, 1).</summary>
    private static float Unit(uint word) => (int)(word >> 8) * (1f / (1 << 24));

    /// <summary>53 random bits in [0, 1).</summary>
    private static double Unit(uint upper, uint lower) => (((ulong)upper << 32 | lower) >> 11) * (1.0 / (1L << 53));
}
