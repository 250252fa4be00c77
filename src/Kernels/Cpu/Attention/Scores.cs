using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu.Attention;

/// <summary>One block of scores, masked, in a thread's scratch memory.</summary>
internal static unsafe class Scores<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// s[i, j] = scale · ⟨qᵢ, kⱼ⟩ + masks for a block of queries and keys; −∞ where a mask forbids attention. Keys that come too late for a
    /// query, <see cref="AttentionArguments{T}.Visible(int, int, int)"/>, hold anything.
    /// </summary>
    public static void Compute(in AttentionArguments<T> a, int batch, int head, int query, int queries, T* q, nint qPitch, int key, int keys, T* k, nint kPitch, T* s, int stride)
    {
        Gemm.Run(new GemmArguments<T>
        {
            M = queries,
            N = keys,
            K = a.Width,
            A = q,
            ARow = qPitch,
            AColumn = 1,
            B = k,
            BRow = 1,
            BColumn = kPitch,
            C = s,
            CRow = stride,
            CColumn = 1,
            Alpha = T.CreateTruncating(a.Scale),
            LowerTriangle = a.IsCausal,
            FirstRow = a.FirstRow(query, key),
        });
        for (int i = 0; i < queries; i++)
        {
            T* row = s + ((long)i * stride);
            int at = query + i, visible = a.Visible(at, key, keys);
            if (a.Bias is not null) Add(row, a.Bias + a.BiasStrides.At(batch, head, at, key), a.BiasStrides.Key, visible);
            if (a.Mask is not null) Forbid(row, a.Mask + a.MaskStrides.At(batch, head, at, key), a.MaskStrides.Key, visible);
            if (a.Padding is not null) Forbid(row, a.Padding + a.PaddingStrides.At(batch, head, at, key), a.PaddingStrides.Key, visible);
        }
    }

    /// <summary>Zeroes the weights that dropout drops and scales the others: the mask of one row, the same in every pass.</summary>
    public static void Drop(in AttentionArguments<T> a, int batch, int head, int query, int key, int keys, T* row)
    {
        // a row of the mask starts on a block of its own; blocks of keys start at multiples of 32
        long number = ((((long)batch * a.Heads) + head) * a.Queries) + query;
        ulong first = a.Counter + (ulong)((number * DropoutMask.Blocks(a.Keys)) + (key / DropoutMask.BlockElements));
        DropoutLoop.Apply(a.Seed, first, DropoutMask.Threshold(a.Dropout), T.CreateTruncating(1 / (1 - a.Dropout)), row, row, keys);
    }

    [MethodImpl(JitOptions.Kernel)]
    private static void Add(T* row, T* bias, long stride, int count)
    {
        int j = 0;
        if (stride == 1)
        {
            for (; j <= count - Vector512<T>.Count; j += Vector512<T>.Count) (Vector512.Load(row + j) + Vector512.Load(bias + j)).Store(row + j);
        }
        for (; j < count; j++) row[j] += bias[j * stride];
    }

    private static void Forbid(T* row, byte* mask, long stride, int count)
    {
        for (int j = 0; j < count; j++)
            if (mask[j * stride] != 0) row[j] = T.NegativeInfinity;
    }
}
