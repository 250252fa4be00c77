using System.Numerics;
using Neuron.Kernels.Cpu;

namespace Neuron;

internal sealed partial class CpuBackend
{
    public void MatMul(Tensor a, Tensor b, Tensor y)
    {
        int rank = y.Rank;
        switch (y.DType)
        {
            case DType.Float32: BatchedGemm.Multiply(Stack<float>(a, y, stackalloc int[rank], stackalloc long[rank]), Stack<float>(b, y, stackalloc int[rank], stackalloc long[rank]), Of<float>(y), 1f); break;
            case DType.Float64: BatchedGemm.Multiply(Stack<double>(a, y, stackalloc int[rank], stackalloc long[rank]), Stack<double>(b, y, stackalloc int[rank], stackalloc long[rank]), Of<double>(y), 1d); break;
            case DType.Int32: MatrixProducts.Multiply(Stack<int>(a, y, stackalloc int[rank], stackalloc long[rank]), Stack<int>(b, y, stackalloc int[rank], stackalloc long[rank]), Of<int>(y)); break;
            case DType.Int64: MatrixProducts.Multiply(Stack<long>(a, y, stackalloc int[rank], stackalloc long[rank]), Stack<long>(b, y, stackalloc int[rank], stackalloc long[rank]), Of<long>(y)); break;
            default: throw StorageOnly("matmul", y);
        }
    }

    public void Linear(Tensor x, Tensor weight, Tensor? bias, Tensor y)
    {
        if (y.DType == DType.Float64) Linear<double>(x, weight, bias, y);
        else Linear<float>(x, weight, bias, y);
    }

    private static void Linear<T>(Tensor x, Tensor weight, Tensor? bias, Tensor y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // a single row, or rows in stacks; the weight is the same for all stacks
        int rank = Math.Max(2, x.Rank);
        Span<int> inputs = stackalloc int[rank], weights = stackalloc int[rank], outputs = stackalloc int[rank];
        Span<long> strides = stackalloc long[rank], weightStrides = stackalloc long[rank], outputStrides = stackalloc long[rank];
        (inputs[0], outputs[0], strides[0], outputStrides[0]) = (1, 1, 0, 0);
        x.Shape.Span.CopyTo(inputs[(rank - x.Rank)..]);
        x.Strides.CopyTo(strides[(rank - x.Rank)..]);
        y.Shape.Span.CopyTo(outputs[(rank - x.Rank)..]);
        y.Strides.CopyTo(outputStrides[(rank - x.Rank)..]);
        inputs.CopyTo(weights);
        weightStrides.Clear();
        (weights[^2], weights[^1], weightStrides[^2], weightStrides[^1]) = (weight.Shape[1], weight.Shape[0], weight.Strides[1], weight.Strides[0]);
        BatchedGemm.Linear(
            new Strided<T>(x.Address, inputs, strides), new Strided<T>(weight.Address, weights, weightStrides), bias?.Address ?? 0, bias?.Strides[0] ?? 0,
            new Strided<T>(y.Address, outputs, outputStrides));
    }

    /// <summary>Matrices whose leading axes are broadcast to y's, without a view; the spans, of y's rank, take shape and strides.</summary>
    private static Strided<T> Stack<T>(Tensor x, Tensor y, Span<int> shape, Span<long> strides)
        where T : unmanaged
    {
        y.Shape.Span.CopyTo(shape);
        strides.Clear();
        (shape[^2], shape[^1]) = (x.Shape[^2], x.Shape[^1]);
        for (int i = 1; i <= x.Rank; i++)
            if (i <= 2 || x.Shape[^i] != 1) strides[^i] = x.Strides[^i];
        return new(x.Address, shape, strides);
    }
}
