using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// Elementary functions of vectors of float or double: range reduction and a polynomial, each rounding fused or exact, so that
/// every lane gives the same bits on every processor, at any alignment and whatever its neighbours hold.
/// </summary>
/// <remarks>
/// Written for 512 bits; the build derives the same functions of 256 bits, HalfMath, by putting the shorter width in the
/// text (see Neuron.Kernels.csproj): one body this long, in which every operation is a pair of narrower ones, is more than the
/// JIT inlines. <see cref="VectorMath"/> chooses. Exponential and logarithm go by pairs of terms (Estrin's scheme), not from the
/// highest power down: a processor looks ahead a hundred operations or so, and one long chain is mostly waiting. Error bounds, in
/// ulp, are those that VectorMathTests states. Polynomials: Chebyshev fits unless a line says otherwise.
/// </remarks>
internal static partial class WideMath
{
    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Exp<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool single = typeof(T) == typeof(float);
        Vector512<T> bounded = Vector512.MaxNative(K<T>(single ? -105 : -747), Vector512.MinNative(K<T>(single ? 89 : 711), x));
        Vector512<T> n = ReduceByLog2(bounded, out Vector512<T> r);
        return Scale(Expm1OfReduced(r) + K<T>(1), n);
    }

    /// <summary>eˣ where it is an ordinary number, |x| ≤ 87 of float and 708 of double: the bits of <see cref="Exp"/> in half the steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ExpOfOrdinary<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> shifted = Fma(x, K<T>(1.4426950408889634), K<T>(ExponentMagic<T>())), power = ShiftedPower(shifted);
        return Fma(Expm1OfReduced(Reduced(x, shifted - K<T>(ExponentMagic<T>()))), power, power);
    }

    /// <summary>eˣ of x ≤ 60: the bits of <see cref="Exp"/> in fewer steps, for what is divided by its largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ExpOfNegative<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool single = typeof(T) == typeof(float);
        Vector512<T> bounded = Vector512.MaxNative(K<T>(single ? -105 : -747), x);
        Vector512<T> shifted = Fma(bounded, K<T>(1.4426950408889634), K<T>(LiftedMagic<T>())), power = ShiftedPower(shifted);
        return Fma(Expm1OfReduced(Reduced(bounded, shifted - K<T>(LiftedMagic<T>()))), power, power) * K<T>(Unlift<T>());
    }

    /// <summary>eˣ − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Expm1<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool single = typeof(T) == typeof(float);
        Vector512<T> bounded = Vector512.MaxNative(K<T>(single ? -30 : -60), Vector512.MinNative(K<T>(single ? 89 : 709.9), x));
        Vector512<T> n = ReduceByLog2(bounded, out Vector512<T> r);
        Vector512<T> p = Fma(ExpTail(r), r * r, r);
        // 2ⁿ⁻¹ is finite where 2ⁿ is not yet
        Vector512<T> half = Scale(K<T>(0.5), n), sum = Fma(half, p, half - K<T>(0.5));
        Vector512<T> y = sum + sum;
        return Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<T>.Zero), x, y); // keeps −0
    }

    /// <summary>Natural logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Log<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> y = LogOfParts(Mantissa(x, out Vector512<T> e), e);
        y = Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<T>.Zero), K<T>(double.NegativeInfinity), y);
        y = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<T>.Zero), K<T>(double.NaN), y);
        // infinity and NaN stay themselves
        return Vector512.ConditionalSelect(Vector512.LessThan(x, K<T>(double.PositiveInfinity)), y, x + x);
    }

    /// <summary>Natural logarithm of ordinary positive numbers, not 0, subnormal or infinite: the bits of <see cref="Log"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LogOfOrdinary<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => LogOfParts(OrdinaryMantissa(x, out Vector512<T> e), e);

    /// <summary>log(2ᵉ(1 + f)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> LogOfParts<T>(Vector512<T> f, Vector512<T> e)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> y;
        if (typeof(T) == typeof(float))
        {
            // Cephes' logf
            Vector512<T> z = f * f, z2 = z * z;
            Vector512<T> low = Fma(Fma(K<T>(-1.6668057665E-1), f, K<T>(2.0000714765E-1)), z, Fma(K<T>(-2.4999993993E-1), f, K<T>(3.3333331174E-1)));
            Vector512<T> high = Fma(Fma(K<T>(-1.1514610310E-1), f, K<T>(1.1676998740E-1)), z, Fma(K<T>(-1.2420140846E-1), f, K<T>(1.4249322787E-1)));
            Vector512<T> p = Fma(K<T>(7.0376836292E-2), z2 * z2, Fma(high, z2, low));
            y = Fma(e, K<T>(-2.12194440e-4), p * z * f);
            y = Fma(z, K<T>(-0.5), y);
            y = Fma(e, K<T>(0.693359375), f + y);
        }
        else
        {
            // fdlibm's log: with s = f/(2 + f), log(1 + f) = f − f²/2 + s(f²/2 + R(s²))
            Vector512<T> s = f / (K<T>(2) + f), z = s * s, half = K<T>(0.5) * f * f;
            Vector512<T> r = z * Polynomial(z, [
                1.479819860511658591e-01, 1.531383769920937332e-01, 1.818357216161805012e-01, 2.222219843214978396e-01,
                2.857142874366239149e-01, 3.999999999940941908e-01, 6.666666666666735130e-01]);
            y = half - Fma(s, half + r, e * K<T>(1.90821492927058770002e-10));
            y = Fma(e, K<T>(6.93147180369123816490e-01), f - y);
        }
        return y;
    }

    /// <summary>log(1 + x): the logarithm of the rounded sum, corrected for what the sum lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Log1p<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> u = K<T>(1) + x, y = Log(u) + ((x - (u - K<T>(1))) / u);
        Vector512<T> regular = Vector512.LessThan(Vector512.Abs(x), K<T>(double.PositiveInfinity)) & Vector512.GreaterThan(x, K<T>(-1));
        y = Vector512.ConditionalSelect(regular, y, Log(u));
        return Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<T>.Zero), x, y);
    }

    /// <summary>Hyperbolic tangent, −m/(m + 2) with m = e^(−2|x|) − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Tanh<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // from the bound on the quotient is 1; 2ⁿ is an ordinary number
        Vector512<T> z = Vector512.MaxNative(K<T>(typeof(T) == typeof(float) ? -9.02 : -20), x | K<T>(-0.0));
        Vector512<T> shifted = Fma(z, K<T>(2 * 1.4426950408889634), K<T>(ExponentMagic<T>())), power = ShiftedPower(shifted);
        Vector512<T> m = Fma(power, Expm1OfReduced(Reduced(z + z, shifted - K<T>(ExponentMagic<T>()))), power - K<T>(1));
        return Vector512.CopySign(m / (m + K<T>(2)), x);
    }

    /// <summary>1 / (1 + e⁻ˣ), from e^(−|x|), which never overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sigmoid<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> e = ExpOfNegative(-Vector512.Abs(x));
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<T>.Zero), e, K<T>(1)) / (K<T>(1) + e);
    }

    /// <summary>log(1 + eˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Softplus<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> e = ExpOfNegative(-Vector512.Abs(x));
        return Vector512.Max(x, Vector512<T>.Zero) + Log1p(e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> K<T>(double value)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Vector512.Create((float)value).As<float, T>() : Vector512.Create(value).As<double, T>();

    /// <summary>x · y + z, rounded once on every processor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> Fma<T>(Vector512<T> x, Vector512<T> y, Vector512<T> z)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();

    /// <summary>By Horner's rule, the highest power's coefficient first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Polynomial<T>(Vector512<T> x, ReadOnlySpan<double> coefficients)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> y = K<T>(coefficients[0]);
        for (int i = 1; i < coefficients.Length; i++) y = Fma(y, x, K<T>(coefficients[i]));
        return y;
    }

    /// <summary>x = n · log 2 + r with |r| ≤ log 2 / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ReduceByLog2<T>(Vector512<T> x, out Vector512<T> r)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> magic = RoundingMagic<T>();
        Vector512<T> n = Fma(x, K<T>(1.4426950408889634), magic) - magic;
        r = Reduced(x, n);
        return n;
    }

    /// <summary>x − n · log 2, log 2 in two parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Reduced<T>(Vector512<T> x, Vector512<T> n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool single = typeof(T) == typeof(float);
        Vector512<T> r = Fma(n, K<T>(single ? -0.693359375 : -6.93147180369123816490e-01), x);
        return Fma(n, K<T>(single ? 2.12194440e-4 : -1.90821492927058770002e-10), r);
    }

    /// <summary>eʳ − 1 of |r| ≤ log 2 / 2, as exact as eʳ needs it. Times 2ⁿ and added to 2ⁿ it rounds as 1 + (eʳ − 1) does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Expm1OfReduced<T>(Vector512<T> r)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) != typeof(float)) return Fma(ExpTail(r), r * r, r);
        // of r² · q(r) the error is 3e-9: a degree less than Expm1 needs
        Vector512<T> square = r * r, low = Fma(K<T>(0.16666518602613933), r, K<T>(0.5000000095414089));
        Vector512<T> high = Fma(K<T>(0.0013950540525015202), square, Fma(K<T>(0.008368917866632273), r, K<T>(0.041666205063516926)));
        return Fma(Fma(high, square, low), square, r);
    }

    /// <summary>(eʳ − 1 − r) / r².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ExpTail<T>(Vector512<T> r)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            Vector512<T> square = r * r, low = Fma(K<T>(0.16666666681614256), r, K<T>(0.5000000013457727));
            Vector512<T> middle = Fma(K<T>(0.008333310934448869), r, K<T>(0.04166646500604005));
            Vector512<T> high = Fma(K<T>(0.00019890980869750327), r, K<T>(0.0013933641031986701));
            return Fma(Fma(high, square, middle), square, low);
        }
        else
        {
            Vector512<T> y = Fma(K<T>(2.0914679376583935e-09), r, K<T>(2.510520637395701e-08));
            y = Fma(y, r, K<T>(2.7557273661348637e-07));
            y = Fma(y, r, K<T>(2.7557255425746435e-06));
            y = Fma(y, r, K<T>(2.4801587325533363e-05));
            y = Fma(y, r, K<T>(0.00019841269874800493));
            y = Fma(y, r, K<T>(0.0013888888888883752));
            y = Fma(y, r, K<T>(0.008333333333326141));
            y = Fma(y, r, K<T>(0.04166666666666667));
            y = Fma(y, r, K<T>(0.1666666666666667));
            return Fma(y, r, K<T>(0.5));
        }
    }

    /// <summary>x · 2ⁿ for integral n within twice the type's range of exponents, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Scale<T>(Vector512<T> x, Vector512<T> n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
#if !HALF_WIDTH
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx512F.Scale(x.AsSingle(), n.AsSingle()).As<float, T>()
                : Avx512F.Scale(x.AsDouble(), n.AsDouble()).As<double, T>();
        }
#endif
        // in two steps, the first of them exact: 2ⁿ itself may lie outside the type's range. n = h + (n − h) with h = ⌊n/2⌋, each
        // in the place of the exponent: the sum with the constant has n in its low bits, the rest is shifted out
        if (typeof(T) == typeof(float))
        {
            Vector512<int> bits = (n.AsSingle() + Vector512.Create(12582912f)).AsInt32(), one = Vector512.Create(127 << 23);
            Vector512<int> first = (bits << 22) & Vector512.Create(-1 << 23), second = (bits << 23) - first;
            return x * (first + one).As<int, T>() * (second + one).As<int, T>();
        }
        else
        {
            Vector512<long> bits = (n.AsDouble() + Vector512.Create(6755399441055744.0)).AsInt64(), one = Vector512.Create(1023L << 52);
            Vector512<long> first = (bits << 51) & Vector512.Create(-1L << 52), second = (bits << 52) - first;
            return x * (first + one).As<long, T>() * (second + one).As<long, T>();
        }
    }

    /// <summary>1.5 · 2^(fraction bits): added to x, rounds to the integer n next to it and leaves n in the low bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> RoundingMagic<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => K<T>(typeof(T) == typeof(float) ? 12582912 : 6755399441055744);

    /// <summary>The same plus the bias of exponents: leaves the exponent field of 2ⁿ in the low bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double ExponentMagic<T>() => typeof(T) == typeof(float) ? 12582912 + 127 : 6755399441055744 + 1023;

    /// <summary><see cref="ExponentMagic"/> + s.</summary>
    /// <remarks>x · 2ⁿ with n down to the least exponent of all is made as an ordinary number, x · 2ⁿ⁺ˢ, which then is multiplied by 2⁻ˢ and rounds once.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double LiftedMagic<T>() => ExponentMagic<T>() + (typeof(T) == typeof(float) ? 40 : 512);

    /// <summary>2⁻ˢ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Unlift<T>() => BitConverter.Int64BitsToDouble((1023L - (typeof(T) == typeof(float) ? 40 : 512)) << 52);

    /// <summary>The power of two whose exponent field stands in the low bits, as a sum with <see cref="ExponentMagic"/> or <see cref="LiftedMagic"/> has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ShiftedPower<T>(Vector512<T> shifted)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? (shifted.AsInt32() << 23).As<int, T>() : (shifted.AsInt64() << 52).As<long, T>();

    /// <summary>x = 2ᵉ(1 + f) with 1 + f in [√½, √2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Mantissa<T>(Vector512<T> x, out Vector512<T> e)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool single = typeof(T) == typeof(float);
        // subnormal numbers are scaled first
        Vector512<T> tiny = Vector512.LessThan(x, K<T>(single ? 1.17549435e-38f : 2.2250738585072014e-308));
        Vector512<T> f = OrdinaryMantissa(Vector512.ConditionalSelect(tiny, x * K<T>(single ? 8388608 : 4503599627370496), x), out Vector512<T> count);
        e = count - Vector512.ConditionalSelect(tiny, K<T>(single ? 23 : 52), Vector512<T>.Zero);
        return f;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> OrdinaryMantissa<T>(Vector512<T> x, out Vector512<T> e)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // counted from the bits of √½, so that the exponent field changes where the mantissa should
        if (typeof(T) == typeof(float))
        {
            Vector512<int> shifted = x.AsInt32() - Vector512.Create(0x3F3504F3);
            Vector512<int> mantissa = (shifted & Vector512.Create(0x007FFFFF)) + Vector512.Create(0x3F3504F3);
            e = Vector512.ConvertToSingle(shifted >> 23).As<float, T>();
            return (mantissa.AsSingle() - Vector512.Create(1f)).As<float, T>();
        }
        else
        {
            Vector512<long> shifted = x.AsInt64() - Vector512.Create(0x3FE6A09E667F3BCD);
            Vector512<long> mantissa = (shifted & Vector512.Create(0x000FFFFFFFFFFFFF)) + Vector512.Create(0x3FE6A09E667F3BCD);
            // small integers become doubles by way of the fraction bits
            e = (((shifted >> 52) + Vector512.Create(0x4338000000000000)).AsDouble() - Vector512.Create(6755399441055744.0)).As<double, T>();
            return (mantissa.AsDouble() - Vector512.Create(1.0)).As<double, T>();
        }
    }
}
