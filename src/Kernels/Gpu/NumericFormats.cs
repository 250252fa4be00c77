namespace Neuron.Kernels.Gpu;

/// <summary>How numbers are stored, and in what their sums are kept.</summary>
/// <typeparam name="TStored">Type of the elements in memory.</typeparam>
/// <typeparam name="TSum">Type of registers and sums.</typeparam>
internal interface INumericFormat<TStored, TSum>
{
    static abstract TSum Widen(TStored stored);

    static abstract TStored Narrow(TSum value);

    static abstract TSum Add(TSum a, TSum b);

    /// <summary>a · b + c, rounded once where numbers are rounded at all.</summary>
    static abstract TSum MultiplyAdd(TSum a, TSum b, TSum c);
}

internal readonly struct Float32Format : INumericFormat<float, float>
{
    public static float Widen(float stored) => stored;

    public static float Narrow(float value) => value;

    public static float Add(float a, float b) => a + b;

    public static float MultiplyAdd(float a, float b, float c) => XMath.Fma(a, b, c);
}

internal readonly struct Float64Format : INumericFormat<double, double>
{
    public static double Widen(double stored) => stored;

    public static double Narrow(double value) => value;

    public static double Add(double a, double b) => a + b;

    public static double MultiplyAdd(double a, double b, double c) => XMath.Fma(a, b, c);
}

/// <summary>float16 in memory, float32 in registers.</summary>
internal readonly struct Float16Format : INumericFormat<Language.Half, float>
{
    public static float Widen(Language.Half stored) => stored;

    public static Language.Half Narrow(float value) => (Language.Half)value;

    public static float Add(float a, float b) => a + b;

    public static float MultiplyAdd(float a, float b, float c) => XMath.Fma(a, b, c);
}

/// <summary>bfloat16 in memory, float32 in registers.</summary>
internal readonly struct BFloat16Format : INumericFormat<BFloat16, float>
{
    public static float Widen(BFloat16 stored) => stored;

    public static BFloat16 Narrow(float value) => (BFloat16)value;

    public static float Add(float a, float b) => a + b;

    public static float MultiplyAdd(float a, float b, float c) => XMath.Fma(a, b, c);
}

internal readonly struct Int32Format : INumericFormat<int, int>
{
    public static int Widen(int stored) => stored;

    public static int Narrow(int value) => value;

    public static int Add(int a, int b) => a + b;

    public static int MultiplyAdd(int a, int b, int c) => (a * b) + c;
}

internal readonly struct Int64Format : INumericFormat<long, long>
{
    public static long Widen(long stored) => stored;

    public static long Narrow(long value) => value;

    public static long Add(long a, long b) => a + b;

    public static long MultiplyAdd(long a, long b, long c) => (a * b) + c;
}
