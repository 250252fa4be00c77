using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.Simd;

/// <summary>Eight floats in a register of 256 bits.</summary>
internal readonly unsafe struct Single256 : ISimd<float, Vector256<float>>
{
    public static int Width => Vector256<float>.Count;

    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    public static void Store(float* target, Vector256<float> value) => value.Store(target);

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> Add(Vector256<float> x, Vector256<float> y) => x + y;

    public static Vector256<float> Multiply(Vector256<float> x, Vector256<float> y) => x * y;

    public static Vector256<float> MultiplyAdd(Vector256<float> x, Vector256<float> y, Vector256<float> z) => Vector256.MultiplyAddEstimate(x, y, z);
}

/// <summary>Four doubles in a register of 256 bits.</summary>
internal readonly unsafe struct Double256 : ISimd<double, Vector256<double>>
{
    public static int Width => Vector256<double>.Count;

    public static Vector256<double> Load(double* source) => Vector256.Load(source);

    public static void Store(double* target, Vector256<double> value) => value.Store(target);

    public static Vector256<double> Broadcast(double value) => Vector256.Create(value);

    public static Vector256<double> Add(Vector256<double> x, Vector256<double> y) => x + y;

    public static Vector256<double> Multiply(Vector256<double> x, Vector256<double> y) => x * y;

    public static Vector256<double> MultiplyAdd(Vector256<double> x, Vector256<double> y, Vector256<double> z) => Vector256.MultiplyAddEstimate(x, y, z);
}
