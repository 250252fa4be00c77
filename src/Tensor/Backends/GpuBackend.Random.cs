using Neuron.Kernels.Gpu;
using Neuron.Primitives;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void RandomFill(Distribution distribution, double a, double b, ulong seed, ulong counter, Tensor y)
    {
        (seed, counter) = (seed ^ ReplayOffset.Seed, counter + ReplayOffset.Current);
        switch (distribution, y.DType)
        {
            case (Distribution.Uniform, DType.Float32): RandomFills.Uniform(Stream, seed, counter, a, b, y.DenseView<float>()); break;
            case (Distribution.Uniform, DType.Float64): RandomFills.Uniform(Stream, seed, counter, a, b, y.DenseView<double>()); break;
            case (Distribution.Normal, DType.Float32): RandomFills.Normal(Stream, seed, counter, a, b, y.DenseView<float>()); break;
            case (Distribution.Normal, DType.Float64): RandomFills.Normal(Stream, seed, counter, a, b, y.DenseView<double>()); break;
            case (Distribution.Integers, DType.Int64): RandomFills.Integers(Stream, seed, counter, (long)a, (long)b, y.DenseView<long>()); break;
            default: throw ShapeException.DTypeOf($"random ({distribution})", y, "float32 or float64 (int64 for integers)");
        }
    }

    public void Dropout(double p, ulong seed, ulong counter, Tensor x, Tensor y)
    {
        (seed, counter) = (seed ^ ReplayOffset.Seed, counter + ReplayOffset.Current);
        var dense = Dense(x);
        if (y.DType == DType.Float64) RandomFills.Dropout(Stream, seed, counter, p, dense.DenseView<double>(), y.DenseView<double>());
        else if (y.DType == DType.Float32) RandomFills.Dropout(Stream, seed, counter, p, dense.DenseView<float>(), y.DenseView<float>());
        else throw StorageOnly("dropout", y);
        KeepAlive(dense);
    }
}
