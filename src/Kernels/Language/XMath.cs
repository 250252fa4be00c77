using System.Numerics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Language;

/// <summary>Mathematical functions of kernels, in float32 and float64.</summary>
/// <remarks>
/// On the host these are .NET's. A device evaluates them with its own library: +, -, *, <see cref="Fma(float, float, float)"/>,
/// Abs, Min, Max, Floor, Ceiling, Truncate, Round and (on CUDA and on CPUs) / and Sqrt are exact to the last bit; the others
/// stay within OpenCL's bounds: 2 ulp for Rcp and Rsqrt, 3 ulp for Exp, Exp2, Log, Log2, Log10, Expm1, Log1p, 4 ulp for Sin, Cos, Sinh,
/// Cosh, Asin, Acos, 5 ulp for Tan, Tanh, Atan, 6 ulp for Atan2, 16 ulp for Pow, Erf and Erfc.
/// </remarks>
public static class XMath
{
    /// <summary>π.</summary>
    public const float PI = MathF.PI;

    /// <summary>e.</summary>
    public const float E = MathF.E;

    /// <summary>|x|.</summary>
    public static float Abs(float x) => MathF.Abs(x);

    /// <summary>|x|.</summary>
    public static double Abs(double x) => Math.Abs(x);

    /// <summary>e to the x.</summary>
    public static float Exp(float x) => MathF.Exp(x);

    /// <summary>e to the x.</summary>
    public static double Exp(double x) => Math.Exp(x);

    /// <summary>Natural logarithm.</summary>
    public static float Log(float x) => MathF.Log(x);

    /// <summary>Natural logarithm.</summary>
    public static double Log(double x) => Math.Log(x);

    /// <summary>Logarithm to base 2.</summary>
    public static float Log2(float x) => MathF.Log2(x);

    /// <summary>Logarithm to base 2.</summary>
    public static double Log2(double x) => Math.Log2(x);

    /// <summary>Logarithm to base 10.</summary>
    public static float Log10(float x) => MathF.Log10(x);

    /// <summary>Logarithm to base 10.</summary>
    public static double Log10(double x) => Math.Log10(x);

    /// <summary>Sine of x radians.</summary>
    public static float Sin(float x) => MathF.Sin(x);

    /// <summary>Sine of x radians.</summary>
    public static double Sin(double x) => Math.Sin(x);

    /// <summary>Cosine of x radians.</summary>
    public static float Cos(float x) => MathF.Cos(x);

    /// <summary>Cosine of x radians.</summary>
    public static double Cos(double x) => Math.Cos(x);

    /// <summary>Tangent of x radians.</summary>
    public static float Tan(float x) => MathF.Tan(x);

    /// <summary>Tangent of x radians.</summary>
    public static double Tan(double x) => Math.Tan(x);

    /// <summary>Hyperbolic sine.</summary>
    public static float Sinh(float x) => MathF.Sinh(x);

    /// <summary>Hyperbolic sine.</summary>
    public static double Sinh(double x) => Math.Sinh(x);

    /// <summary>Hyperbolic cosine.</summary>
    public static float Cosh(float x) => MathF.Cosh(x);

    /// <summary>Hyperbolic cosine.</summary>
    public static double Cosh(double x) => Math.Cosh(x);

    /// <summary>Hyperbolic tangent.</summary>
    public static float Tanh(float x) => MathF.Tanh(x);

    /// <summary>Hyperbolic tangent.</summary>
    public static double Tanh(double x) => Math.Tanh(x);

    /// <summary>Inverse sine, in radians.</summary>
    public static float Asin(float x) => MathF.Asin(x);

    /// <summary>Inverse sine, in radians.</summary>
    public static double Asin(double x) => Math.Asin(x);

    /// <summary>Inverse cosine, in radians.</summary>
    public static float Acos(float x) => MathF.Acos(x);

    /// <summary>Inverse cosine, in radians.</summary>
    public static double Acos(double x) => Math.Acos(x);

    /// <summary>Inverse tangent, in radians.</summary>
    public static float Atan(float x) => MathF.Atan(x);

    /// <summary>Inverse tangent, in radians.</summary>
    public static double Atan(double x) => Math.Atan(x);

    /// <summary>Square root.</summary>
    public static float Sqrt(float x) => MathF.Sqrt(x);

    /// <summary>Square root.</summary>
    public static double Sqrt(double x) => Math.Sqrt(x);

    /// <summary>Greatest integer not above x.</summary>
    public static float Floor(float x) => MathF.Floor(x);

    /// <summary>Greatest integer not above x.</summary>
    public static double Floor(double x) => Math.Floor(x);

    /// <summary>Least integer not below x.</summary>
    public static float Ceiling(float x) => MathF.Ceiling(x);

    /// <summary>Least integer not below x.</summary>
    public static double Ceiling(double x) => Math.Ceiling(x);

    /// <summary>x without its fraction.</summary>
    public static float Truncate(float x) => MathF.Truncate(x);

    /// <summary>x without its fraction.</summary>
    public static double Truncate(double x) => Math.Truncate(x);

    /// <summary>2 to the x.</summary>
    public static float Exp2(float x) => float.Exp2(x);

    /// <summary>e to the x, minus 1, without cancellation near 0.</summary>
    public static float Expm1(float x) => ScalarMath.Expm1(x);

    /// <summary>Natural logarithm of 1 + x, without cancellation near 0.</summary>
    public static float Log1p(float x) => ScalarMath.Log1p(x);

    /// <summary>The error function, 2/√π ∫₀ˣ e^(−t²) dt.</summary>
    public static float Erf(float x) => ScalarMath.Erf(x);

    /// <summary>1 − erf(x), with full relative accuracy in the upper tail.</summary>
    public static float Erfc(float x) => (float)ScalarMath.Erfc(x);

    /// <summary>1 / √x.</summary>
    public static float Rsqrt(float x) => 1f / MathF.Sqrt(x);

    /// <summary>1 / x.</summary>
    public static float Rcp(float x) => 1f / x;

    /// <summary>x to the power y.</summary>
    public static float Pow(float x, float y) => MathF.Pow(x, y);

    /// <summary>Angle of the point (x, y), in radians.</summary>
    public static float Atan2(float y, float x) => MathF.Atan2(y, x);

    /// <summary>x · y + z, rounded once.</summary>
    public static float Fma(float x, float y, float z) => MathF.FusedMultiplyAdd(x, y, z);

    /// <summary>The nearest integer, ties to even.</summary>
    public static float Round(float x) => MathF.Round(x);

    /// <summary>The nearest integer, ties to even.</summary>
    public static float RoundToEven(float x) => MathF.Round(x);

    /// <summary>The nearest integer, ties away from zero.</summary>
    public static float RoundAwayFromZero(float x) => MathF.Round(x, MidpointRounding.AwayFromZero);

    /// <summary>Remainder of x / y, with the sign of x.</summary>
    public static float Rem(float x, float y) => x % y;

    /// <summary>x with the sign of y.</summary>
    public static float CopySign(float x, float y) => MathF.CopySign(x, y);

    /// <summary>Whether x is NaN.</summary>
    public static bool IsNaN(float x) => float.IsNaN(x);

    /// <summary>Whether x is infinite.</summary>
    public static bool IsInfinity(float x) => float.IsInfinity(x);

    /// <summary>Whether x is neither NaN nor infinite.</summary>
    public static bool IsFinite(float x) => float.IsFinite(x);

    /// <summary>Sine and cosine of x radians.</summary>
    public static void SinCos(float x, out float sin, out float cos)
    {
        sin = Sin(x);
        cos = Cos(x);
    }

    /// <summary>2 to the x.</summary>
    public static double Exp2(double x) => double.Exp2(x);

    /// <summary>e to the x, minus 1, without cancellation near 0.</summary>
    public static double Expm1(double x) => ScalarMath.Expm1(x);

    /// <summary>Natural logarithm of 1 + x, without cancellation near 0.</summary>
    public static double Log1p(double x) => ScalarMath.Log1p(x);

    /// <summary>The error function, 2/√π ∫₀ˣ e^(−t²) dt.</summary>
    public static double Erf(double x) => ScalarMath.Erf(x);

    /// <summary>1 − erf(x), with full relative accuracy in the upper tail.</summary>
    public static double Erfc(double x) => ScalarMath.Erfc(x);

    /// <summary>1 / √x.</summary>
    public static double Rsqrt(double x) => 1d / Math.Sqrt(x);

    /// <summary>1 / x.</summary>
    public static double Rcp(double x) => 1d / x;

    /// <summary>x to the power y.</summary>
    public static double Pow(double x, double y) => Math.Pow(x, y);

    /// <summary>Angle of the point (x, y), in radians.</summary>
    public static double Atan2(double y, double x) => Math.Atan2(y, x);

    /// <summary>x · y + z, rounded once.</summary>
    public static double Fma(double x, double y, double z) => Math.FusedMultiplyAdd(x, y, z);

    /// <summary>The nearest integer, ties to even.</summary>
    public static double Round(double x) => Math.Round(x);

    /// <summary>The nearest integer, ties to even.</summary>
    public static double RoundToEven(double x) => Math.Round(x);

    /// <summary>The nearest integer, ties away from zero.</summary>
    public static double RoundAwayFromZero(double x) => Math.Round(x, MidpointRounding.AwayFromZero);

    /// <summary>Remainder of x / y, with the sign of x.</summary>
    public static double Rem(double x, double y) => x % y;

    /// <summary>x with the sign of y.</summary>
    public static double CopySign(double x, double y) => Math.CopySign(x, y);

    /// <summary>Whether x is NaN.</summary>
    public static bool IsNaN(double x) => double.IsNaN(x);

    /// <summary>Whether x is infinite.</summary>
    public static bool IsInfinity(double x) => double.IsInfinity(x);

    /// <summary>Whether x is neither NaN nor infinite.</summary>
    public static bool IsFinite(double x) => double.IsFinite(x);

    /// <summary>Sine and cosine of x radians.</summary>
    public static void SinCos(double x, out double sin, out double cos)
    {
        sin = Sin(x);
        cos = Cos(x);
    }

    /// <summary>The lesser of two. NaN if either is.</summary>
    public static float Min(float a, float b) => Math.Min(a, b);

    /// <summary>The greater of two. NaN if either is.</summary>
    public static float Max(float a, float b) => Math.Max(a, b);

    /// <summary>x limited to [min, max].</summary>
    public static float Clamp(float x, float min, float max) => Math.Max(Math.Min(x, max), min);

    /// <summary>The lesser of two. NaN if either is.</summary>
    public static double Min(double a, double b) => Math.Min(a, b);

    /// <summary>The greater of two. NaN if either is.</summary>
    public static double Max(double a, double b) => Math.Max(a, b);

    /// <summary>x limited to [min, max].</summary>
    public static double Clamp(double x, double min, double max) => Math.Max(Math.Min(x, max), min);

    /// <summary>|x|; the least value is returned as it is.</summary>
    public static int Abs(int x) => x < 0 ? -x : x;

    /// <summary>The lesser of two.</summary>
    public static int Min(int a, int b) => Math.Min(a, b);

    /// <summary>The greater of two.</summary>
    public static int Max(int a, int b) => Math.Max(a, b);

    /// <summary>x limited to [min, max].</summary>
    public static int Clamp(int x, int min, int max) => Math.Max(Math.Min(x, max), min);

    /// <summary>The lesser of two.</summary>
    public static uint Min(uint a, uint b) => Math.Min(a, b);

    /// <summary>The greater of two.</summary>
    public static uint Max(uint a, uint b) => Math.Max(a, b);

    /// <summary>x limited to [min, max].</summary>
    public static uint Clamp(uint x, uint min, uint max) => Math.Max(Math.Min(x, max), min);

    /// <summary>|x|; the least value is returned as it is.</summary>
    public static long Abs(long x) => x < 0 ? -x : x;

    /// <summary>The lesser of two.</summary>
    public static long Min(long a, long b) => Math.Min(a, b);

    /// <summary>The greater of two.</summary>
    public static long Max(long a, long b) => Math.Max(a, b);

    /// <summary>x limited to [min, max].</summary>
    public static long Clamp(long x, long min, long max) => Math.Max(Math.Min(x, max), min);

    /// <summary>The lesser of two.</summary>
    public static ulong Min(ulong a, ulong b) => Math.Min(a, b);

    /// <summary>The greater of two.</summary>
    public static ulong Max(ulong a, ulong b) => Math.Max(a, b);

    /// <summary>x limited to [min, max].</summary>
    public static ulong Clamp(ulong x, ulong min, ulong max) => Math.Max(Math.Min(x, max), min);

    /// <summary>Number of set bits.</summary>
    public static int PopCount(uint x) => BitOperations.PopCount(x);

    /// <summary>Number of zero bits above the highest set one.</summary>
    public static int LeadingZeroCount(uint x) => BitOperations.LeadingZeroCount(x);

    /// <summary>Number of set bits.</summary>
    public static int PopCount(ulong x) => BitOperations.PopCount(x);

    /// <summary>Number of zero bits above the highest set one.</summary>
    public static int LeadingZeroCount(ulong x) => BitOperations.LeadingZeroCount(x);

    /// <summary>Number of set bits.</summary>
    public static int PopCount(int x) => BitOperations.PopCount((uint)x);

    /// <summary>Number of zero bits above the highest set one.</summary>
    public static int LeadingZeroCount(int x) => BitOperations.LeadingZeroCount((uint)x);

    /// <summary>Number of set bits.</summary>
    public static int PopCount(long x) => BitOperations.PopCount((ulong)x);

    /// <summary>Number of zero bits above the highest set one.</summary>
    public static int LeadingZeroCount(long x) => BitOperations.LeadingZeroCount((ulong)x);

    /// <summary>The least integer not below numerator / denominator, both positive.</summary>
    public static int DivRoundUp(int numerator, int denominator) => (numerator + denominator - 1) / denominator;

    /// <summary>The least integer not below numerator / denominator, both positive.</summary>
    public static uint DivRoundUp(uint numerator, uint denominator) => (numerator + denominator - 1) / denominator;

    /// <summary>The least integer not below numerator / denominator, both positive.</summary>
    public static long DivRoundUp(long numerator, long denominator) => (numerator + denominator - 1) / denominator;

    /// <summary>The least integer not below numerator / denominator, both positive.</summary>
    public static ulong DivRoundUp(ulong numerator, ulong denominator) => (numerator + denominator - 1) / denominator;
}
