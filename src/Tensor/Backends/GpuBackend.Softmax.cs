using System.Numerics;
using Neuron.Kernels.Gpu;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Softmax(bool log, int axis, Tensor x, Tensor y)
    {
        if (y.DType == DType.Float64) Softmax<double>(log, axis, x, y);
        else Softmax<float>(log, axis, x, y);
    }

    public void SoftmaxGradient(bool log, int axis, Tensor dy, Tensor y, Tensor dx)
    {
        if (dx.DType == DType.Float64) SoftmaxGradient<double>(log, axis, dy, y, dx);
        else SoftmaxGradient<float>(log, axis, dy, y, dx);
    }

    public void LogSumExp(Tensor x, Tensor y)
    {
        var dense = Dense(x);
        int length = x.Shape[^1];
        if (y.DType == DType.Float64) Kernels.Gpu.Softmax.LogSumExp(Stream, dense.DenseView<double>(), y.DenseView<double>(), y.Size, length);
        else Kernels.Gpu.Softmax.LogSumExp(Stream, dense.DenseView<float>(), y.DenseView<float>(), y.Size, length);
        KeepAlive(dense);
    }

    public void CrossEntropy(Primitives.CrossEntropy loss, Tensor x, Tensor targets, Tensor? weights, Tensor y, Tensor logSums)
    {
        if (x.DType == DType.Float64) Forward<double>(loss, x, targets, weights, y, logSums);
        else Forward<float>(loss, x, targets, weights, y, logSums);
    }

    public void CrossEntropyGradient(Primitives.CrossEntropy loss, Tensor dy, Tensor x, Tensor targets, Tensor? weights, Tensor logSums, Tensor dx)
    {
        if (x.DType == DType.Float64) Backward<double>(loss, dy, x, targets, weights, logSums, dx);
        else Backward<float>(loss, dy, x, targets, weights, logSums, dx);
    }

    private void Softmax<T>(bool log, int axis, Tensor x, Tensor y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var dense = Dense(x);
        var (outer, length, inner) = Around(x.Shape, axis);
        Kernels.Gpu.Softmax.Forward(Stream, log, dense.DenseView<T>(), y.DenseView<T>(), outer, length, inner);
        KeepAlive(dense);
    }

    private void SoftmaxGradient<T>(bool log, int axis, Tensor dy, Tensor y, Tensor dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (g, dense) = (Dense(dy), Dense(y));
        var (outer, length, inner) = Around(y.Shape, axis);
        Kernels.Gpu.Softmax.Backward(Stream, log, g.DenseView<T>(), dense.DenseView<T>(), dx.DenseView<T>(), outer, length, inner);
        KeepAlive(g, dense);
    }

    private void Forward<T>(Primitives.CrossEntropy loss, Tensor x, Tensor targets, Tensor? weights, Tensor y, Tensor logSums)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (logits, classes, w) = (Dense(x), Dense(targets), DenseOrNull(weights));
        int call = _faults.Begin(AllowedValues.Targets(loss.Name, x.Shape[1], loss.IgnoreIndex));
        Kernels.Gpu.CrossEntropy.Check(Stream, classes.DenseView<long>(), x.Shape[1], loss.IgnoreIndex, _faults.View, call);
        _faults.Launched();
        if (accelerator.Limits.IsCpu) _faults.ThrowIfAny();
        Kernels.Gpu.CrossEntropy.Forward(
            Stream, logits.DenseView<T>(), classes.DenseView<long>(), DenseViewOrNone<T>(w), y.DenseView<T>(), logSums.DenseView<T>(), KindOf(loss.Reduction), loss.IgnoreIndex, loss.Smoothing);
        KeepAlive(logits, classes, w);
    }

    private void Backward<T>(Primitives.CrossEntropy loss, Tensor dy, Tensor x, Tensor targets, Tensor? weights, Tensor logSums, Tensor dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (logits, classes, w, g) = (Dense(x), Dense(targets), DenseOrNull(weights), Dense(dy));
        Kernels.Gpu.CrossEntropy.Backward(
            Stream, g.DenseView<T>(), logits.DenseView<T>(), classes.DenseView<long>(), DenseViewOrNone<T>(w), logSums.DenseView<T>(), dx.DenseView<T>(), KindOf(loss.Reduction), loss.IgnoreIndex, loss.Smoothing);
        KeepAlive(logits, classes, w, g);
    }

    private static LossReduction KindOf(Reduction reduction) => reduction switch
    {
        Reduction.None => LossReduction.None,
        Reduction.Sum => LossReduction.Sum,
        _ => LossReduction.Mean,
    };

    /// <summary>Elements before an axis, along it, and behind it.</summary>
    private static (long Outer, int Length, long Inner) Around(Shape shape, int axis)
    {
        long outer = 1, inner = 1;
        for (int i = 0; i < axis; i++) outer *= shape[i];
        for (int i = axis + 1; i < shape.Rank; i++) inner *= shape[i];
        return (outer, shape[axis], inner);
    }
}
