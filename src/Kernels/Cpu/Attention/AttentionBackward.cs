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
    /// <summary>dq, dk and dv from dy, y and the log-sums.</summary>
    public static void Run<T>(in AttentionArguments<T> arguments, HeadRows<T> dy, HeadRows<T> y, T* logSums, HeadRows<T> dq, HeadRows<T> dk, HeadRows<T> dv)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        WorkerPool.For(arguments.Batch * arguments.KeyHeads, new Job<T> { Arguments = arguments, Dy = dy, Y = y, LogSums = logSums, Dq = dq, Dk = dk, Dv = dv });

    private struct Job<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public AttentionArguments<T> Arguments;
        public HeadRows<T> Dy, Y, Dq, Dk, Dv;
        public T* LogSums;

        public readonly void Run(int index)
        {
            ref readonly var a = ref Arguments;
            const int size = AttentionArguments<T>.QueryBlock, keyBlock = AttentionArguments<T>.KeyBlock;
            int batch = index / a.KeyHeads, keyHead = index % a.KeyHeads;
            int width = a.Width, valueWidth = a.ValueWidth;
            long bytes = (long)new Scratch(a, null).End;
            nint block = NativePool.Host.Rent(bytes);
            var s = new Scratch(a, (T*)block);
            new Span<T>(s.Dk, a.Keys * width).Clear();
            new Span<T>(s.Dv, a.Keys * valueWidth).Clear();
            for (int head = keyHead * a.Group; head < (keyHead + 1) * a.Group; head++)
            {
                for (int query = 0; query < a.Queries; query += size)
                {
                    int queries = Math.Min(size, a.Queries - query), seen = a.Visible(query + queries - 1);
                    T* logSums = LogSums + ((((long)batch * a.Heads) + head) * a.Queries) + query;
                    T* q = a.Q.Read(batch, head, query, queries, s.Q), dy = Dy.Read(batch, head, query, queries, s.Dy);
                    new Span<T>(s.Dq, queries * width).Clear();
                    for (int i = 0; i < queries; i++)
                        s.Delta[i] = RowVectors<T>.Dot(dy + ((long)i * valueWidth), Y.At(batch, head, query + i), valueWidth);
                    for (int key = 0; key < seen; key += keyBlock)
                        Block(s, batch, head, query, queries, q, dy, logSums, key, Math.Min(keyBlock, seen - key), s.Dk + ((long)key * width), s.Dv + ((long)key * valueWidth));
                    Dq.Write(batch, head, query, queries, s.Dq);
                }
            }
            Dk.Write(batch, keyHead, 0, a.Keys, s.Dk);
            Dv.Write(batch, keyHead, 0, a.Keys, s.Dv);
            NativePool.Host.Return(block, bytes);
        }

        private readonly void Block(in Scratch s, int batch, int head, int query, int queries, T* q, T* dy, T* logSums, int key, int keys, T* dk, T* dv)
        {
            ref readonly var a = ref Arguments;
            bool drops = a.Dropout > 0;
            T* weights = drops ? s.Dropped : s.P;
            T* k = a.K.Read(batch, head / a.Group, key, keys, s.K), v = a.V.Read(batch, head / a.Group, key, keys, s.V);
            Scores<T>.Compute(a, batch, head, query, queries, q, a.Width, key, keys, k, a.Width, s.P, s.Stride);
            for (int i = 0; i < queries; i++)
            {
                T* p = s.P + ((long)i * s.Stride);
                int visible = a.Visible(query + i, key, keys);
                UnaryLoop<T>.Row(new Weight(logSums[i]), p, p, visible, isStreamed: false);
                new Span<T>(p + visible, keys - visible).Clear();
                if (!drops) continue;
                new Span<T>(p, keys).CopyTo(new Span<T>(weights + ((long)i * s.Stride), keys));
                Scores<T>.Drop(a, batch, head, query + i, key, keys, weights + ((long)i * s.Stride));
            }
            int rowStep = a.Step(query, key, keys, queries), keyStep = a.Step(query, key, keys, keys);
            // dv += weightsᵀ · dy
            for (int j = 0; j < keys; j += keyStep)
            {
                int first = a.FirstToSee(key + j, query, queries) - query;
                Gemm.Run(new GemmArguments<T>
                {
                    M = Math.Min(keyStep, keys - j), N = a.ValueWidth, K = queries - first, A = weights + ((long)first * s.Stride) + j, ARow = 1, AColumn = s.Stride,
                    B = dy + ((long)first * a.ValueWidth), BRow = a.ValueWidth, BColumn = 1,
                    C = dv + ((long)j * a.ValueWidth), CRow = a.ValueWidth, CColumn = 1, Alpha = T.One, Accumulate = true,
                });
            }
            // dp = dy · vᵀ
            Gemm.Run(new GemmArguments<T>
            {
                M = queries, N = keys, K = a.ValueWidth, A = dy, ARow = a.ValueWidth, AColumn = 1, B = v, BRow = 1, BColumn = a.ValueWidth,
                C = s.Ds, CRow = s.Stride, CColumn = 1, Alpha = T.One, LowerTriangle = a.IsCausal, FirstRow = a.FirstRow(query, key),
            });
            for (int i = 0; i < queries; i++)
            {
                T* ds = s.Ds + ((long)i * s.Stride);
                if (drops) Scores<T>.Drop(a, batch, head, query + i, key, keys, ds);
                int visible = a.Visible(query + i, key, keys);
                Slope(ds, s.P + ((long)i * s.Stride), visible, s.Delta[i]);
                new Span<T>(ds + visible, keys - visible).Clear();
            }
            // dq += scale · ds · k
            for (int i = 0; i < queries; i += rowStep)
            {
                int rows = Math.Min(rowStep, queries - i);
                Gemm.Run(new GemmArguments<T>
                {
                    M = rows, N = a.Width, K = a.Visible(query + i + rows - 1, key, keys), A = s.Ds + ((long)i * s.Stride), ARow = s.Stride, AColumn = 1,
                    B = k, BRow = a.Width, BColumn = 1,
                    C = s.Dq + ((long)i * a.Width), CRow = a.Width, CColumn = 1, Alpha = T.CreateTruncating(a.Scale), Accumulate = true,
                });
            }
            // dk += scale · dsᵀ · q
            for (int j = 0; j < keys; j += keyStep)
            {
                int first = a.FirstToSee(key + j, query, queries) - query;
                Gemm.Run(new GemmArguments<T>
                {
                    M = Math.Min(keyStep, keys - j), N = a.Width, K = queries - first, A = s.Ds + ((long)first * s.Stride) + j, ARow = 1, AColumn = s.Stride,
                    B = q + ((long)first * a.Width), BRow = a.Width, BColumn = 1,
                    C = dk + ((long)j * a.Width), CRow = a.Width, CColumn = 1, Alpha = T.CreateTruncating(a.Scale), Accumulate = true,
                });
            }
        }

        [MethodImpl(JitOptions.Kernel)]
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

        /// <summary>A thread's memory, one part after the other.</summary>
        private readonly struct Scratch
        {
            public readonly T* P, Dropped, Ds, Delta, Q, Dq, Dy, K, V, Dk, Dv, End;
            public readonly int Stride;

            public Scratch(in AttentionArguments<T> a, T* start)
            {
                const int size = AttentionArguments<T>.QueryBlock;
                int keys = Math.Min(AttentionArguments<T>.KeyBlock, a.Keys);
                Stride = (keys + 15) & ~15;
                P = start;
                Dropped = P + ((long)size * Stride);
                Ds = Dropped + ((long)size * Stride);
                Delta = Ds + ((long)size * Stride);
                Q = Delta + size;
                Dq = Q + ((long)size * a.Width);
                Dy = Dq + ((long)size * a.Width);
                K = Dy + ((long)size * a.ValueWidth);
                V = K + ((long)keys * a.Width);
                Dk = V + ((long)keys * a.ValueWidth);
                Dv = Dk + ((long)a.Keys * a.Width);
                End = Dv + ((long)a.Keys * a.ValueWidth);
            }
        }
    }
}
