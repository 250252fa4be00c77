namespace Neuron.Kernels.Language;

/// <summary>Integer and comparison functions that need no mathematics library.</summary>
public static class IntrinsicMath
{
    /// <summary>|x|.</summary>
    public static int Abs(int x) => XMath.Abs(x);

    /// <summary>|x|.</summary>
    public static long Abs(long x) => XMath.Abs(x);

    /// <summary>|x|.</summary>
    public static float Abs(float x) => XMath.Abs(x);

    /// <summary>|x|.</summary>
    public static double Abs(double x) => XMath.Abs(x);

    /// <summary>The lesser of two.</summary>
    public static int Min(int a, int b) => XMath.Min(a, b);

    /// <summary>The greater of two.</summary>
    public static int Max(int a, int b) => XMath.Max(a, b);

    /// <summary>x limited to [min, max].</summary>
    public static int Clamp(int x, int min, int max) => XMath.Clamp(x, min, max);

    /// <summary>The lesser of two.</summary>
    public static uint Min(uint a, uint b) => XMath.Min(a, b);

    /// <summary>The greater of two.</summary>
    public static uint Max(uint a, uint b) => XMath.Max(a, b);

    /// <summary>x limited to [min, max].</summary>
    public static uint Clamp(uint x, uint min, uint max) => XMath.Clamp(x, min, max);

    /// <summary>The lesser of two.</summary>
    public static long Min(long a, long b) => XMath.Min(a, b);

    /// <summary>The greater of two.</summary>
    public static long Max(long a, long b) => XMath.Max(a, b);

    /// <summary>x limited to [min, max].</summary>
    public static long Clamp(long x, long min, long max) => XMath.Clamp(x, min, max);

    /// <summary>The lesser of two.</summary>
    public static ulong Min(ulong a, ulong b) => XMath.Min(a, b);

    /// <summary>The greater of two.</summary>
    public static ulong Max(ulong a, ulong b) => XMath.Max(a, b);

    /// <summary>x limited to [min, max].</summary>
    public static ulong Clamp(ulong x, ulong min, ulong max) => XMath.Clamp(x, min, max);

    /// <summary>The lesser of two.</summary>
    public static float Min(float a, float b) => XMath.Min(a, b);

    /// <summary>The greater of two.</summary>
    public static float Max(float a, float b) => XMath.Max(a, b);

    /// <summary>x limited to [min, max].</summary>
    public static float Clamp(float x, float min, float max) => XMath.Clamp(x, min, max);

    /// <summary>The lesser of two.</summary>
    public static double Min(double a, double b) => XMath.Min(a, b);

    /// <summary>The greater of two.</summary>
    public static double Max(double a, double b) => XMath.Max(a, b);

    /// <summary>x limited to [min, max].</summary>
    public static double Clamp(double x, double min, double max) => XMath.Clamp(x, min, max);

    /// <summary>The least integer not below numerator / denominator, both positive.</summary>
    public static int DivRoundUp(int numerator, int denominator) => XMath.DivRoundUp(numerator, denominator);

    /// <summary>The least integer not below numerator / denominator, both positive.</summary>
    public static uint DivRoundUp(uint numerator, uint denominator) => XMath.DivRoundUp(numerator, denominator);

    /// <summary>The least integer not below numerator / denominator, both positive.</summary>
    public static long DivRoundUp(long numerator, long denominator) => XMath.DivRoundUp(numerator, denominator);

    /// <summary>The least integer not below numerator / denominator, both positive.</summary>
    public static ulong DivRoundUp(ulong numerator, ulong denominator) => XMath.DivRoundUp(numerator, denominator);

    /// <summary>Number of set bits.</summary>
    public static int PopCount(int x) => XMath.PopCount(x);

    /// <summary>Number of set bits.</summary>
    public static int PopCount(uint x) => XMath.PopCount(x);

    /// <summary>Number of set bits.</summary>
    public static int PopCount(long x) => XMath.PopCount(x);

    /// <summary>Number of set bits.</summary>
    public static int PopCount(ulong x) => XMath.PopCount(x);
}
