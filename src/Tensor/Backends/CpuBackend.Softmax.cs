using System.Numerics;
using Neuron.Kernels.Cpu;

namespace Neuron;

internal sealed partial class CpuBackend
{
    public void Softmax(bool log, int axis, Tensor x, Tensor y)
    {
        var dense = Dense(x);
        if (y.DType == DType.Float64) Kernels.Cpu.Softmax.Forward(log, Of<double>(dense), Of<double>(y), axis);
        else Kernels.Cpu.Softmax.Forward(log, Of<float>(dense), Of<float>(y), axis);
        GC.KeepAlive(dense);
    }

    public void SoftmaxGradient(bool log, int axis, Tensor dy, Tensor y, Tensor dx)
    {
        var (g, dense) = (Dense(dy), Dense(y));
        if (dx.DType == DType.Float64) Kernels.Cpu.Softmax.Backward(log, Of<double>(g), Of<double>(dense), Of<double>(dx), axis);
        else Kernels.Cpu.Softmax.Backward(log, Of<float>(g), Of<float>(dense), Of<float>(dx), axis);
        GC.KeepAlive(g);
        GC.KeepAlive(dense);
    }

    public void LogSumExp(Tensor x, Tensor y)
    {
        var dense = Dense(x);
        if (y.DType == DType.Float64) Kernels.Cpu.Softmax.LogSumExp(Of<double>(dense), Of<double>(y));
        else Kernels.Cpu.Softmax.LogSumExp(Of<float>(dense), Of<float>(y));
        GC.KeepAlive(dense);
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

    private void Forward<T>(Primitives.CrossEntropy loss, Tensor x, Tensor targets, Tensor? weights, Tensor y, Tensor logSums)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (logits, classes, w) = (Dense(x), Dense(targets), weights is null ? null : Dense(weights));
        long bad = Kernels.Cpu.CrossEntropy.FirstBadTarget(Of<long>(classes).Span, x.Shape[1], loss.IgnoreIndex);
        if (bad >= 0) throw AllowedValues.Targets(loss.Name, x.Shape[1], loss.IgnoreIndex).Error(Of<long>(classes).Span[(int)bad], bad);
        var weighting = w is null ? default : Of<T>(w);
        Kernels.Cpu.CrossEntropy.Forward(
            Of<T>(logits), Of<long>(classes), weighting, Of<T>(y), Of<T>(logSums), Factor(loss, Of<long>(classes), weighting), loss.IgnoreIndex, loss.Smoothing);
        GC.KeepAlive(logits);
        GC.KeepAlive(classes);
        GC.KeepAlive(w);
    }

    private void Backward<T>(Primitives.CrossEntropy loss, Tensor dy, Tensor x, Tensor targets, Tensor? weights, Tensor logSums, Tensor dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (logits, classes, w, g) = (Dense(x), Dense(targets), weights is null ? null : Dense(weights), Dense(dy));
        var weighting = w is null ? default : Of<T>(w);
        Kernels.Cpu.CrossEntropy.Backward(
            Of<T>(g), Of<T>(logits), Of<long>(classes), weighting, Of<T>(logSums), Of<T>(dx), Factor(loss, Of<long>(classes), weighting), loss.IgnoreIndex, loss.Smoothing);
        GC.KeepAlive(logits);
        GC.KeepAlive(classes);
        GC.KeepAlive(w);
        GC.KeepAlive(g);
    }

    private static double Factor<T>(Primitives.CrossEntropy loss, Strided<long> targets, Strided<T> weights)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        loss.Reduction == Reduction.Mean ? 1 / Kernels.Cpu.CrossEntropy.TotalWeight(targets, weights, loss.IgnoreIndex) : 1;

    /// <summary>The tensor itself if it lies without gaps, else a copy that does; the caller keeps it alive.</summary>
    private Tensor Dense(Tensor x)
    {
        if (x.IsContiguous) return x;
        var dense = new Tensor(x.Shape, x.DType, x.Device);
        Copy(x, dense);
        return dense;
    }
}
