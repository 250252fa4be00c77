namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>The matrices of a strided operand's last two axes, by number.</summary>
internal sealed unsafe class MatrixBatch<T> : IDisposable
    where T : unmanaged, System.Numerics.INumber<T>
{
    private readonly Scratch<long> _offsets;
    private readonly T* _data;
    private readonly int _rows, _columns;
    private readonly nint _rowStride, _columnStride;

    public MatrixBatch(Strided<T> x)
    {
        _data = x.Data;
        (_rows, _columns) = (x.Shape[^2], x.Shape[^1]);
        (_rowStride, _columnStride) = ((nint)x.Strides[^2], (nint)x.Strides[^1]);
        var shape = x.Shape[..^2];
        var strides = x.Strides[..^2];
        int count = 1;
        foreach (int n in shape) count *= n;
        Count = count;
        _offsets = new Scratch<long>(count);
        for (int i = 0; i < count; i++) _offsets.Data[i] = StridedLoop.Offset(i, shape, strides);
    }

    /// <summary>Number of matrices.</summary>
    public int Count { get; }

    public Matrix<T> this[int index] => new(_data + _offsets.Data[index], _rows, _columns, _rowStride, _columnStride);

    public void Dispose() => _offsets.Dispose();
}
