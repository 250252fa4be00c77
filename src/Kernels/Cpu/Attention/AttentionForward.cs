using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu.Attention;

/// <summary>
/// y = softmax(scale · q·kᵀ + masks) · v block by block, with running maxima and sums (arXiv 2205.14135): the scores of a whole row are
/// never stored.
/// </summary>
/// <remarks>A piece of work is a block of queries of one head; its blocks of keys are taken in order, so threads change no bits.</remarks>
internal static unsafe class AttentionForward
{
    /// <summary>y [batch, heads, queries, value width] and the log-sum-exp of each row of scores, without gaps, +∞ for a row without any key.</summary>
    public static void Run<T>(in AttentionArguments<T> arguments, HeadRows<T> y, T* logSums)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int blocks = (arguments.Queries + AttentionArguments<T>.QueryBlock - 1) / AttentionArguments<T>.QueryBlock;
        WorkerPool.For(arguments.Batch * arguments.Heads * blocks, new Job<T> { Arguments = arguments, Y = y, LogSums = logSums, Blocks = blocks });
    }

    private struct Job<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public AttentionArguments<T> Arguments;
        public HeadRows<T> Y;
        public T* LogSums;
        public int Blocks;

        public readonly void Run(int index)
        {
            ref readonly var a = ref Arguments;
            const int size = AttentionArguments<T>.QueryBlock, keyBlock = AttentionArguments<T>.KeyBlock;
            int head = index / Blocks % a.Heads, batch = index / Blocks / a.Heads, query = index % Blocks * size;
            int queries = Math.Min(size, a.Queries - query);
            long row = ((((long)batch * a.Heads) + head) * a.Queries) + query;
            int stride = Math.Min(keyBlock, (a.Keys + 15) & ~15), valueWidth = a.ValueWidth;
            long bytes = sizeof(T) * ((long)size * (stride + valueWidth + 2));
            nint block = NativePool.Host.Rent(bytes);
            T* s = (T*)block, max = s + ((long)size * stride), sum = max + size, y = sum + size;
            new Span<T>(max, queries).Fill(T.NegativeInfinity);
            new Span<T>(sum, queries).Clear();
            new Span<T>(y, queries * valueWidth).Clear();
            int seen = a.Visible(query + queries - 1);
            for (int key = 0; key < seen; key += keyBlock)
            {
                int keys = Math.Min(keyBlock, seen - key);
                Scores<T>.Compute(a, batch, head, query, queries, a.Q.At(batch, head, query), a.Q.Pitch, key, keys, a.K.At(batch, head / a.Group, key), a.K.Pitch, s, stride);
                for (int i = 0; i < queries; i++)
                {
                    Weigh(s + ((long)i * stride), a.Visible(query + i, key, keys), keys, ref max[i], ref sum[i], y + ((long)i * valueWidth), valueWidth);
                    if (a.Dropout > 0) Scores<T>.Drop(a, batch, head, query + i, key, keys, s + ((long)i * stride));
                }
                int step = a.Step(query, key, keys, queries);
                for (int i = 0; i < queries; i += step)
                {
                    int rows = Math.Min(step, queries - i);
                    Gemm.Run(new GemmArguments<T>
                    {
                        M = rows,
                        N = valueWidth,
                        K = a.Visible(query + i + rows - 1, key, keys),
                        A = s + ((long)i * stride),
                        ARow = stride,
                        AColumn = 1,
                        B = a.V.At(batch, head / a.Group, key),
                        BRow = a.V.Pitch,
                        BColumn = 1,
                        C = y + ((long)i * valueWidth),
                        CRow = valueWidth,
                        CColumn = 1,
                        Alpha = T.One,
                        Accumulate = true,
                    });
                }
            }
            for (int i = 0; i < queries; i++)
            {
                bool any = sum[i] != T.Zero;
                LogSums[row + i] = any ? max[i] + T.Log(sum[i]) : T.PositiveInfinity;
                if (any) Scale(y + ((long)i * valueWidth), valueWidth, T.One / sum[i]);
            }
            Y.Write(batch, head, query, queries, y);
            NativePool.Host.Return(block, bytes);
        }

        /// <summary>Scores to weights relative to the largest so far; what was summed before is brought to the same scale.</summary>
        [MethodImpl(JitOptions.Kernel)]
        private static void Weigh(T* s, int visible, int keys, ref T max, ref T sum, T* y, int width)
        {
            T largest = T.Max(max, RowVectors<T>.Max(s, visible, out T least));
            if (largest == T.NegativeInfinity && !RowVectors<T>.HasNaN(s, visible))
            {
                new Span<T>(s, keys).Clear();
                return;
            }
            if (largest != max && sum != T.Zero)
            {
                T factor = T.Exp(max - largest);
                sum *= factor;
                Scale(y, width, factor);
            }
            max = largest;
            sum += RowVectors<T>.SumExp(s, visible, largest, least, s);
            new Span<T>(s + visible, keys - visible).Clear();
        }

        [MethodImpl(JitOptions.Kernel)]
        private static void Scale(T* x, int n, T factor)
        {
            var f = Vector512.Create(factor);
            int i = 0;
            for (; i <= n - Vector512<T>.Count; i += Vector512<T>.Count) (Vector512.Load(x + i) * f).Store(x + i);
            for (; i < n; i++) x[i] *= factor;
        }
    }
}
