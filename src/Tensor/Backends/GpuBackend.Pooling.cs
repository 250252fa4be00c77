using Neuron.Kernels.Cpu;
using Neuron.Kernels.Gpu;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void MaxPool(in PoolShape shape, Tensor x, Tensor y, Tensor places)
    {
        var u = Dense(x);
        if (x.DType == DType.Float64) PoolingLaunch<double>.Max(Stream, shape, u.DenseView<double>(), y.DenseView<double>(), places.DenseView<long>());
        else PoolingLaunch<float>.Max(Stream, shape, u.DenseView<float>(), y.DenseView<float>(), places.DenseView<long>());
        KeepAlive(u);
    }

    public void AveragePool(in PoolShape shape, Tensor x, Tensor y)
    {
        var u = Dense(x);
        if (x.DType == DType.Float64) PoolingLaunch<double>.Average(Stream, shape, u.DenseView<double>(), y.DenseView<double>());
        else PoolingLaunch<float>.Average(Stream, shape, u.DenseView<float>(), y.DenseView<float>());
        KeepAlive(u);
    }

    public void AveragePoolGradient(in PoolShape shape, Tensor dy, Tensor dx)
    {
        var u = Dense(dy);
        if (dy.DType == DType.Float64) PoolingLaunch<double>.AverageGradient(Stream, shape, u.DenseView<double>(), dx.DenseView<double>());
        else PoolingLaunch<float>.AverageGradient(Stream, shape, u.DenseView<float>(), dx.DenseView<float>());
        KeepAlive(u);
    }

    public void GatherPlanes(int planes, Tensor x, Tensor places, Tensor y)
    {
        if (planes == 0) return;
        Tensor u = Dense(x), p = Dense(places);
        int from = (int)(x.Size / planes), to = (int)(y.Size / planes);
        if (x.DType == DType.Float64) PoolingLaunch<double>.Gather(Stream, planes, from, to, u.DenseView<double>(), p.DenseView<long>(), y.DenseView<double>());
        else PoolingLaunch<float>.Gather(Stream, planes, from, to, u.DenseView<float>(), p.DenseView<long>(), y.DenseView<float>());
        KeepAlive(u, p);
    }

    public void ScatterPlanes(int planes, Tensor x, Tensor places, Tensor y)
    {
        if (planes == 0) return;
        Tensor u = Dense(x), p = Dense(places);
        int from = (int)(x.Size / planes), to = (int)(y.Size / planes);
        if (x.DType == DType.Float64) PoolingLaunch<double>.Scatter(Stream, planes, from, to, u.DenseView<double>(), p.DenseView<long>(), y.DenseView<double>());
        else PoolingLaunch<float>.Scatter(Stream, planes, from, to, u.DenseView<float>(), p.DenseView<long>(), y.DenseView<float>());
        KeepAlive(u, p);
    }
}
