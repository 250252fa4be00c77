using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neuron.Kernels.Cpu;

/// <summary>Functions of a vector of numbers that the fused kernels share.</summary>
internal static class VectorMath
{
    /// <summary>eˣ; 0 far below, infinity far above, NaN for NaN. Within 1 ulp in float32 (results below 2⁻¹²⁶: 1 unit).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Exp<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Exp(x.AsSingle()).As<float, T>() : Vector512.Exp(x.AsDouble()).As<double, T>();

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sigmoid<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512<T>.One / (Vector512<T>.One + Exp(-x));

    /// <summary>Hyperbolic tangent; small arguments use the Taylor polynomial, to keep their relative accuracy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Tanh<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // tanh |x| = (1 − e) / (1 + e) with e = e^(−2|x|), which can't overflow
        var a = Vector512.Abs(x);
        var e = Exp(a * C<T>(-2));
        var far = (Vector512<T>.One - e) / (Vector512<T>.One + e);
        var s = x * x;
        var near = a + (a * s * TanhSeries(s));
        var y = Vector512.ConditionalSelect(Vector512.LessThan(a, C<T>(0.125)), near, far);
        return y | (x & Vector512.Create(T.NegativeZero));
    }

    /// <summary>(tanh x − x) / x³ as a polynomial of s = x²; what is left out is below half an ulp for |x| ≤ 1/8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> TanhSeries<T>(Vector512<T> s)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var p = C<T>(62.0 / 2835);
        if (typeof(T) == typeof(double))
        {
            p = Horner(C<T>(6404582.0 / 10854718875), s, -929569.0 / 638512875);
            p = Horner(Horner(Horner(p, s, 21844.0 / 6081075), s, -1382.0 / 155925), s, 62.0 / 2835);
        }
        return Horner(Horner(Horner(p, s, -17.0 / 315), s, 2.0 / 15), s, -1.0 / 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Horner<T>(Vector512<T> p, Vector512<T> s, double c)
        where T : unmanaged, IFloatingPointIeee754<T> => (p * s) + C<T>(c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> C<T>(double c)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.Create(T.CreateTruncating(c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Exp(Vector512<float> x)
    {
        // x = n·ln 2 + r with |r| ≤ ln 2 / 2; the polynomial is Cephes' expf. The operand order of min and max keeps a NaN.
        x = Vector512.MaxNative(Vector512.Create(-104f), Vector512.MinNative(Vector512.Create(89f), x));
        var n = Vector512.Round(x * Vector512.Create(1.44269504f));
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        var p = Vector512.FusedMultiplyAdd(r, Vector512.Create(1.9875691500e-4f), Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(r, p, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(r, p, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(r, p, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(r, p, Vector512.Create(5.0000001201e-1f));
        var y = Vector512.FusedMultiplyAdd(p, r * r, r) + Vector512<float>.One;
        if (Avx512F.IsSupported) return Avx512F.Scale(y, n);
        // 2ⁿ in two factors, because 2¹²⁸ and the subnormal powers are none
        var whole = Vector512.ConvertToInt32Native(n);
        var half = whole >> 1;
        return y * Power(half) * Power(whole - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Power(Vector512<int> n) => ((n + Vector512.Create(127)) << 23).AsSingle();
}
