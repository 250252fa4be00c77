using System.Numerics;
using Neuron.Kernels.Gpu;
using Neuron.Kernels.Operators;

namespace Neuron;

internal sealed partial class GpuBackend
{
    private readonly ValueFaults _faults = new(accelerator);

    public void IndexSelect(int axis, Tensor x, Tensor index, Tensor y)
    {
        if (y.Size == 0) return;
        var (source, picked) = (Dense(x), Checked("index_select", index, x.Shape, axis));
        switch (y.DType.Size)
        {
            case 1: Select<byte>(axis, source, picked, y); break;
            case 2: Select<short>(axis, source, picked, y); break;
            case 4: Select<int>(axis, source, picked, y); break;
            default: Select<long>(axis, source, picked, y); break;
        }
        KeepAlive(source, picked);
    }

    public void IndexAdd(int axis, double scale, Tensor x, Tensor index, Tensor source, Tensor y)
    {
        if (!ReferenceEquals(x, y)) Copy(x, y);
        if (source.Size == 0) return;
        var (from, picked) = (Dense(source), Checked("index_add", index, x.Shape, axis));
        switch (y.DType)
        {
            case DType.Float32: Add<float>(axis, scale, from, picked, y); break;
            case DType.Float64: Add<double>(axis, scale, from, picked, y); break;
            case DType.Int32: Add<int>(axis, scale, from, picked, y); break;
            case DType.Int64: Add<long>(axis, scale, from, picked, y); break;
            default: throw ShapeException.DTypeOf("index_add", y, "float32, float64, int32 or int64");
        }
        KeepAlive(from, picked);
    }

    public void Gather(int axis, Tensor x, Tensor index, Tensor y)
    {
        if (y.Size == 0) return;
        var indices = Checked("gather", index, x.Shape, axis);
        switch (y.DType.Size)
        {
            case 1: Gather<byte>(axis, x, indices, y); break;
            case 2: Gather<short>(axis, x, indices, y); break;
            case 4: Gather<int>(axis, x, indices, y); break;
            default: Gather<long>(axis, x, indices, y); break;
        }
        KeepAlive(indices);
    }

    public void Scatter(int axis, Tensor x, Tensor index, Tensor source, Tensor y)
    {
        Copy(x, y);
        if (index.Size == 0) return;
        var indices = Checked("scatter", index, x.Shape, axis);
        switch (y.DType.Size)
        {
            case 1: Scatter<byte>(axis, indices, source, y); break;
            case 2: Scatter<short>(axis, indices, source, y); break;
            case 4: Scatter<int>(axis, indices, source, y); break;
            default: Scatter<long>(axis, indices, source, y); break;
        }
        KeepAlive(indices);
    }

    public void ScatterReduce(int axis, ReduceOperator op, Tensor x, Tensor index, Tensor source, Tensor y)
    {
        Copy(x, y);
        if (index.Size == 0) return;
        var indices = Checked("scatter", index, x.Shape, axis);
        switch (y.DType)
        {
            case DType.Float32: ScatterReduce<float>(axis, op, indices, source, y); break;
            case DType.Float64: ScatterReduce<double>(axis, op, indices, source, y); break;
            case DType.Int32: ScatterReduce<int>(axis, op, indices, source, y); break;
            case DType.Int64: ScatterReduce<long>(axis, op, indices, source, y); break;
            default: throw ShapeException.DTypeOf("scatter", y, "float32, float64, int32 or int64");
        }
        KeepAlive(indices);
    }

    public void Sort(int axis, bool descending, Tensor x, Tensor values, Tensor positions)
    {
        // rows along the axis are made neighbours, sorted, and put back
        int[] toLast = [.. Enumerable.Range(0, x.Rank).Where(i => i != axis), axis];
        var rows = Dense(new Primitives.Permute(toLast).View(x));
        var (sorted, order) = (Scratch(rows.Shape, x.DType), Scratch(rows.Shape, DType.Int64));
        switch (x.DType)
        {
            case DType.Float32: SortRows<float>(rows, sorted, order, descending); break;
            case DType.Float64: SortRows<double>(rows, sorted, order, descending); break;
            case DType.Int32: SortRows<int>(rows, sorted, order, descending); break;
            case DType.Int64: SortRows<long>(rows, sorted, order, descending); break;
            case DType.UInt8 or DType.Bool: SortRows<byte>(rows, sorted, order, descending); break;
            default: throw StorageOnly("sort", x);
        }
        var back = new Primitives.Permute(new Primitives.Permute(toLast).Inverse);
        Copy(back.View(sorted), values);
        Copy(back.View(order), positions);
        KeepAlive(rows, sorted, order);
    }

    /// <summary>Contiguous indices, of which those outside the axis are an error.</summary>
    private Tensor Checked(string operation, Tensor index, Shape shape, int axis)
    {
        var dense = Dense(index);
        Check(dense, AllowedValues.OnAxis(operation, shape, axis));
        return dense;
    }

    /// <summary>
    /// Other values than those allowed are an error: at once on a device that is a CPU, on others when next something is read from the
    /// device, as the host does not wait here.
    /// </summary>
    private void Check(Tensor values, in AllowedValues allowed)
    {
        Indexing.Check(Stream, values.DenseView<long>(), allowed.Count, _faults.View, _faults.Begin(allowed));
        _faults.Launched();
        if (accelerator.Limits.IsCpu) _faults.ThrowIfAny();
    }

    private void Select<T>(int axis, Tensor x, Tensor index, Tensor y)
        where T : unmanaged
    {
        var (rows, inner) = Line(x.Shape, axis);
        Indexing.Select(Stream, x.DenseView<T>(), index.DenseView<long>(), y.DenseView<T>(), rows, inner);
    }

    private void Add<T>(int axis, double scale, Tensor source, Tensor index, Tensor y)
        where T : unmanaged, INumber<T>
    {
        var (rows, inner) = Line(y.Shape, axis);
        int outer = checked((int)y.Shape[..axis].Size);
        Indexing.Add(Stream, source.DenseView<T>(), index.DenseView<long>(), y.DenseView<T>(), outer, rows, inner, T.CreateTruncating(scale));
    }

    private void Gather<T>(int axis, Tensor x, Tensor index, Tensor y)
        where T : unmanaged =>
        Indexing.Gather(Stream, x.Memory<T>(), Places(x, index, axis), index.DenseView<long>(), y.DenseView<T>(), x.Shape[axis], x.Strides[axis]);

    private void Scatter<T>(int axis, Tensor index, Tensor source, Tensor y)
        where T : unmanaged =>
        Indexing.Scatter(Stream, Within<T>(source, index), index.DenseView<long>(), Places(y, index, axis) with { Offset = 0 }, y.DenseView<T>(), y.Shape[axis], y.Strides[axis]);

    private void ScatterReduce<T>(int axis, ReduceOperator op, Tensor index, Tensor source, Tensor y)
        where T : unmanaged, INumber<T>
    {
        var (n, inner) = Line(index.Shape, axis);
        Indexing.ScatterReduce(
            Stream, op, Within<T>(source, index), index.DenseView<long>(), Places(y, index, axis) with { Offset = 0 }, y.DenseView<T>(), n, inner, y.Shape[axis], y.Strides[axis]);
    }

    private void SortRows<T>(Tensor x, Tensor values, Tensor positions, bool descending)
        where T : unmanaged, INumber<T> =>
        Sorting.Sort(Stream, x.DenseView<T>(), values.DenseView<T>(), positions.DenseView<long>(), x.Rank == 0 ? 1 : x.Shape[^1], descending);

    /// <summary>From positions of the index to places in x, with no step along the axis.</summary>
    private static Layout Places(Tensor x, Tensor index, int axis)
    {
        long[] strides = x.Strides.ToArray();
        strides[axis] = 0;
        return Layout.Of(index.Shape.Span, index.Shape.Span, strides, x.Offset);
    }

    /// <summary>The part of a source that is as large as the index.</summary>
    private static StridedView<T> Within<T>(Tensor source, Tensor index)
        where T : unmanaged =>
        new(source.Memory<T>(), Layout.Of(index.Shape.Span, index.Shape.Span, source.Strides, source.Offset), index.Size);
}
