using Neuron.Kernels.Gpu;
using Neuron.Kernels.Operators;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Scan(ScanOperator op, int axis, Tensor x, Tensor y)
    {
        var dense = Dense(x);
        var (n, inner) = Line(y.Shape, axis);
        switch (y.DType)
        {
            case DType.Float32: Scans.RunOfReals(Stream, op, dense.DenseView<float>(), y.DenseView<float>(), n, inner); break;
            case DType.Float64: Scans.RunOfReals(Stream, op, dense.DenseView<double>(), y.DenseView<double>(), n, inner); break;
            case DType.Int32: Scans.Run(Stream, op, dense.DenseView<int>(), y.DenseView<int>(), n, inner); break;
            case DType.Int64: Scans.Run(Stream, op, dense.DenseView<long>(), y.DenseView<long>(), n, inner); break;
            default: throw StorageOnly("scan", y);
        }
        KeepAlive(dense);
    }

    public void LinearScan(int axis, Tensor a, Tensor b, Tensor h)
    {
        var (u, v) = (Dense(a), Dense(b));
        var (n, inner) = Line(h.Shape, axis);
        switch (h.DType)
        {
            case DType.Float32: Scans.Linear(Stream, u.DenseView<float>(), v.DenseView<float>(), h.DenseView<float>(), n, inner); break;
            case DType.Float64: Scans.Linear(Stream, u.DenseView<double>(), v.DenseView<double>(), h.DenseView<double>(), n, inner); break;
            default: throw StorageOnly("linear_scan", h);
        }
        KeepAlive(u, v);
    }

    public void ArgScan(bool largest, int axis, Tensor x, Tensor y)
    {
        var dense = Dense(x);
        var (n, inner) = Line(y.Shape, axis);
        switch (x.DType)
        {
            case DType.Float32: Scans.Positions(Stream, largest, dense.DenseView<float>(), y.DenseView<long>(), n, inner); break;
            case DType.Float64: Scans.Positions(Stream, largest, dense.DenseView<double>(), y.DenseView<long>(), n, inner); break;
            case DType.Int32: Scans.Positions(Stream, largest, dense.DenseView<int>(), y.DenseView<long>(), n, inner); break;
            case DType.Int64: Scans.Positions(Stream, largest, dense.DenseView<long>(), y.DenseView<long>(), n, inner); break;
            default: throw StorageOnly("cumulative maximum", x);
        }
        KeepAlive(dense);
    }

    /// <summary>Length of an axis, and the distance of neighbours along it in a contiguous tensor.</summary>
    private static (int N, int Inner) Line(Shape shape, int axis) => (shape[axis], checked((int)shape[(axis + 1)..].Size));
}
