using Neuron.Kernels.Cpu;

namespace Neuron;

internal sealed partial class CpuBackend
{
    public void MaxPool(in PoolShape shape, Tensor x, Tensor y, Tensor places)
    {
        var u = x.Contiguous();
        if (x.DType == DType.Float64) Pooling<double>.Max(shape, u.Address, y.Address, places.Address);
        else Pooling<float>.Max(shape, u.Address, y.Address, places.Address);
        GC.KeepAlive(u);
    }

    public void AveragePool(in PoolShape shape, Tensor x, Tensor y)
    {
        var u = x.Contiguous();
        if (x.DType == DType.Float64) Pooling<double>.Average(shape, u.Address, y.Address);
        else Pooling<float>.Average(shape, u.Address, y.Address);
        GC.KeepAlive(u);
    }

    public void AveragePoolGradient(in PoolShape shape, Tensor dy, Tensor dx)
    {
        var u = dy.Contiguous();
        if (dy.DType == DType.Float64) Pooling<double>.AverageGradient(shape, u.Address, dx.Address);
        else Pooling<float>.AverageGradient(shape, u.Address, dx.Address);
        GC.KeepAlive(u);
    }

    public void GatherPlanes(int planes, Tensor x, Tensor places, Tensor y)
    {
        if (planes == 0) return;
        Tensor u = x.Contiguous(), p = places.Contiguous();
        int from = (int)(x.Size / planes), to = (int)(y.Size / planes);
        if (x.DType == DType.Float64) Pooling<double>.Gather(planes, from, to, u.Address, p.Address, y.Address);
        else Pooling<float>.Gather(planes, from, to, u.Address, p.Address, y.Address);
        GC.KeepAlive(u);
        GC.KeepAlive(p);
    }

    public void ScatterPlanes(int planes, Tensor x, Tensor places, Tensor y)
    {
        if (planes == 0) return;
        Tensor u = x.Contiguous(), p = places.Contiguous();
        int from = (int)(x.Size / planes), to = (int)(y.Size / planes);
        if (x.DType == DType.Float64) Pooling<double>.Scatter(planes, from, to, u.Address, p.Address, y.Address);
        else Pooling<float>.Scatter(planes, from, to, u.Address, p.Address, y.Address);
        GC.KeepAlive(u);
        GC.KeepAlive(p);
    }
}
