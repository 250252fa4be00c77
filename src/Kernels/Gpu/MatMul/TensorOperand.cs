namespace Neuron.Kernels.Gpu;

/// <summary>An operand of a tensor-core product: [outer, k], or a batch of them; a stride of 0 repeats.</summary>
/// <remarks>The elements along one axis lie side by side; the other axis' strides, and the batch's, are multiples of 16 bytes.</remarks>
internal readonly struct TensorOperand<T> where T : unmanaged
{
    public ArrayView<T> Data { get; init; }

    public long RowStride { get; init; }

    public long TermStride { get; init; }

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
        Vec4<TSum> four;
        four.X = Sum(sums.X);
        four.Y = Sum(sums.Y);
        four.Z = Sum(sums.Z);
        four.W = Sum(sums.W);
        Inner.Store4(batch, row, column, four);
    }

    public void Store1(BatchIndex batch, int row, int column, float sum) => Inner.Store1(batch, row, column, Sum(sum));

    private static TSum Sum(float sum) => System.Runtime.CompilerServices.Unsafe.BitCast<float, TSum>(sum);
}
