using System.Numerics;

namespace Neuron.Kernels.Cpu.Attention;

/// <summary>Attention over strided operands.</summary>
internal static unsafe class ScaledDotProduct
{
    /// <summary>y and log-sums; see <see cref="AttentionForward"/>.</summary>
    public static void Forward<T>(
        Strided<T> q, Strided<T> k, Strided<T> v, Strided<T> bias, Strided<byte> mask, Strided<byte> padding, Strided<T> y, Strided<T> logSums, double scale, bool causal, double dropout, ulong seed, ulong counter)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        AttentionForward.Run(Arguments(q, k, v, bias, mask, padding, scale, causal, dropout, seed, counter), new(y), logSums.Data);

    /// <summary>dq, dk and dv; see <see cref="AttentionBackward"/>.</summary>
    public static void Backward<T>(
        Strided<T> q, Strided<T> k, Strided<T> v, Strided<T> bias, Strided<byte> mask, Strided<byte> padding, Strided<T> dy, Strided<T> y, Strided<T> logSums,
        Strided<T> dq, Strided<T> dk, Strided<T> dv, double scale, bool causal, double dropout, ulong seed, ulong counter)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        AttentionBackward.Run(Arguments(q, k, v, bias, mask, padding, scale, causal, dropout, seed, counter), new(dy), new(y), logSums.Data, new(dq), new(dk), new(dv));

    private static AttentionArguments<T> Arguments<T>(
        Strided<T> q, Strided<T> k, Strided<T> v, Strided<T> bias, Strided<byte> mask, Strided<byte> padding, double scale, bool causal, double dropout, ulong seed, ulong counter)
        where T : unmanaged, IFloatingPointIeee754<T> => new()
        {
            Q = new(q),
            K = new(k),
            V = new(v),
            Bias = bias.Data,
            Mask = mask.Data,
            Padding = padding.Data,
            BiasStrides = StridesOf(bias),
            MaskStrides = StridesOf(mask),
            PaddingStrides = StridesOf(padding),
            Batch = q.Shape[0],
            Heads = q.Shape[1],
            KeyHeads = k.Shape[1],
            Queries = q.Shape[2],
            Keys = k.Shape[2],
            Width = q.Shape[3],
            ValueWidth = v.Shape[3],
            Scale = scale,
            IsCausal = causal,
            Dropout = dropout,
            Seed = seed,
            Counter = counter,
        };

    private static MaskStrides StridesOf<T>(Strided<T> mask)
        where T : unmanaged => mask.Data is null ? default : new(mask.Strides[0], mask.Strides[1], mask.Strides[2], mask.Strides[3]);
}
