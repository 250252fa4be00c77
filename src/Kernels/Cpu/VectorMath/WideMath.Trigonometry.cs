using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu;

/// <summary>Sine and cosine.</summary>
internal static partial class WideMath
{
    /// <summary>Sine of radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sin<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Circular(x, quarter: 0);

    /// <summary>Cosine of radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Cos<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Circular(x, quarter: 1);

    /// <summary>Sine and cosine of u · <paramref name="unit"/> turns, in [0, 1), unit a power of 2: of turns, the quarters are counted exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> SinCosOfTurns<T>(Vector512<T> u, double unit, out Vector512<T> cosine)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> magic = RoundingMagic<T>(), shifted = Fma(u, K<T>(4 * unit), magic), lastBit, odd, secondBit;
        OfRemainder(Fma(u, K<T>(4 * unit), magic - shifted) * K<T>(Math.PI / 2), out Vector512<T> s, out Vector512<T> c);
        if (typeof(T) == typeof(float))
        {
            Vector512<int> bit = shifted.AsInt32() << 31;
            (lastBit, odd, secondBit) = (bit.As<int, T>(), (bit >> 31).As<int, T>(), (shifted.AsInt32() << 30).As<int, T>());
        }
        else
        {
            Vector512<long> bit = shifted.AsInt64() << 63;
            odd = Vector512.LessThan(bit, Vector512<long>.Zero).As<long, T>(); // AVX2 has no arithmetic shift of 64 bits
            (lastBit, secondBit) = (bit.As<long, T>(), (shifted.AsInt64() << 62).As<long, T>());
        }
        // an odd number of quarters exchanges the two; the sine is negative in the last two quarters, the cosine in the second and third
        Vector512<T> change = ((s ^ c) & odd) ^ (secondBit & K<T>(-0.0));
        cosine = c ^ change ^ lastBit;
        return s ^ change;
    }

    /// <summary>sin(x + quarter · π/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Circular<T>(Vector512<T> x, int quarter)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Reduce(x, out Vector512<T> shifted, out Vector512<T> sine, out Vector512<T> cosine);
        Vector512<T> y = Turned(sine, cosine, shifted, quarter);
        if (quarter == 0) y = Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<T>.Zero), x, y);
        // beyond this the reduction runs out of bits
        double limit = typeof(T) == typeof(float) ? 50000 : 1e9;
        Vector512<T> far = Vector512.GreaterThan(Vector512.Abs(x), K<T>(limit));
        return far == Vector512<T>.Zero ? y : FarCircular(x, y, K<T>(limit), quarter);
    }

    /// <summary>x = n · π/2 + r: n in the low bits of <paramref name="shifted"/>, sine and cosine of r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce<T>(Vector512<T> x, out Vector512<T> shifted, out Vector512<T> sine, out Vector512<T> cosine)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool single = typeof(T) == typeof(float);
        Vector512<T> magic = RoundingMagic<T>();
        shifted = Fma(x, K<T>(0.6366197723675814), magic);
        Vector512<T> n = shifted - magic;
        // π/2 in three parts (Cody and Waite): n times each is exact or fused
        Vector512<T> r = Fma(n, K<T>(single ? -1.57079637050628662109375 : -1.5707963267948966), x);
        r = Fma(n, K<T>(single ? 4.37113900018624283e-8 : -6.123233995736766e-17), r);
        r = Fma(n, K<T>(single ? 1.71512451616e-15 : 1.4973849048591833e-33), r);
        OfRemainder(r, out sine, out cosine);
    }

    /// <summary>Sine and cosine of |r| ≤ π/4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OfRemainder<T>(Vector512<T> r, out Vector512<T> sine, out Vector512<T> cosine)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> s = r * r;
        if (typeof(T) == typeof(float))
        {
            // Cephes
            sine = Fma(Fma(Fma(K<T>(-1.9515295891E-4), s, K<T>(8.3321608736E-3)), s, K<T>(-1.6666654611E-1)) * s, r, r);
            Vector512<T> rest = Fma(Fma(K<T>(2.443315711809948E-5), s, K<T>(-1.388731625493765E-3)), s, K<T>(4.166664568298827E-2));
            cosine = Fma(rest, s * s, Fma(s, K<T>(-0.5), K<T>(1)));
        }
        else
        {
            // fdlibm
            sine = Fma(
                Polynomial(s, [
                    1.58969099521155010221e-10, -2.50507602534068634195e-08, 2.75573137070700676789e-06,
                    -1.98412698298579493134e-04, 8.33333333332248946124e-03, -1.66666666666666324348e-01]) * s, r, r);
            Vector512<T> half = s * K<T>(0.5), w = K<T>(1) - half;
            Vector512<T> rest = Polynomial(s, [
                -1.13596475577881948265e-11, 2.08757232129817482790e-09, -2.75573143513906633035e-07,
                2.48015872894767294178e-05, -1.38888888888741095749e-03, 4.16666666666666019037e-02]);
            cosine = w + (((K<T>(1) - w) - half) + (s * s * rest));
        }
    }

    /// <summary>The sine of an angle <paramref name="quarter"/> quarters of a turn further, from those of the remainder.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Turned<T>(Vector512<T> sine, Vector512<T> cosine, Vector512<T> shifted, int quarter)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> odd, negative;
        if (typeof(T) == typeof(float))
        {
            Vector512<int> q = shifted.AsInt32() + Vector512.Create(quarter);
            odd = Vector512.Equals(q & Vector512<int>.One, Vector512<int>.One).As<int, T>();
            negative = ((q & Vector512.Create(2)) << 30).As<int, T>();
        }
        else
        {
            Vector512<long> q = shifted.AsInt64() + Vector512.Create((long)quarter);
            odd = Vector512.Equals(q & Vector512<long>.One, Vector512<long>.One).As<long, T>();
            negative = ((q & Vector512.Create(2L)) << 62).As<long, T>();
        }
        return Vector512.ConditionalSelect(odd, cosine, sine) ^ negative;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<T> FarCircular<T>(Vector512<T> x, Vector512<T> near, Vector512<T> limit, int quarter)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> y = near;
        for (int i = 0; i < Vector512<T>.Count; i++)
        {
            if (T.Abs(x[i]) <= limit[i]) continue;
            double wide = double.CreateTruncating(x[i]);
            y = y.WithElement(i, T.CreateTruncating(quarter == 0 ? Math.Sin(wide) : Math.Cos(wide)));
        }
        return y;
    }
}
