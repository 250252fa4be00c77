using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Compiler;

internal static partial class DeviceMath
{
    /// <summary>ln 2 in two parts: the first has 21 zero bits at its end, so that its products with exponents are exact.</summary>
    private const double Log2EWide = 1.4426950408889634, Ln2HighWide = 0.6931471803691238, Ln2LowWide = 1.9082149292705877e-10;

    private static readonly double[] AtanOfEighths =
    [
        0.0, 0.12435499454676144, 0.24497866312686414, 0.35877067027057225, 0.4636476090008061, 0.5585993153435624, 0.6435011087932844, 0.7188299996216245, 0.7853981633974483,
    ];

    /// <summary>e to the x.</summary>
    public static double Exp(double x)
    {
        if (x > 710) return double.PositiveInfinity;
        if (x < -746) return 0;
        double n = Math.Round(x * Log2EWide);
        double r = Math.FusedMultiplyAdd(-n, Ln2LowWide, Math.FusedMultiplyAdd(-n, Ln2HighWide, x));
        return Scale(1 + Math.FusedMultiplyAdd(r * r, ExpTail(r), r), (int)n);
    }

    /// <summary>2 to the x.</summary>
    public static double Exp2(double x)
    {
        if (x > 1025) return double.PositiveInfinity;
        if (x < -1076) return 0;
        double n = Math.Round(x);
        double r = (x - n) * 0.6931471805599453;
        return Scale(1 + Math.FusedMultiplyAdd(r * r, ExpTail(r), r), (int)n);
    }

    /// <summary>e to the x, less 1.</summary>
    public static double Expm1(double x)
    {
        if (x > 60) return Exp(x);
        if (x < -38) return -1;
        double n = Math.Round(x * Log2EWide);
        double r = Math.FusedMultiplyAdd(-n, Ln2LowWide, Math.FusedMultiplyAdd(-n, Ln2HighWide, x));
        double power = PowerOf2Wide((int)n);
        double y = Math.FusedMultiplyAdd(r * r, ExpTail(r), r);
        return n == 0 ? y : Math.FusedMultiplyAdd(power, y, power - 1);
    }

    /// <summary>Natural logarithm.</summary>
    public static double Log(double x)
    {
        if (!(x > 0)) return x == 0 ? double.NegativeInfinity : double.NaN;
        if (x == double.PositiveInfinity) return x;
        int n = Normalize(ref x);
        double f = x - 1, half = 0.5 * f * f, s = f / (2 + f);
        return (n * Ln2HighWide) - (half - ((s * (half + LogTail(s * s))) + (n * Ln2LowWide)) - f);
    }

    /// <summary>Logarithm to base 2.</summary>
    public static double Log2(double x)
    {
        if (!(x > 0)) return x == 0 ? double.NegativeInfinity : double.NaN;
        if (x == double.PositiveInfinity) return x;
        int n = Normalize(ref x);
        double f = x - 1, half = 0.5 * f * f, s = f / (2 + f);
        double log = f - (half - (s * (half + LogTail(s * s))));
        return n + Math.FusedMultiplyAdd(log, Log2EWide, log * 2.0355273740931033e-17);
    }

    /// <summary>Logarithm to base 10.</summary>
    public static double Log10(double x) => Log(x) * 0.4342944819032518;

    /// <summary>Sine of x radians.</summary>
    public static double Sin(double x)
    {
        double r = ReduceQuarter(x, out int quarter);
        double y = (quarter & 1) == 0 ? SinNear0(r) : CosNear0(r);
        return (quarter & 2) == 0 ? y : -y;
    }

    /// <summary>Cosine of x radians.</summary>
    public static double Cos(double x)
    {
        double r = ReduceQuarter(x, out int quarter);
        double y = (quarter & 1) == 0 ? CosNear0(r) : SinNear0(r);
        return ((quarter + 1) & 2) == 0 ? y : -y;
    }

    /// <summary>Tangent of x radians.</summary>
    public static double Tan(double x)
    {
        double r = ReduceQuarter(x, out int quarter);
        double sin = SinNear0(r), cos = CosNear0(r);
        return (quarter & 1) == 0 ? sin / cos : -cos / sin;
    }

    /// <summary>Arc sine.</summary>
    public static double Asin(double x) => Atan2(x, Math.Sqrt((1 - x) * (1 + x)));

    /// <summary>Arc cosine.</summary>
    public static double Acos(double x) => Atan2(Math.Sqrt((1 - x) * (1 + x)), x);

    /// <summary>Arc tangent: the difference to the nearest eighth's is a short series.</summary>
    public static double Atan(double x)
    {
        double a = Math.Abs(x);
        double y = a > 1 ? 1.5707963267948966 - (AtanUpTo1(1 / a) - 6.123233995736766e-17) : AtanUpTo1(a);
        return Math.CopySign(y, x);
    }

    /// <summary>The angle of the point (x, y).</summary>
    public static double Atan2(double y, double x)
    {
        if (double.IsNaN(x) || double.IsNaN(y)) return double.NaN;
        double a = Math.Abs(x), b = Math.Abs(y);
        double angle = double.IsInfinity(a) && double.IsInfinity(b) ? 0.7853981633974483
            : a == 0 && b == 0 ? 0
            : b > a ? 1.5707963267948966 - (AtanUpTo1(a / b) - 6.123233995736766e-17) : AtanUpTo1(b / a);
        if (BitConverter.DoubleToInt64Bits(x) < 0) angle = 3.141592653589793 - (angle - 1.2246467991473532e-16);
        return Math.CopySign(angle, y);
    }

    /// <summary>x to the power y: e^(y log x) with a logarithm of about 60 bits.</summary>
    public static double Pow(double x, double y)
    {
        if (y == 0 || x == 1) return 1;
        if (double.IsNaN(x) || double.IsNaN(y)) return double.NaN;
        double a = Math.Abs(x);
        bool isWhole = Math.Floor(y) == y, isOdd = isWhole && Math.Floor(y * 0.5) != y * 0.5;
        if (double.IsInfinity(y)) return a == 1 ? 1 : a > 1 == y > 0 ? double.PositiveInfinity : 0;
        double power = a == 0 || double.IsInfinity(a) ? (a == 0 == y > 0 ? 0 : double.PositiveInfinity) : PowOfPositive(a, y);
        if (BitConverter.DoubleToInt64Bits(x) >= 0) return power;
        if (!isWhole && a != 0 && !double.IsInfinity(a)) return double.NaN;
        return isOdd ? -power : power;
    }

    /// <summary>Cube root: e^(log x / 3), and one step of Newton.</summary>
    public static double Cbrt(double x)
    {
        if (x == 0 || double.IsNaN(x) || double.IsInfinity(x)) return x;
        double a = Math.Abs(x);
        double y = Exp(Log(a) / 3);
        y -= (y - (a / (y * y))) / 3;
        return Math.CopySign(y, x);
    }

    /// <summary>Error function.</summary>
    public static double Erf(double x) => ScalarMath.Erf(x);

    /// <summary>1 − erf(x).</summary>
    public static double Erfc(double x) => ScalarMath.Erfc(x);

    private static double PowOfPositive(double x, double y)
    {
        int n = Normalize(ref x);
        // s = f / (2 + f) and its error, so that 2s carries twice the digits
        double f = x - 1, d = 2 + f, dLow = f - (d - 2);
        double s = f / d, sLow = (Math.FusedMultiplyAdd(-s, d, f) - (s * dLow)) / d;
        double whole = n * Ln2HighWide, sum = whole + (2 * s), tail = s * LogTail(s * s);
        double part = sum + tail;
        double rest = whole - sum + (2 * s) + (sum - part + tail) + (n * Ln2LowWide) + (2 * sLow);
        double high = part + rest, low = part - high + rest;
        double product = y * high;
        if (!(Math.Abs(product) < 800)) return product > 0 ? double.PositiveInfinity : 0;
        double error = Math.FusedMultiplyAdd(y, high, -product) + (y * low);
        double e = Exp(product);
        return double.IsInfinity(e) ? e : Math.FusedMultiplyAdd(e, error, e);
    }

    private static double AtanUpTo1(double x)
    {
        int i = (int)((x * 8) + 0.5);
        double c = i * 0.125, t = (x - c) / Math.FusedMultiplyAdd(x, c, 1), z = t * t;
        double p = Math.FusedMultiplyAdd(z, 1.0 / 13, -1.0 / 11);
        p = Math.FusedMultiplyAdd(z, p, 1.0 / 9);
        p = Math.FusedMultiplyAdd(z, p, -1.0 / 7);
        p = Math.FusedMultiplyAdd(z, p, 1.0 / 5);
        p = Math.FusedMultiplyAdd(z, p, -1.0 / 3);
        return AtanOfEighths[i] + Math.FusedMultiplyAdd(z * t, p, t);
    }

    private static double ExpTail(double r)
    {
        double p = Math.FusedMultiplyAdd(r, 1.0 / 6227020800, 1.0 / 479001600);
        p = Math.FusedMultiplyAdd(r, p, 1.0 / 39916800);
        p = Math.FusedMultiplyAdd(r, p, 1.0 / 3628800);
        p = Math.FusedMultiplyAdd(r, p, 1.0 / 362880);
        p = Math.FusedMultiplyAdd(r, p, 1.0 / 40320);
        p = Math.FusedMultiplyAdd(r, p, 1.0 / 5040);
        p = Math.FusedMultiplyAdd(r, p, 1.0 / 720);
        p = Math.FusedMultiplyAdd(r, p, 1.0 / 120);
        p = Math.FusedMultiplyAdd(r, p, 1.0 / 24);
        p = Math.FusedMultiplyAdd(r, p, 1.0 / 6);
        return Math.FusedMultiplyAdd(r, p, 0.5);
    }

    private static double LogTail(double z)
    {
        double p = Math.FusedMultiplyAdd(z, 2.0 / 23, 2.0 / 21);
        p = Math.FusedMultiplyAdd(z, p, 2.0 / 19);
        p = Math.FusedMultiplyAdd(z, p, 2.0 / 17);
        p = Math.FusedMultiplyAdd(z, p, 2.0 / 15);
        p = Math.FusedMultiplyAdd(z, p, 2.0 / 13);
        p = Math.FusedMultiplyAdd(z, p, 2.0 / 11);
        p = Math.FusedMultiplyAdd(z, p, 2.0 / 9);
        p = Math.FusedMultiplyAdd(z, p, 2.0 / 7);
        p = Math.FusedMultiplyAdd(z, p, 2.0 / 5);
        return z * Math.FusedMultiplyAdd(z, p, 2.0 / 3);
    }

    private static double SinNear0(double r)
    {
        double z = r * r;
        double p = Math.FusedMultiplyAdd(z, 1.0 / 355687428096000, -1.0 / 1307674368000);
        p = Math.FusedMultiplyAdd(z, p, 1.0 / 6227020800);
        p = Math.FusedMultiplyAdd(z, p, -1.0 / 39916800);
        p = Math.FusedMultiplyAdd(z, p, 1.0 / 362880);
        p = Math.FusedMultiplyAdd(z, p, -1.0 / 5040);
        p = Math.FusedMultiplyAdd(z, p, 1.0 / 120);
        p = Math.FusedMultiplyAdd(z, p, -1.0 / 6);
        return Math.FusedMultiplyAdd(z * r, p, r);
    }

    private static double CosNear0(double r)
    {
        double z = r * r;
        double p = Math.FusedMultiplyAdd(z, -1.0 / 6402373705728000, 1.0 / 20922789888000);
        p = Math.FusedMultiplyAdd(z, p, -1.0 / 87178291200);
        p = Math.FusedMultiplyAdd(z, p, 1.0 / 479001600);
        p = Math.FusedMultiplyAdd(z, p, -1.0 / 3628800);
        p = Math.FusedMultiplyAdd(z, p, 1.0 / 40320);
        p = Math.FusedMultiplyAdd(z, p, -1.0 / 720);
        p = Math.FusedMultiplyAdd(z, p, 1.0 / 24);
        // 1 − z/2 is rounded, and its error goes into the small part
        double half = 0.5 * z, whole = 1 - half;
        return whole + Math.FusedMultiplyAdd(z * z, p, 1 - whole - half);
    }

    private static int Normalize(ref double x)
    {
        int n = 0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 18014398509481984; // 2⁵⁴
            n = -54;
        }
        long bits = BitConverter.DoubleToInt64Bits(x);
        n += (int)(bits >> 52) - 1023;
        x = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (x > 1.4142135623730951)
        {
            x *= 0.5;
            n++;
        }
        return n;
    }

    private static double Scale(double x, int n) => x * PowerOf2Wide(n >> 1) * PowerOf2Wide(n - (n >> 1));

    private static double PowerOf2Wide(int n) => BitConverter.Int64BitsToDouble((long)(n + 1023) << 52);
}
