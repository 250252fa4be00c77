using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>The error function and the normal distribution.</summary>
internal static partial class WideMath
{
    private const double DoublePole = 3; // k of ScaledErfc

    /// <summary>Error function 2/√π ∫₀ˣ e^(−t²) dt: a polynomial up to 1, 1 − erfc beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Erf<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> z = Vector512.Abs(x), large = K<T>(1) - (ScaledErfc(z) * ExpOfMinusSquare(z));
        Vector512<T> y = Vector512.ConditionalSelect(Vector512.LessThan(z, K<T>(1)), ErfOfSmall(x), Vector512.CopySign(large, x));
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), y, x);
    }

    /// <summary>1 − erf(x), exact in the upper tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Erfc<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> z = Vector512.Abs(x), tail = ScaledErfc(z) * ExpOfMinusSquare(z);
        Vector512<T> far = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<T>.Zero), K<T>(2) - tail, tail);
        Vector512<T> y = Vector512.ConditionalSelect(Vector512.LessThan(z, K<T>(0.5)), K<T>(1) - ErfOfSmall(x), far);
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), y, x);
    }

    /// <summary>x · Φ(x), Φ the standard normal's distribution function.</summary>
    /// <remarks>x₊ − |x| · Φ(−|x|): rounded once at the end, and no 1 − Φ.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Gelu<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> z = BoundedTail(x), tail = NormalTail(z, out _);
        // of the two x itself where it is negative, so that −∞ · 0 stays NaN
        return Fma(Vector512.MinNative(z, x), tail, Vector512.MaxNative(Vector512<T>.Zero, x));
    }

    /// <summary>Φ(x) + x · Φ′(x), the slope of <see cref="Gelu"/>: one exponential serves both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> GeluSlope<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> tail = NormalTail(BoundedTail(x), out Vector512<T> density);
        return Fma(x, density, Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<T>.Zero), tail, K<T>(1) - tail));
    }

    /// <summary>−|x|, at least where the normal distribution's tail is 0 in this type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> BoundedTail<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.MaxNative(K<T>(typeof(T) == typeof(float) ? -14.5 : -39), x | K<T>(-0.0));

    /// <summary>Φ(z) of the standard normal for bounded z ≤ 0, with its density beside it.</summary>
    /// <remarks>The exponential is 2ˢ times too large, see LiftedMagic; 2⁻ˢ is a factor of the constants, so that the last product rounds once.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> NormalTail<T>(Vector512<T> z, out Vector512<T> density)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool single = typeof(T) == typeof(float);
        Vector512<T> half = K<T>(-0.5) * z, power = half * z, lost = Fma(half, z, -power);
        Vector512<T> shifted = Fma(power, K<T>(1.4426950408889634), K<T>(LiftedMagic<T>())), n = shifted - K<T>(LiftedMagic<T>());
        Vector512<T> r = Fma(n, K<T>(single ? -0.693359375 : -6.93147180369123816490e-01), power);
        // with what squaring lost; see Reduced
        r += Fma(n, K<T>(single ? 2.12194440e-4 : -1.90821492927058770002e-10), lost);
        Vector512<T> lifted = ShiftedPower(shifted), e = Fma(Expm1OfReduced(r), lifted, lifted);
        double unit = Unlift<T>();
        density = e * K<T>(0.3989422804014327 * unit);
        // Φ(z) = ½ erfc(−z/√2), with ½ 2⁻ˢ and 1/√2 in the constants
        if (single) return e * (ErfcNumerator(z, -Math.Sqrt(0.5), 0.5 * unit) / ErfcDenominator(z, -Math.Sqrt(0.5))); // the division does not wait for the exponential
        Vector512<T> t = K<T>(0.5 * unit * Math.Sqrt(2)) / (K<T>(DoublePole * Math.Sqrt(2)) - z);
        return t * ErfcPolynomial(Fma(t, K<T>(-4 * DoublePole / unit), K<T>(1))) * e;
    }

    /// <summary>e^(−z²), with what squaring loses put back: an error in a large exponent would be a large relative one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ExpOfMinusSquare<T>(Vector512<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> square = z * z, lost = Fma(z, z, -square), e = ExpOfNegative(-square);
        return Fma(e, -Finite(lost), e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Finite<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(x), K<T>(1)), x, Vector512<T>.Zero);

    /// <summary>erf of |x| ≤ 1, a polynomial in x².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ErfOfSmall<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> s = x * x;
        if (typeof(T) == typeof(float))
        {
            Vector512<T> y = Fma(K<T>(7.875875062685488e-05), s, K<T>(-0.000801686428716587));
            y = Fma(y, s, K<T>(0.005189087423433974));
            y = Fma(y, s, K<T>(-0.026854212010626412));
            y = Fma(y, s, K<T>(0.11283594715160218));
            y = Fma(y, s, K<T>(-0.37612626666720334));
            return Fma(Fma(y, s, K<T>(0.1283791658483509)), x, x); // the leading 1 apart: one rounding less
        }
        Vector512<T> p = Polynomial(s, [
            -4.230945824295338e-12, 8.709045129053106e-11, -1.216456005728345e-09, 1.4792401209404813e-08, -1.6364642158167616e-07,
            1.6462045441468418e-06, -1.4925647567519332e-05, 0.00012055332902888736, -0.000854832702193483, 0.0052239776254232985,
            -0.02686617064512984, 0.1128379167095512, -0.37612638903183754, 0.1283791670955126]);
        return Fma(p, x, x);
    }

    /// <summary>e^(z²) erfc(z) for z ≥ 0. Of float a ratio of polynomials; of double t · Q(1 − 2kt) with t = 1/(z + k), which is smooth up to infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ScaledErfc<T>(Vector512<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            z = Vector512.MinNative(K<T>(10.5), z); // from there on erfc is 0
            return ErfcNumerator(z, 1, 1) / ErfcDenominator(z, 1);
        }
        Vector512<T> t = K<T>(1) / (z + K<T>(DoublePole));
        return t * ErfcPolynomial(Fma(t, K<T>(-2 * DoublePole), K<T>(1)));
    }

    /// <summary>unit · P(scale · z), P of <see cref="ErfcRatio"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ErfcNumerator<T>(Vector512<T> z, double scale, double unit)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double square = scale * scale;
        Vector512<T> y = Fma(K<T>(ErfcRatio.P4 * square * square * unit), z, K<T>(ErfcRatio.P3 * square * scale * unit));
        y = Fma(y, z, K<T>(ErfcRatio.P2 * square * unit));
        y = Fma(y, z, K<T>(ErfcRatio.P1 * scale * unit));
        return Fma(y, z, K<T>(ErfcRatio.P0 * unit));
    }

    /// <summary>Q(scale · z), see <see cref="ErfcNumerator"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ErfcDenominator<T>(Vector512<T> z, double scale)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double square = scale * scale;
        Vector512<T> y = Fma(K<T>(ErfcRatio.Q5 * square * square * scale), z, K<T>(ErfcRatio.Q4 * square * square));
        y = Fma(y, z, K<T>(ErfcRatio.Q3 * square * scale));
        y = Fma(y, z, K<T>(ErfcRatio.Q2 * square));
        y = Fma(y, z, K<T>(ErfcRatio.Q1 * scale));
        return Fma(y, z, K<T>(1));
    }

    /// <summary>Q of <see cref="ScaledErfc"/> in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ErfcPolynomial<T>(Vector512<T> u)
        where T : unmanaged, IFloatingPointIeee754<T> => Polynomial(u, [
            8.44785278432295e-10, 1.1159123899250384e-11, -8.887844891516947e-09, -3.5913611171610954e-09, 5.166814761898454e-08,
            5.001320184291237e-08, -2.3454670002624263e-07, -4.117597591893759e-07, 9.994379361081014e-07, 2.7678112255272805e-06,
            -4.749391032132141e-06, -1.7471605752302332e-05, 3.03981905221208e-05, 0.00010756178250002073, -0.0002767778482009659,
            -0.0005483097452477533, 0.0030340620011959822, -0.0012124166215147798, -0.026827234624480615, 0.11952776128697859,
            -0.31046726190056667, 0.5902283571041085, -0.8833944531698836, 1.0740069070883396]);
}
