using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.Simd;

/// <summary>Sixteen floats in a register of 512 bits.</summary>
internal readonly unsafe struct Single512 : ISimd<float, Vector512<float>>
{
    public static int Width => Vector512<float>.Count;

    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    public static void Store(float* target, Vector512<float> value) => value.Store(target);

    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    public static Vector512<float> Add(Vector512<float> x, Vector512<float> y) => x + y;

    public static Vector512<float> Multiply(Vector512<float> x, Vector512<float> y) => x * y;

    public static Vector512<float> MultiplyAdd(Vector512<float> x, Vector512<float> y, Vector512<float> z) => Vector512.MultiplyAddEstimate(x, y, z);
}

/// <summary>Eight doubles in a register of 512 bits.</summary>
internal readonly unsafe struct Double512 : ISimd<double, Vector512<double>>
{
    public static int Width => Vector512<double>.Count;

    public static Vector512<double> Load(double* source) => Vector512.Load(source);

    public static void Store(double* target, Vector512<double> value) => value.Store(target);

    public static Vector512<double> Broadcast(double value) => Vector512.Create(value);

    public static Vector512<double> Add(Vector512<double> x, Vector512<double> y) => x + y;

    public static Vector512<double> Multiply(Vector512<double> x, Vector512<double> y) => x * y;

    public static Vector512<double> MultiplyAdd(Vector512<double> x, Vector512<double> y, Vector512<double> z) => Vector512.MultiplyAddEstimate(x, y, z);
}
