using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu.Attention;

/// <summary>Gradients of attention; the weights are made anew from the log-sum-exp of each row, block by block.</summary>
/// <remarks>
/// With p the weights, δ = Σ dy·y of a row: dv = pᵀ·dy, dp = dy·vᵀ, ds = p · (dp − δ), dq = scale · ds·k, dk = scale · dsᵀ·q. A piece of
/// work is one head of keys with all query heads that share it, so every sum has one order.
/// </remarks>
internal static unsafe class AttentionBackward
{
    /// <summary>dq, dk, dv without gaps; dy, y and the log-sums too.</summary>
    public static void Run<T>(in AttentionArguments<T> arguments, T* dy, T* y, T* logSums, T* dq, T* dk, T* dv)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        WorkerPool.For(arguments.Batch * arguments.KeyHeads, new Job<T> { Arguments = arguments, Dy = dy, Y = y, LogSums = logSums, Dq = dq, Dk = dk, Dv = dv });

    private struct Job<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public AttentionArguments<T> Arguments;
        public T* Dy, Y, LogSums, Dq, Dk, Dv;

        public readonly void Run(int index)
        {
            ref readonly var a = ref Arguments;
            const int size = AttentionArguments<T>.QueryBlock, keyBlock = AttentionArguments<T>.KeyBlock;
            int batch = index / a.KeyHeads, keyHead = index % a.KeyHeads;
            T* dk = Dk + ((long)index * a.Keys * a.Width), dv = Dv + ((long)index * a.Keys * a.ValueWidth);
            new Span<T>(dk, a.Keys * a.Width).Clear();
            new Span<T>(dv, a.Keys * a.ValueWidth).Clear();
            int stride = Math.Min(keyBlock, (a.Keys + 15) & ~15);
            long tile = (long)size * stride, bytes = sizeof(T) * ((3 * tile) + size);
            nint block = NativePool.Host.Rent(bytes);
            var scratch = new Scratch { P = (T*)block, Dropped = (T*)block + tile, Ds = (T*)block + (2 * tile), Delta = (T*)block + (3 * tile), Stride = stride };
            for (int head = keyHead * a.Group; head < (keyHead + 1) * a.Group; head++)
            {
                for (int query = 0; query < a.Queries; query += size)
                {
                    int queries = Math.Min(size, a.Queries - query), seen = a.Visible(query + queries - 1);
                    long row = ((((long)batch * a.Heads) + head) * a.Queries) + query;
                    new Span<T>(Dq + (row * a.Width), queries * a.Width).Clear();
                    for (int i = 0; i < queries; i++)
                        scratch.Delta[i] = RowVectors<T>.Dot(Dy + ((row + i) * a.ValueWidth), Y + ((row + i) * a.ValueWidth), a.ValueWidth);
                    for (int key = 0; key < seen; key += keyBlock)
                        Block(scratch, batch, head, query, queries, key, Math.Min(keyBlock, seen - key), row, dk + ((long)key * a.Width), dv + ((long)key * a.ValueWidth));
                }
            }
            NativePool.Host.Return(block, bytes);
        }

        private readonly void Block(in Scratch s, int batch, int head, int query, int queries, int key, int keys, long row, T* dk, T* dv)
        {
            ref readonly var a = ref Arguments;
            T* dy = Dy + (row * a.ValueWidth);
            bool drops = a.Dropout > 0;
            T* weights = drops ? s.Dropped : s.P;
            Scores<T>.Compute(a, batch, head, query, queries, key, keys, s.P, s.Stride);
            for (int i = 0; i < queries; i++)
            {
                T* p = s.P + ((long)i * s.Stride);
                UnaryLoop<T>.Row(new Weight(LogSums[row + i]), p, p, keys, isStreamed: false);
                if (!drops) continue;
                new Span<T>(p, keys).CopyTo(new Span<T>(weights + ((long)i * s.Stride), keys));
                Scores<T>.Drop(a, batch, head, query + i, key, keys, weights + ((long)i * s.Stride));
            }
            // dv += weightsᵀ · dy
            Gemm.Run(new GemmArguments<T>
            {
                M = keys, N = a.ValueWidth, K = queries, A = weights, ARow = 1, AColumn = s.Stride, B = dy, BRow = a.ValueWidth, BColumn = 1,
                C = dv, CRow = a.ValueWidth, CColumn = 1, Alpha = T.One, Accumulate = true,
            });
            // dp = dy · vᵀ
            Gemm.Run(new GemmArguments<T>
            {
                M = queries, N = keys, K = a.ValueWidth, A = dy, ARow = a.ValueWidth, AColumn = 1,
                B = a.ValueAt(batch, head / a.Group, key), BRow = 1, BColumn = (nint)a.VStrides.Position,
                C = s.Ds, CRow = s.Stride, CColumn = 1, Alpha = T.One,
            });
            for (int i = 0; i < queries; i++)
            {
                T* ds = s.Ds + ((long)i * s.Stride);
                if (drops) Scores<T>.Drop(a, batch, head, query + i, key, keys, ds);
                Slope(ds, s.P + ((long)i * s.Stride), keys, s.Delta[i]);
            }
            // dq += scale · ds · k
            Gemm.Run(new GemmArguments<T>
            {
                M = queries, N = a.Width, K = keys, A = s.Ds, ARow = s.Stride, AColumn = 1,
                B = a.KeyAt(batch, head / a.Group, key), BRow = (nint)a.KStrides.Position, BColumn = 1,
                C = Dq + (row * a.Width), CRow = a.Width, CColumn = 1, Alpha = T.CreateTruncating(a.Scale), Accumulate = true,
            });
            // dk += scale · dsᵀ · q
            Gemm.Run(new GemmArguments<T>
            {
                M = keys, N = a.Width, K = queries, A = s.Ds, ARow = 1, AColumn = s.Stride,
                B = a.QueryAt(batch, head, query), BRow = (nint)a.QStrides.Position, BColumn = 1,
                C = dk, CRow = a.Width, CColumn = 1, Alpha = T.CreateTruncating(a.Scale), Accumulate = true,
            });
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Slope(T* ds, T* p, int keys, T delta)
        {
            var d = Vector512.Create(delta);
            int j = 0;
            for (; j <= keys - Vector512<T>.Count; j += Vector512<T>.Count) (Vector512.Load(p + j) * (Vector512.Load(ds + j) - d)).Store(ds + j);
            for (; j <= keys - Vector256<T>.Count; j += Vector256<T>.Count) (Vector256.Load(p + j) * (Vector256.Load(ds + j) - d.GetLower())).Store(ds + j);
            for (; j < keys; j++) ds[j] = p[j] * (ds[j] - delta);
        }

        private readonly struct Weight(T logSum) : IVectorFunction<T>
        {
            public static bool IsLong => true;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public Vector512<T> Apply(Vector512<T> x) => VectorMath.ExpOfNegative(x - Vector512.Create(logSum));
        }

        private struct Scratch
        {
            public T* P, Dropped, Ds, Delta;
            public int Stride;
        }
    }
}
