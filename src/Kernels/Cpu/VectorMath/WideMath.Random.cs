using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu;

/// <summary>Numbers from random words.</summary>
internal static partial class WideMath
{
    /// <summary>In [0, 1), from one vector of words: 24 random bits for float32, 53 for float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<T> Unit<T>(uint* words)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
            return (Vector512.ConvertToSingle((Vector512.Load(words) >>> 8).AsInt32()) * Vector512.Create(1f / (1 << 24))).As<float, T>();
        Vector512<ulong> bits = Vector512.Load((ulong*)words);
        bits = ((bits << 32) | (bits >>> 32)) >>> 11; // the first word of two is the upper one
        return (Vector512.ConvertToDouble(bits) * Vector512.Create(1.0 / (1L << 53))).As<double, T>();
    }

    /// <summary>Two vectors of normal numbers from two of words, by Box and Muller's transform of neighbouring uniforms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Normal<T>(uint* words, T mean, T deviation, T* to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = Vector512<T>.Count;
        var (even, odd) = Exchange(Unit<T>(words), Unit<T>(words + (width * sizeof(T) / sizeof(uint))));
        Vector512<T> radius = Vector512.Create(deviation) * Vector512.Sqrt(K<T>(-2) * LogOfOrdinary(K<T>(1) - even));
        Vector512<T> sine = SinCosOfTurns(odd, out Vector512<T> cosine), shift = Vector512.Create(mean);
        var (a, b) = Exchange(shift + (radius * cosine), shift + (radius * sine));
        a.Store(to);
        b.Store(to + width);
    }

    /// <summary>The even-numbered lanes of both vectors, b's between a's, then the odd-numbered. Done twice, it is undone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<T> Even, Vector512<T> Odd) Exchange<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            Vector512<ulong> u = a.AsUInt64(), v = b.AsUInt64(), low = Vector512.Create((ulong)uint.MaxValue);
            return (((u & low) | (v << 32)).As<ulong, T>(), ((u >>> 32) | (v & ~low)).As<ulong, T>());
        }
        Vector512<double> x = a.AsDouble(), y = b.AsDouble();
#if HALF_WIDTH
        return (Vector512.Create(x[0], y[0], x[2], y[2]).As<double, T>(), Vector512.Create(x[1], y[1], x[3], y[3]).As<double, T>());
#else
        var even = Vector512.Create(x[0], y[0], x[2], y[2], x[4], y[4], x[6], y[6]);
        return (even.As<double, T>(), Vector512.Create(x[1], y[1], x[3], y[3], x[5], y[5], x[7], y[7]).As<double, T>());
#endif
    }
}
