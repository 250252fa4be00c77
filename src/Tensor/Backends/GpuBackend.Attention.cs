using System.Numerics;
using Neuron.Kernels.Gpu.Attention;
using Neuron.Kernels.Language;
using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron;

internal sealed partial class GpuBackend
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

    private bool UsesTf32 => Stream.Accelerator.Limits.TensorCores && GpuPrecision.AllowTf32;

    private void Forward<T>(Attention op, ReadOnlySpan<Tensor> x, Tensor y, Tensor logSums)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var operands = Operands(x);
        FlashAttention.Forward(Stream, ShapeOf<T>(op, operands), InputsOf<T>(op, operands), y.DenseView<T>(), logSums.DenseView<T>(), tensorCores: UsesTf32);
        KeepAlive(operands);
    }

    private void Backward<T>(Attention op, Tensor dy, Tensor y, Tensor logSums, ReadOnlySpan<Tensor> x, Tensor dq, Tensor dk, Tensor dv)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (operands, g) = (Operands(x), Dense(dy));
        FlashAttention.Backward(
            Stream, ShapeOf<T>(op, operands), InputsOf<T>(op, operands), g.DenseView<T>(), y.DenseView<T>(), logSums.DenseView<T>(), dq.DenseView<T>(), dk.DenseView<T>(), dv.DenseView<T>(), tensorCores: UsesTf32);
        KeepAlive(operands);
        KeepAlive(g);
    }

    /// <summary>The operands as the kernels read them: rows of queries, keys and values without gaps, and no axis that runs backwards.</summary>
    private Tensor[] Operands(ReadOnlySpan<Tensor> x)
    {
        var operands = new Tensor[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            bool fits = i >= 3 || x[i].Shape[^1] == 1 || x[i].Strides[^1] == 1;
            foreach (long stride in x[i].Strides) fits &= stride >= 0;
            operands[i] = fits ? x[i] : Dense(x[i]);
        }
        return operands;
    }

    private static AttentionShape<T> ShapeOf<T>(Attention op, Tensor[] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor q = x[0], k = x[1], v = x[2];
        var shape = new AttentionShape<T>
        {
            Batch = q.Shape[0], Heads = q.Shape[1], KeyHeads = k.Shape[1], Queries = q.Shape[2], Keys = k.Shape[2], Width = q.Shape[3], ValueWidth = v.Shape[3],
            Scale = T.CreateTruncating(op.Scale),
            IsCausal = op.IsCausal,
            Drops = op.Dropout > 0,
            Threshold = DropoutMask.Threshold(op.Dropout),
            KeepScale = T.CreateTruncating(1 / (1 - op.Dropout)),
            Seed = op.Seed ^ ReplayOffset.Seed,
            Counter = op.Counter + ReplayOffset.Current,
        };
        (shape.QBatch, shape.QHead, shape.QPosition) = (q.Strides[0], q.Strides[1], q.Strides[2]);
        (shape.KBatch, shape.KHead, shape.KPosition) = (k.Strides[0], k.Strides[1], k.Strides[2]);
        (shape.VBatch, shape.VHead, shape.VPosition) = (v.Strides[0], v.Strides[1], v.Strides[2]);
        if (op.BiasOf(x) is { Strides: var b }) (shape.BiasBatch, shape.BiasHead, shape.BiasQuery, shape.BiasKey) = (b[0], b[1], b[2], b[3]);
        if (op.MaskOf(x) is { Strides: var m }) (shape.MaskBatch, shape.MaskHead, shape.MaskQuery, shape.MaskKey) = (m[0], m[1], m[2], m[3]);
        if (op.PaddingOf(x) is { Strides: var p }) (shape.PaddingBatch, shape.PaddingHead, shape.PaddingQuery, shape.PaddingKey) = (p[0], p[1], p[2], p[3]);
        return shape;
    }

    private static AttentionInputs<T> InputsOf<T>(Attention op, Tensor[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => new()
        {
            Q = FromFirst<T>(x[0]), K = FromFirst<T>(x[1]), V = FromFirst<T>(x[2]),
            Bias = FromFirst<T>(op.BiasOf(x)), Mask = FromFirst<byte>(op.MaskOf(x)), Padding = FromFirst<byte>(op.PaddingOf(x)),
        };

    /// <summary>Memory from a strided tensor's first element on; empty for none.</summary>
    private static ArrayView<T> FromFirst<T>(Tensor? x)
        where T : unmanaged
    {
        if (x is null || x.Size == 0) return default;
        var view = Of<T>(x);
        return view.Memory.SubView(view.Layout.Offset);
    }
}
