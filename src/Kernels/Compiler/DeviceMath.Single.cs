namespace Neuron.Kernels.Compiler;

internal static partial class DeviceMath
{
    /// <summary>ln 2 in two parts: the first has 12 zero bits at its end, so that its products with exponents are exact.</summary>
    private const float Log2E = 1.44269504f, Ln2High = 0.693115234375f, Ln2Low = 3.19461833e-05f;

    /// <summary>e to the x.</summary>
    public static float Exp(float x)
    {
        if (x > 89f) return float.PositiveInfinity;
        if (x < -104f) return 0f;
        float n = MathF.Round(x * Log2E);
        float r = MathF.FusedMultiplyAdd(-n, Ln2Low, MathF.FusedMultiplyAdd(-n, Ln2High, x));
        return Scale(1f + MathF.FusedMultiplyAdd(r * r, ExpTail(r), r), (int)n);
    }

    /// <summary>2 to the x.</summary>
    public static float Exp2(float x)
    {
        if (x > 129f) return float.PositiveInfinity;
        if (x < -151f) return 0f;
        float n = MathF.Round(x);
        float r = (x - n) * 0.69314718f;
        return Scale(1f + MathF.FusedMultiplyAdd(r * r, ExpTail(r), r), (int)n);
    }

    /// <summary>e to the x, less 1.</summary>
    public static float Expm1(float x)
    {
        if (x > 60f) return Exp(x);
        if (x < -18f) return -1f;
        float n = MathF.Round(x * Log2E);
        float r = MathF.FusedMultiplyAdd(-n, Ln2Low, MathF.FusedMultiplyAdd(-n, Ln2High, x));
        float power = PowerOf2((int)n);
        float y = MathF.FusedMultiplyAdd(r * r, ExpTail(r), r);
        return n == 0f ? y : MathF.FusedMultiplyAdd(power, y, power - 1f);
    }

    /// <summary>Natural logarithm.</summary>
    public static float Log(float x)
    {
        if (!(x > 0f)) return x == 0f ? float.NegativeInfinity : float.NaN;
        if (x == float.PositiveInfinity) return x;
        int n = Normalize(ref x);
        float f = x - 1f, half = 0.5f * f * f, s = f / (2f + f);
        return (n * Ln2High) - (half - ((s * (half + LogTail(s * s))) + (n * Ln2Low)) - f);
    }

    /// <summary>Logarithm to base 2.</summary>
    public static float Log2(float x)
    {
        if (!(x > 0f)) return x == 0f ? float.NegativeInfinity : float.NaN;
        if (x == float.PositiveInfinity) return x;
        int n = Normalize(ref x);
        float f = x - 1f, half = 0.5f * f * f, s = f / (2f + f);
        float log = f - (half - (s * (half + LogTail(s * s))));
        // log₂e in two parts: the first product is then as good as the logarithm
        return n + MathF.FusedMultiplyAdd(log, 1.44269502f, log * 1.925963e-08f);
    }

    /// <summary>Logarithm to base 10.</summary>
    public static float Log10(float x) => Log(x) * 0.43429448f;

    /// <summary>Sine of x radians.</summary>
    public static float Sin(float x)
    {
        double r = ReduceQuarter(x, out int quarter);
        float y = (quarter & 1) == 0 ? SinNear0((float)r) : CosNear0((float)r);
        return (quarter & 2) == 0 ? y : -y;
    }

    /// <summary>Cosine of x radians.</summary>
    public static float Cos(float x)
    {
        double r = ReduceQuarter(x, out int quarter);
        float y = (quarter & 1) == 0 ? CosNear0((float)r) : SinNear0((float)r);
        return ((quarter + 1) & 2) == 0 ? y : -y;
    }

    /// <summary>Tangent of x radians.</summary>
    public static float Tan(float x)
    {
        double r = ReduceQuarter(x, out int quarter);
        float sin = SinNear0((float)r), cos = CosNear0((float)r);
        return (quarter & 1) == 0 ? sin / cos : -cos / sin;
    }

    /// <summary>Arc sine.</summary>
    public static float Asin(float x) => (float)Asin((double)x);

    /// <summary>Arc cosine.</summary>
    public static float Acos(float x) => (float)Acos((double)x);

    /// <summary>Arc tangent.</summary>
    public static float Atan(float x) => (float)Atan((double)x);

    /// <summary>The angle of the point (x, y).</summary>
    public static float Atan2(float y, float x) => (float)Atan2((double)y, x);

    /// <summary>x to the power y.</summary>
    public static float Pow(float x, float y) => (float)Pow((double)x, y);

    /// <summary>Cube root.</summary>
    public static float Cbrt(float x) => (float)Cbrt((double)x);

    /// <summary>Error function: its series near 0; beyond, 1 − e^(−x² + g(x)).</summary>
    public static float Erf(float x)
    {
        float a = MathF.Abs(x);
        if (!(a > 0.92f))
        {
            // 2/√π · Σ (−1)ⁿ x^(2n+1) / (n! (2n+1))
            float z = x * x;
            float sum = MathF.FusedMultiplyAdd(z, -1f / 76204800f, 1f / 6894720f);
            sum = MathF.FusedMultiplyAdd(z, sum, -1f / 685440f);
            sum = MathF.FusedMultiplyAdd(z, sum, 1f / 75600f);
            sum = MathF.FusedMultiplyAdd(z, sum, -1f / 9360f);
            sum = MathF.FusedMultiplyAdd(z, sum, 1f / 1320f);
            sum = MathF.FusedMultiplyAdd(z, sum, -1f / 216f);
            sum = MathF.FusedMultiplyAdd(z, sum, 1f / 42f);
            sum = MathF.FusedMultiplyAdd(z, sum, -0.1f);
            sum = MathF.FusedMultiplyAdd(z, sum, 1f / 3f);
            return 1.12837917f * MathF.FusedMultiplyAdd(-z * x, sum, x);
        }
        if (a >= 4f) return MathF.CopySign(1f, x);
        return MathF.CopySign(1f - Exp(MathF.FusedMultiplyAdd(-a, a, LogErfcTail(a))), x);
    }

    /// <summary>1 − erf(x), with full relative accuracy in the upper tail: e^(−x² + g(x)), from 4 on Laplace's continued fraction.</summary>
    public static float Erfc(float x)
    {
        float a = MathF.Abs(x);
        if (!(a > 0.92f)) return 1f - Erf(x);
        // e^(−x²) with the rounding of x² made good
        float square = a * a, rest = MathF.FusedMultiplyAdd(a, a, -square), power = Exp(-square);
        power = MathF.FusedMultiplyAdd(-rest, power, power);
        float tail;
        if (a < 4f)
        {
            tail = power * Exp(LogErfcTail(a));
        }
        else
        {
            float fraction = a;
            for (int n = 8; n >= 1; n--) fraction = a + (0.5f * n / fraction);
            tail = power > 0f ? power * 0.564189584f / fraction : 0f;
        }
        return x > 0f ? tail : 2f - tail;
    }

    /// <summary>log erfc x + x², a polynomial fitted on [0.92, 4].</summary>
    private static float LogErfcTail(float x)
    {
        float t = (x - 2.46f) * (1f / 1.54f);
        float g = MathF.FusedMultiplyAdd(t, -2.50826223e-06f, 5.10842720e-05f);
        g = MathF.FusedMultiplyAdd(t, g, -0.000278359613f);
        g = MathF.FusedMultiplyAdd(t, g, 0.00108298867f);
        g = MathF.FusedMultiplyAdd(t, g, -0.00380823023f);
        g = MathF.FusedMultiplyAdd(t, g, 0.0126611878f);
        g = MathF.FusedMultiplyAdd(t, g, -0.0409471443f);
        g = MathF.FusedMultiplyAdd(t, g, 0.136202021f);
        g = MathF.FusedMultiplyAdd(t, g, -0.550121769f);
        return MathF.FusedMultiplyAdd(t, g, -1.54261758f);
    }

    /// <summary>(eʳ − 1 − r) / r² by its series, for |r| ≤ ln 2 / 2.</summary>
    private static float ExpTail(float r)
    {
        float p = MathF.FusedMultiplyAdd(r, 1f / 5040f, 1f / 720f);
        p = MathF.FusedMultiplyAdd(r, p, 1f / 120f);
        p = MathF.FusedMultiplyAdd(r, p, 1f / 24f);
        p = MathF.FusedMultiplyAdd(r, p, 1f / 6f);
        return MathF.FusedMultiplyAdd(r, p, 0.5f);
    }

    /// <summary>2z/3 + 2z²/5 + … : log((1 + s) / (1 − s)) / s − 2 for z = s².</summary>
    private static float LogTail(float z)
    {
        float p = MathF.FusedMultiplyAdd(z, 2f / 11f, 2f / 9f);
        p = MathF.FusedMultiplyAdd(z, p, 2f / 7f);
        p = MathF.FusedMultiplyAdd(z, p, 2f / 5f);
        return z * MathF.FusedMultiplyAdd(z, p, 2f / 3f);
    }

    private static float SinNear0(float r)
    {
        float z = r * r;
        float p = MathF.FusedMultiplyAdd(z, 1f / 362880f, -1f / 5040f);
        p = MathF.FusedMultiplyAdd(z, p, 1f / 120f);
        p = MathF.FusedMultiplyAdd(z, p, -1f / 6f);
        return MathF.FusedMultiplyAdd(z * r, p, r);
    }

    private static float CosNear0(float r)
    {
        float z = r * r;
        float p = MathF.FusedMultiplyAdd(z, -1f / 3628800f, 1f / 40320f);
        p = MathF.FusedMultiplyAdd(z, p, -1f / 720f);
        p = MathF.FusedMultiplyAdd(z, p, 1f / 24f);
        p = MathF.FusedMultiplyAdd(z, p, -0.5f);
        return MathF.FusedMultiplyAdd(z, p, 1f);
    }

    /// <summary>Brings x into [√½, √2) by a power of two, whose exponent is returned.</summary>
    private static int Normalize(ref float x)
    {
        int n = 0;
        if (x < 1.17549435e-38f)
        {
            x *= 33554432f; // 2²⁵
            n = -25;
        }
        int bits = BitConverter.SingleToInt32Bits(x);
        n += (bits >> 23) - 127;
        x = BitConverter.Int32BitsToSingle((bits & 0x7FFFFF) | 0x3F800000);
        if (x > 1.41421356f)
        {
            x *= 0.5f;
            n++;
        }
        return n;
    }

    /// <summary>x · 2ⁿ in two steps, each of which has a factor that is a normal number.</summary>
    private static float Scale(float x, int n) => x * PowerOf2(n >> 1) * PowerOf2(n - (n >> 1));

    private static float PowerOf2(int n) => BitConverter.Int32BitsToSingle((n + 127) << 23);
}
