using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.Simd;

/// <summary>Four floats in a register of 128 bits.</summary>
internal readonly unsafe struct Single128 : ISimd<float, Vector128<float>>
{
    public static int Width => Vector128<float>.Count;

    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    public static void Store(float* target, Vector128<float> value) => value.Store(target);

    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    public static Vector128<float> Add(Vector128<float> x, Vector128<float> y) => x + y;

    public static Vector128<float> Multiply(Vector128<float> x, Vector128<float> y) => x * y;

    public static Vector128<float> MultiplyAdd(Vector128<float> x, Vector128<float> y, Vector128<float> z) => Vector128.MultiplyAddEstimate(x, y, z);
}

/// <summary>Two doubles in a register of 128 bits.</summary>
internal readonly unsafe struct Double128 : ISimd<double, Vector128<double>>
{
    public static int Width => Vector128<double>.Count;

    public static Vector128<double> Load(double* source) => Vector128.Load(source);

    public static void Store(double* target, Vector128<double> value) => value.Store(target);

    public static Vector128<double> Broadcast(double value) => Vector128.Create(value);

    public static Vector128<double> Add(Vector128<double> x, Vector128<double> y) => x + y;

    public static Vector128<double> Multiply(Vector128<double> x, Vector128<double> y) => x * y;

    public static Vector128<double> MultiplyAdd(Vector128<double> x, Vector128<double> y, Vector128<double> z) => Vector128.MultiplyAddEstimate(x, y, z);
}
