using Neuron.Kernels.Cpu;
using Neuron.Primitives;

namespace Neuron;

internal sealed partial class CpuBackend
{
    public void RandomFill(Distribution distribution, double a, double b, ulong seed, ulong counter, Tensor y)
    {
        (seed, counter) = (seed ^ ReplayOffset.Seed, counter + ReplayOffset.Current);
        switch (distribution, y.DType)
        {
            case (Distribution.Uniform, DType.Float32): RandomNumbers.Uniform(seed, counter, a, b, Of<float>(y)); break;
            case (Distribution.Uniform, DType.Float64): RandomNumbers.Uniform(seed, counter, a, b, Of<double>(y)); break;
            case (Distribution.Normal, DType.Float32): RandomNumbers.Normal(seed, counter, a, b, Of<float>(y)); break;
            case (Distribution.Normal, DType.Float64): RandomNumbers.Normal(seed, counter, a, b, Of<double>(y)); break;
            case (Distribution.Integers, DType.Int64): RandomNumbers.Integers(seed, counter, (long)a, (long)b, Of<long>(y)); break;
            default: throw ShapeException.DTypeOf($"random ({distribution})", y, "float32 or float64 (int64 for integers)");
        }
    }

    public void Dropout(double p, ulong seed, ulong counter, Tensor x, Tensor y)
    {
        (seed, counter) = (seed ^ ReplayOffset.Seed, counter + ReplayOffset.Current);
        var dense = Dense(x);
        if (y.DType == DType.Float64) DropoutLoop.Run(seed, counter, p, Of<double>(dense), Of<double>(y));
        else if (y.DType == DType.Float32) DropoutLoop.Run(seed, counter, p, Of<float>(dense), Of<float>(y));
        else throw StorageOnly("dropout", y);
        GC.KeepAlive(dense);
    }
}
