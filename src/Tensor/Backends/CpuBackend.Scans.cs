using Neuron.Kernels.Cpu;
using Neuron.Kernels.Operators;

namespace Neuron;

internal sealed partial class CpuBackend
{
    public void Scan(ScanOperator op, int axis, Tensor x, Tensor y)
    {
        var dense = Dense(x);
        switch (y.DType)
        {
            case DType.Float32: Scans.Run(op, Of<float>(dense), Of<float>(y), axis); break;
            case DType.Float64: Scans.Run(op, Of<double>(dense), Of<double>(y), axis); break;
            case DType.Int32: Scans.Run(op, Of<int>(dense), Of<int>(y), axis); break;
            case DType.Int64: Scans.Run(op, Of<long>(dense), Of<long>(y), axis); break;
            default: throw StorageOnly("scan", y);
        }
        KeepAlive(dense);
    }

    public void LinearScan(int axis, Tensor a, Tensor b, Tensor h)
    {
        var (u, v) = (Dense(a), Dense(b));
        switch (h.DType)
        {
            case DType.Float32: Scans.Linear(Of<float>(u), Of<float>(v), Of<float>(h), axis); break;
            case DType.Float64: Scans.Linear(Of<double>(u), Of<double>(v), Of<double>(h), axis); break;
            default: throw StorageOnly("linear_scan", h);
        }
        KeepAlive(u, v);
    }

    public void ArgScan(bool largest, int axis, Tensor x, Tensor y)
    {
        var dense = Dense(x);
        switch (x.DType)
        {
            case DType.Float32: Scans.Positions(largest, Of<float>(dense), Of<long>(y), axis); break;
            case DType.Float64: Scans.Positions(largest, Of<double>(dense), Of<long>(y), axis); break;
            case DType.Int32: Scans.Positions(largest, Of<int>(dense), Of<long>(y), axis); break;
            case DType.Int64: Scans.Positions(largest, Of<long>(dense), Of<long>(y), axis); break;
            default: throw StorageOnly("cumulative maximum", x);
        }
        KeepAlive(dense);
    }
}
