using Neuron.Kernels.Language;
using Half = Neuron.Kernels.Language.Half;

namespace Neuron.Tests.Kernels.Compiler.Cases;

/// <summary>Floating point: rounding, NaN, conversions, mathematical functions.</summary>
public static class FloatCases
{
    public static float Divide(float a, float b) => a / b;

    public static float Remainder(float a, float b) => a % b;

    public static float NotContracted(float a, float b) => (a * b) - (a * a);

    public static float Fused(float a, float b) => XMath.Fma(a, b, 1f / 3f);

    public static float SquareRoot(float a, float b) => XMath.Sqrt(a) + MathF.Sqrt(b);

    public static float Rounding(float a, float b) => MathF.Floor(a) + MathF.Ceiling(b) - MathF.Truncate(a * 3f);

    public static float RoundEven(float a, float b) => MathF.Round(a) + XMath.RoundAwayFromZero(b);

    public static float ToIntAndBack(float a, float b) => (int)a + (int)b;

    public static float ToUIntAndBack(float a, float b) => (uint)a + (uint)b;

    public static float ToLongAndBack(float a, float b) => (long)a - (long)b;

    public static float ToULongAndBack(float a, float b) => (ulong)a - (ulong)b;

    public static float ToByteAndBack(float a, float b) => (byte)(int)a + (sbyte)(int)b;

    public static float ThroughDouble(float a, float b) => (float)((double)a / b);

    public static float MinimumOf(float a, float b) => MathF.Min(a, b);

    public static float MaximumOf(float a, float b) => XMath.Max(a, b);

    public static float AbsoluteOf(float a, float b) => MathF.Abs(a) - XMath.Abs(b);

    public static float IsNotANumber(float a, float b) => (float.IsNaN(a) ? 1 : 0) + (XMath.IsInfinity(b) ? 2 : 0) + (float.IsFinite(a) ? 4 : 0);

    public static float Ordered(float a, float b) => a < b ? 1 : a > b ? 2 : a == b ? 3 : 4;

    public static float NegatedComparisons(float a, float b) => (!(a < b) ? 1 : 0) + (!(a >= b) ? 2 : 0) + (a != b ? 4 : 0);

    public static float WhileOrdered(float a, float b)
    {
        int steps = 0;
        while (a < b && steps < 20)
        {
            a += 0.5f;
            steps++;
        }
        return steps;
    }

    public static float Signs(float a, float b) => MathF.CopySign(a, b) + -a;

    public static float HalfPrecision(float a, float b) => (Half)a + (Half)b;

    public static float HalfProduct(float a, float b) => (float)((Half)a * (Half)b);

    public static float BrainFloat(float a, float b) => (float)(BFloat16)a - (float)(BFloat16)b;

    public static float Bits(float a, float b) => Interop.IntAsFloat((Interop.FloatAsInt(a) & 0x7FFFFFFFu) | (Interop.FloatAsInt(b) & 0x80000000u));

    public static float Literals(float a, float b) => (a * 1e-3f) + (b * 3.4e38f) + 0.1f;

    public static float Infinities(float a, float b) => a > b ? float.PositiveInfinity : a < b ? float.NegativeInfinity : float.NaN;

    public static float IntegerMix(float a, float b) => (3 * a) + (7 / 2) + (b * 2L);

    public static double DivideWide(double a, double b) => a / b;

    public static double RemainderWide(double a, double b) => a % b;

    public static double Narrowed(double a, double b) => (float)a + b;

    public static double ToIntegers(double a, double b) => (int)a + (uint)b + (double)(long)a + (ulong)b;

    public static double MinMaxWide(double a, double b) => Math.Max(a, b) - (Math.Min(a, b) / 2);

    public static double FusedWide(double a, double b) => Math.FusedMultiplyAdd(a, b, a);

    public static double RoundedWide(double a, double b) => Math.Floor(a) + Math.Round(b);

    public static double BitsWide(double a, double b) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(a) ^ 1) + b;

    [Ulp(4)]
    public static float Exponential(float a, float b) => XMath.Exp(XMath.Min(a, 80f)) + (0 * b);

    [Ulp(4)]
    public static float Logarithm(float a, float b) => XMath.Log(XMath.Abs(a) + 0.01f) + (0 * b);

    [Ulp(5)]
    public static float Sines(float a, float b) => XMath.Sin(a) + (0 * b);

    [Ulp(5)]
    public static float Cosines(float a, float b) => XMath.Cos(b) + (0 * a);

    [Ulp(6)]
    public static float HyperbolicTangent(float a, float b) => XMath.Tanh(a) + (0 * b);

    [Ulp(17)]
    public static float Power(float a, float b) => XMath.Pow(XMath.Abs(a) + 0.5f, XMath.Min(b, 4f));

    [Ulp(16)]
    public static float ErrorFunction(float a, float b) => XMath.Erf(a) + (0 * b);

    [Ulp(6)]
    public static float NearZero(float a, float b) => XMath.Expm1(XMath.Clamp(a, -1f, 1f)) + (0 * b);

    [Ulp(6)]
    public static float LogNearOne(float a, float b) => XMath.Log1p(XMath.Abs(b)) + (0 * a);

    [Ulp(4)]
    public static float ReciprocalRoot(float a, float b) => XMath.Rsqrt(XMath.Abs(a) + 1f) + (0 * b);

    [Ulp(4)]
    public static double ExponentialWide(double a, double b) => Math.Exp(Math.Min(a, 80)) + (0 * b);

    [Ulp(7)]
    public static double AngleWide(double a, double b) => Math.Atan2(a, b);
}
