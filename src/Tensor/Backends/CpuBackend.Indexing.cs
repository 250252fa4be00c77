using System.Numerics;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Cpu.Indexing;
using Neuron.Kernels.Operators;

namespace Neuron;

internal sealed partial class CpuBackend
{
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
        var picked = Of<long>(indices);
        switch (y.DType.Size)
        {
            case 1: ElementIndexing.Gather(Of<byte>(x), picked, Of<byte>(y), axis); break;
            case 2: ElementIndexing.Gather(Of<short>(x), picked, Of<short>(y), axis); break;
            case 4: ElementIndexing.Gather(Of<int>(x), picked, Of<int>(y), axis); break;
            default: ElementIndexing.Gather(Of<long>(x), picked, Of<long>(y), axis); break;
        }
        KeepAlive(indices);
    }

    public void Scatter(int axis, Tensor x, Tensor index, Tensor source, Tensor y)
    {
        Copy(x, y);
        var indices = Checked("scatter", index, x.Shape, axis);
        var picked = Of<long>(indices);
        switch (y.DType.Size)
        {
            case 1: ElementIndexing.Scatter(Of<byte>(source), picked, Of<byte>(y), axis); break;
            case 2: ElementIndexing.Scatter(Of<short>(source), picked, Of<short>(y), axis); break;
            case 4: ElementIndexing.Scatter(Of<int>(source), picked, Of<int>(y), axis); break;
            default: ElementIndexing.Scatter(Of<long>(source), picked, Of<long>(y), axis); break;
        }
        KeepAlive(indices);
    }

    public void ScatterReduce(int axis, ReduceOperator op, Tensor x, Tensor index, Tensor source, Tensor y)
    {
        Copy(x, y);
        var indices = Checked("scatter", index, x.Shape, axis);
        var picked = Of<long>(indices);
        switch (y.DType)
        {
            case DType.Float32: ElementIndexing.ScatterReduce(op, Of<float>(source), picked, Of<float>(y), axis); break;
            case DType.Float64: ElementIndexing.ScatterReduce(op, Of<double>(source), picked, Of<double>(y), axis); break;
            case DType.Int32: ElementIndexing.ScatterReduce(op, Of<int>(source), picked, Of<int>(y), axis); break;
            case DType.Int64: ElementIndexing.ScatterReduce(op, Of<long>(source), picked, Of<long>(y), axis); break;
            default: throw ShapeException.DTypeOf("scatter", y, "float32, float64, int32 or int64");
        }
        KeepAlive(indices);
    }

    public void Sort(int axis, bool descending, Tensor x, Tensor values, Tensor positions)
    {
        // rows along the axis are made neighbours, sorted, and put back
        int[] toLast = [.. Enumerable.Range(0, x.Rank).Where(i => i != axis), axis];
        var rows = Dense(new Primitives.Permute(toLast).View(x));
        var (sorted, order) = (new Tensor(rows.Shape, x.DType, x.Device), new Tensor(rows.Shape, DType.Int64, x.Device));
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

    // temporary operands: a finalizer must not take their memory while a kernel works on its address
    private static void KeepAlive(params ReadOnlySpan<Tensor?> temporaries)
    {
        foreach (var x in temporaries) GC.KeepAlive(x);
    }

    /// <summary>Contiguous indices, all of them within the axis.</summary>
    private Tensor Checked(string operation, Tensor index, Shape shape, int axis)
    {
        var dense = Dense(index);
        long at = IndexCheck.FirstOutside(Of<long>(dense), shape[axis]);
        return at < 0 ? dense : throw AllowedValues.OnAxis(operation, shape, axis).Error(dense.HostSpan<long>()[(int)at], at);
    }

    private static (long Outer, long Rows, long Inner) Around(Shape shape, int axis) => (shape[..axis].Size, shape[axis], shape[(axis + 1)..].Size);

    private static void Select<T>(int axis, Tensor x, Tensor index, Tensor y)
        where T : unmanaged
    {
        var (outer, rows, inner) = Around(x.Shape, axis);
        RowIndexing.Select(Of<T>(x), Of<long>(index), Of<T>(y), outer, rows, index.Size, inner);
    }

    private static void Add<T>(int axis, double scale, Tensor source, Tensor index, Tensor y)
        where T : unmanaged, INumber<T>
    {
        var (outer, rows, inner) = Around(y.Shape, axis);
        RowIndexing.Add(Of<T>(source), Of<long>(index), Of<T>(y), outer, rows, index.Size, inner, T.CreateTruncating(scale));
    }

    private static void SortRows<T>(Tensor x, Tensor values, Tensor positions, bool descending)
        where T : unmanaged, INumber<T> =>
        Sorting.Sort(Of<T>(x), Of<T>(values), Of<long>(positions), descending);
}
