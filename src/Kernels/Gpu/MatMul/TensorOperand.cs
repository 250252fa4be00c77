namespace Neuron.Kernels.Gpu;

/// <summary>An operand of a tensor-core product: [outer, k] with the terms of a row side by side, or a batch of them; a stride of 0 repeats.</summary>
/// <remarks>Rows, and so all strides, begin at multiples of 16 bytes.</remarks>
internal readonly struct TensorOperand<T> where T : unmanaged
{
    public ArrayView<T> Data { get; init; }

    public long RowStride { get; init; }

    public long FirstStride { get; init; }

    public long SecondStride { get; init; }

    public long ThirdStride { get; init; }

    /// <summary>Where a product's matrix begins.</summary>
    public long Start(BatchIndex batch) => (batch.First * FirstStride) + (batch.Second * SecondStride) + (batch.Third * ThirdStride);
}

/// <summary>A result in another type that stands for float32: code that is generic over the type of sums reaches tensor cores through it.</summary>
internal readonly struct Float32Result<TSum, TResult> : IMatMulResult<float>
    where TSum : unmanaged
    where TResult : unmanaged, IMatMulResult<TSum>
{
    public TResult Inner { get; init; }

    public void Store4(BatchIndex batch, int row, int column, Vec4<float> sums)
    {
        Store1(batch, row, column, sums.X);
        Store1(batch, row, column + 1, sums.Y);
        Store1(batch, row, column + 2, sums.Z);
        Store1(batch, row, column + 3, sums.W);
    }

    public void Store1(BatchIndex batch, int row, int column, float sum) => Inner.Store1(batch, row, column, System.Runtime.CompilerServices.Unsafe.BitCast<float, TSum>(sum));
}
