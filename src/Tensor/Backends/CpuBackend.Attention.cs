using System.Numerics;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Cpu.Attention;
using Neuron.Primitives;

namespace Neuron;

internal sealed partial class CpuBackend
{
    public void Attention(Attention op, ReadOnlySpan<Tensor> x, Tensor y, Tensor logSums)
    {
        if (y.DType == DType.Float64) Forward<double>(op, x, y, logSums);
        else Forward<float>(op, x, y, logSums);
    }

    public void AttentionGradient(Attention op, Tensor dy, Tensor y, Tensor logSums, ReadOnlySpan<Tensor> x, Tensor dq, Tensor dk, Tensor dv)
    {
        if (y.DType == DType.Float64) Backward<double>(op, dy, y, logSums, x, dq, dk, dv);
        else Backward<float>(op, dy, y, logSums, x, dq, dk, dv);
    }

    private void Forward<T>(Attention op, ReadOnlySpan<Tensor> x, Tensor y, Tensor logSums)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor q = UnitRows(x[0]), k = UnitRows(x[1]), v = UnitRows(x[2]);
        ScaledDotProduct.Forward(
            Of<T>(q), Of<T>(k), Of<T>(v), OfOrNone<T>(op.BiasOf(x)), OfOrNone<byte>(op.MaskOf(x)), OfOrNone<byte>(op.PaddingOf(x)),
            Of<T>(y), Of<T>(logSums), op.Scale, op.IsCausal, op.Dropout, op.Seed ^ ReplayOffset.Seed, op.Counter + ReplayOffset.Current);
        KeepAlive(q, k, v);
    }

    private void Backward<T>(Attention op, Tensor dy, Tensor y, Tensor logSums, ReadOnlySpan<Tensor> x, Tensor dq, Tensor dk, Tensor dv)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor q = UnitRows(x[0]), k = UnitRows(x[1]), v = UnitRows(x[2]), g = UnitRows(dy);
        ScaledDotProduct.Backward(
            Of<T>(q), Of<T>(k), Of<T>(v), OfOrNone<T>(op.BiasOf(x)), OfOrNone<byte>(op.MaskOf(x)), OfOrNone<byte>(op.PaddingOf(x)),
            Of<T>(g), Of<T>(y), Of<T>(logSums), Of<T>(dq), Of<T>(dk), Of<T>(dv), op.Scale, op.IsCausal, op.Dropout, op.Seed ^ ReplayOffset.Seed, op.Counter + ReplayOffset.Current);
        KeepAlive(q, k, v, g);
    }

    /// <summary>The tensor itself if neighbours on its last axis are neighbours in memory, else a copy.</summary>
    private Tensor UnitRows(Tensor x) => x.Shape[^1] == 1 || x.Strides[^1] == 1 ? x : Dense(x);
}
