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

    public void Linear(Tensor x, Tensor weight, Tensor? bias, Tensor y)
    {
        int rank = x.Rank;
        // a single row, or rows in stacks; the weight is the same for all stacks
        Tensor u = rank == 1 ? x.Unsqueeze(0) : x, v = rank == 1 ? y.Unsqueeze(0) : y;
        var w = weight.Mt.Expand([.. u.Shape[..^2], weight.Shape[1], weight.Shape[0]]);
        if (y.DType == DType.Float64) BatchedGemm.Linear(Of<double>(u), Of<double>(w), bias?.Address ?? 0, bias?.Strides[0] ?? 0, Of<double>(v));
        else BatchedGemm.Linear(Of<float>(u), Of<float>(w), bias?.Address ?? 0, bias?.Strides[0] ?? 0, Of<float>(v));
    }
}
