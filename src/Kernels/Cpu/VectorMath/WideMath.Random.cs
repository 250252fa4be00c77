using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neuron.Kernels.Cpu;

/// <summary>Numbers from random words.</summary>
internal static partial class WideMath
{
    /// <summary>In [0, 1), from one vector of words: 24 random bits for float32, 53 for float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<T> Unit<T>(uint* words)
        where T : unmanaged, IFloatingPointIeee754<T> => Whole<T>(words) * K<T>(RandomUnit<T>());

    /// <summary>
    /// Normal numbers by Box and Muller's transform of neighbouring uniforms, from as many words (of float64 twice as many), which are
    /// overwritten; <paramref name="count"/> is a multiple of two vectors.
    /// </summary>
    /// <remarks>Two loops: the steps of either are a shorter chain, so that the processor has more of its iterations under way at a time.</remarks>
    [MethodImpl(JitOptions.Kernel)]
    public static unsafe void Normal<T>(uint* words, T mean, T deviation, T* to, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = Vector512<T>.Count;
        T* pairs = (T*)words;
        for (int i = 0; i < count; i += 2 * width)
        {
            // of the uniforms (u, v), −2 log(1 − u) takes the place of the one and v, as a whole number, of the other
            var (u, v) = Parted(Whole<T>((uint*)(pairs + i)), Whole<T>((uint*)(pairs + i + width)));
            (K<T>(-2) * LogOfOrdinary(Fma(u, K<T>(-RandomUnit<T>()), K<T>(1)))).Store(pairs + i);
            v.Store(pairs + i + width);
        }
        Vector512<T> scale = Vector512.Create(deviation), shift = Vector512.Create(mean);
        for (int i = 0; i < count; i += 2 * width)
        {
            Vector512<T> radius = scale * Vector512.Sqrt(Vector512.Load(pairs + i));
            Vector512<T> sine = SinCosOfTurns(Vector512.Load(pairs + i + width), RandomUnit<T>(), out Vector512<T> cosine);
            var (a, b) = Joined(shift + (radius * cosine), shift + (radius * sine));
            a.Store(to + i);
            b.Store(to + i + width);
        }
    }

    /// <summary>Whole numbers below 2²⁴, of float64 below 2⁵³, from one vector of words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector512<T> Whole<T>(uint* words)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float)) return Vector512.ConvertToSingle((Vector512.Load(words) >>> 8).AsInt32()).As<float, T>();
        Vector512<ulong> bits = Vector512.Load((ulong*)words);
        return Vector512.ConvertToDouble(((bits << 32) | (bits >>> 32)) >>> 11).As<double, T>(); // the first word of two is the upper one
    }

    /// <summary>The distance of neighbouring numbers that <see cref="Unit"/> gives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double RandomUnit<T>() => typeof(T) == typeof(float) ? 1.0 / (1 << 24) : 1.0 / (1L << 53);

    /// <summary>The even-numbered lanes of both vectors and the odd-numbered, in an order that <see cref="Joined"/> undoes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<T> Even, Vector512<T> Odd) Parted<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged
    {
        if (!CanShuffle) return Exchanged(a, b);
        if (typeof(T) == typeof(double)) return Joined(a, b);
        const byte evens = 0b10_00_10_00, odds = 0b11_01_11_01;
#if HALF_WIDTH
        return (Avx.Shuffle(a.AsSingle(), b.AsSingle(), evens).As<float, T>(), Avx.Shuffle(a.AsSingle(), b.AsSingle(), odds).As<float, T>());
#else
        return (Avx512F.Shuffle(a.AsSingle(), b.AsSingle(), evens).As<float, T>(), Avx512F.Shuffle(a.AsSingle(), b.AsSingle(), odds).As<float, T>());
#endif
    }

    /// <summary>even[0], odd[0], even[1], odd[1] of each 128 bits, then likewise their upper halves; of float64 even[0], odd[0], then even[1], odd[1].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<T> First, Vector512<T> Second) Joined<T>(Vector512<T> even, Vector512<T> odd)
        where T : unmanaged
    {
        if (!CanShuffle) return Exchanged(even, odd);
        Vector512<float> u = even.AsSingle(), v = odd.AsSingle();
        Vector512<double> x = even.AsDouble(), y = odd.AsDouble();
#if HALF_WIDTH
        if (typeof(T) == typeof(float)) return (Avx.UnpackLow(u, v).As<float, T>(), Avx.UnpackHigh(u, v).As<float, T>());
        return (Avx.UnpackLow(x, y).As<double, T>(), Avx.UnpackHigh(x, y).As<double, T>());
#else
        if (typeof(T) == typeof(float)) return (Avx512F.UnpackLow(u, v).As<float, T>(), Avx512F.UnpackHigh(u, v).As<float, T>());
        return (Avx512F.UnpackLow(x, y).As<double, T>(), Avx512F.UnpackHigh(x, y).As<double, T>());
#endif
    }

#if HALF_WIDTH
    private static bool CanShuffle => Avx.IsSupported;
#else
    private static bool CanShuffle => Avx512F.IsSupported;
#endif

    /// <summary>The even-numbered lanes of both vectors, b's between a's, then the odd-numbered. Done twice, it is undone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<T> Even, Vector512<T> Odd) Exchanged<T>(Vector512<T> a, Vector512<T> b)
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
