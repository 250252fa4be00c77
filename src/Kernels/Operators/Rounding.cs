using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Operators;

/// <summary>Rounding through one generic name.</summary>
internal static class Rounding
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Floor<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Vector512.Floor(x.AsSingle()).As<float, T>() : Vector512.Floor(x.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Ceiling<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Vector512.Ceiling(x.AsSingle()).As<float, T>() : Vector512.Ceiling(x.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Nearest<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Vector512.Round(x.AsSingle()).As<float, T>() : Vector512.Round(x.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Truncate<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Vector512.Truncate(x.AsSingle()).As<float, T>() : Vector512.Truncate(x.AsDouble()).As<double, T>();

    /// <summary>A number as float32, to the neighbour whose last bit is 1 where it lies between two: what is rounded to fewer bits after it is rounded once.</summary>
    /// <remarks>In operators of the host and in kernels. S. Boldo, G. Melquiond: Emulation of FMA and correctly rounded sums, 2008.</remarks>
    public static float ToOdd<T>(T x)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(double)) return ToOdd(double.CreateTruncating(x));
        if (typeof(T) == typeof(int) || typeof(T) == typeof(long)) return ToOdd(long.CreateTruncating(x));
        return float.CreateTruncating(x);
    }

    private static float ToOdd(double x)
    {
        float near = (float)x;
        double back = near;
        if (back == x || double.IsNaN(x)) return near;
        int bits = BitConverter.SingleToInt32Bits(near);
        if (Math.Abs(back) > Math.Abs(x)) bits--;
        return BitConverter.Int32BitsToSingle(bits | 1);
    }

    private static float ToOdd(long x)
    {
        long magnitude = (x < 0 ? ~x : x) >> 24, lost = 0; // bits that float32 has no place for
        while (magnitude > lost) lost = (lost << 8) | 0xFF;
        long kept = x & ~lost;
        return kept == x ? kept : kept | (lost + 1);
    }
}
