using System.Numerics;
using Neuron.Kernels.Language;
using Neuron.Kernels.Operators;
using Neuron.Kernels.Runtime;
using static Neuron.Kernels.Gpu.Launching;

namespace Neuron.Kernels.Gpu;

/// <summary>Launches of <see cref="RandomKernels"/>, with the parameters of <see cref="Cpu.RandomNumbers"/>.</summary>
internal static class RandomFills
{
    public static void Uniform(AcceleratorStream stream, ulong seed, ulong counter, double low, double high, ArrayView<float> y) =>
        stream.Load(RandomKernels.Uniform).LaunchOver(stream, Items(y.Length, 4), y, seed, counter, (float)low, (float)(high - low), UniformRange.Last((float)low, (float)high), Wide(y));

    public static void Uniform(AcceleratorStream stream, ulong seed, ulong counter, double low, double high, ArrayView<double> y) =>
        stream.Load(RandomKernels.UniformDouble).LaunchOver(stream, Items(y.Length, 2), y, seed, counter, low, high - low, UniformRange.Last(low, high));

    public static void Normal(AcceleratorStream stream, ulong seed, ulong counter, double mean, double deviation, ArrayView<float> y) =>
        stream.Load(RandomKernels.Normal).LaunchOver(stream, Items(y.Length, 4), y, seed, counter, (float)mean, (float)deviation, Wide(y));

    public static void Normal(AcceleratorStream stream, ulong seed, ulong counter, double mean, double deviation, ArrayView<double> y) =>
        stream.Load(RandomKernels.NormalDouble).LaunchOver(stream, Items(y.Length, 2), y, seed, counter, mean, deviation);

    public static void Integers(AcceleratorStream stream, ulong seed, ulong counter, long low, long high, ArrayView<long> y) =>
        stream.Load(RandomKernels.Integers).LaunchOver(stream, Items(y.Length, 4), y, seed, counter, low, (ulong)(high - low), Wide(y));

    public static void Dropout<T>(AcceleratorStream stream, ulong seed, ulong counter, double p, ArrayView<T> x, ArrayView<T> y)
        where T : unmanaged, INumber<T>
    {
        if (p >= 1)
        {
            Elementwise.Fill(stream, T.Zero, new StridedView<T>(y, Layout.Dense((int)y.Length), y.Length));
            return;
        }
        stream.Load(RandomKernels.Dropout<T>).LaunchOver(
            stream, Items(y.Length, 4), x, y, seed, counter, DropoutMask.Threshold(p), T.CreateTruncating(1 / (1 - p)),
            new SpecializedValue<bool>(StridedView<T>.IsAligned(x) && StridedView<T>.IsAligned(y)));
    }

    private static SpecializedValue<bool> Wide<T>(ArrayView<T> y)
        where T : unmanaged => new(StridedView<T>.IsAligned(y));
}
