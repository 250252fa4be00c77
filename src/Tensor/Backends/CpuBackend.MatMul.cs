using System.Numerics;
using Neuron.Kernels.Cpu;

namespace Neuron;

internal sealed partial class CpuBackend
{
    public void MatMul(Tensor a, Tensor b, Tensor y)
    {
        var batch = y.Shape[..^2];
        var (u, v) = (a.Expand([.. batch, a.Shape[^2], a.Shape[^1]]), b.Expand([.. batch, b.Shape[^2], b.Shape[^1]]));
        switch (y.DType)
        {
            case DType.Float32: BatchedGemm.Multiply(Of<float>(u), Of<float>(v), Of<float>(y), 1f); break;
            case DType.Float64: BatchedGemm.Multiply(Of<double>(u), Of<double>(v), Of<double>(y), 1d); break;
            case DType.Int32: MatrixProducts.Multiply(Of<int>(u), Of<int>(v), Of<int>(y)); break;
            case DType.Int64: MatrixProducts.Multiply(Of<long>(u), Of<long>(v), Of<long>(y)); break;
            default: throw StorageOnly("matmul", y);
        }
    }
}
