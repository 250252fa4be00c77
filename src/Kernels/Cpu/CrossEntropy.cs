using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu;

/// <summary>Log-softmax and negative log-likelihood of the target classes in one pass, forward and backward.</summary>
/// <remarks>
/// Row i of the logits x [rows, classes], target t, class weights w (all 1 without): lossᵢ = (1 − ε) · w_t · (lseᵢ − x_t)
/// + ε/C · Σ_c w_c · (lseᵢ − x_c), 0 for an ignored target.
/// </remarks>
internal static unsafe class CrossEntropy
{
    private const int PieceElements = 1 << 15;

    /// <summary>Row of the first target that is neither a class nor ignored, or −1.</summary>
    public static long FirstBadTarget(ReadOnlySpan<long> targets, int classes, long ignoreIndex)
    {
        for (int i = 0; i < targets.Length; i++)
            if (targets[i] != ignoreIndex && (ulong)targets[i] >= (ulong)classes) return i;
        return -1;
    }

    /// <summary>Σ w_t over the targets that count; their number without weights.</summary>
    public static double TotalWeight<T>(Strided<long> targets, Strided<T> weights, long ignoreIndex)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double total = 0;
        foreach (long t in targets.Span)
            if (t != ignoreIndex) total += weights.Data is null ? 1 : double.CreateTruncating(weights.Data[t]);
        return total;
    }

    /// <summary>The losses, or factor · their sum where y has one element for all rows.</summary>
    /// <param name="x">[rows, classes]; all operands lie without gaps.</param>
    /// <param name="targets">[rows].</param>
    /// <param name="weights">[classes], or default.</param>
    /// <param name="y">[rows], or [].</param>
    /// <param name="logSums">[rows]: log Σ eˣ of each row, 0 where the target is ignored.</param>
    /// <param name="factor">Of the sum.</param>
    /// <param name="ignoreIndex">Target whose rows do not count.</param>
    /// <param name="smoothing">ε.</param>
    public static void Forward<T>(
        Strided<T> x, Strided<long> targets, Strided<T> weights, Strided<T> y, Strided<T> logSums, double factor, long ignoreIndex, double smoothing)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var job = Job(x, targets, weights, ignoreIndex, smoothing);
        job.LogSums = logSums.Data;
        if (y.Rank == 1)
        {
            job.Losses = y.Data;
            Run(job);
            return;
        }
        long bytes = (long)sizeof(T) * job.Rows;
        nint block = NativePool.Host.Rent(bytes);
        try
        {
            job.Losses = (T*)block;
            Run(job);
            double sum = 0;
            for (int i = 0; i < job.Rows; i++) sum += double.CreateTruncating(job.Losses[i]);
            *y.Data = T.CreateTruncating(sum * factor);
        }
        finally
        {
            NativePool.Host.Return(block, bytes);
        }
    }

    /// <summary>dx of Σᵢ dyᵢ · factor · lossᵢ; a dy of one element counts for all rows.</summary>
    public static void Backward<T>(
        Strided<T> dy, Strided<T> x, Strided<long> targets, Strided<T> weights, Strided<T> logSums, Strided<T> dx, double factor, long ignoreIndex, double smoothing)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var job = Job(x, targets, weights, ignoreIndex, smoothing);
        job.LogSums = logSums.Data;
        job.Dy = dy.Data;
        job.DyStride = dy.Rank;
        job.Dx = dx.Data;
        job.Factor = T.CreateTruncating(factor);
        Run(job);
    }

    private static RowJob<T> Job<T>(Strided<T> x, Strided<long> targets, Strided<T> weights, long ignoreIndex, double smoothing)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int classes = x.Shape[1];
        return new RowJob<T>
        {
            X = x.Data,
            Targets = targets.Data,
            Weights = weights.Data,
            Rows = x.Shape[0],
            Classes = classes,
            Each = Math.Max(1, PieceElements / Math.Max(1, classes)),
            Ignore = ignoreIndex,
            Hard = T.CreateTruncating(1 - smoothing),
            Soft = T.CreateTruncating(smoothing / classes),
            WeightSum = weights.Data is null ? T.CreateTruncating(classes) : RowVectors<T>.Sum(weights.Data, classes),
        };
    }

    private static void Run<T>(RowJob<T> job)
        where T : unmanaged, IFloatingPointIeee754<T> => WorkerPool.For((job.Rows + job.Each - 1) / job.Each, job);

    private struct RowJob<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X, Weights, Losses, LogSums, Dy, Dx;
        public long* Targets;
        public long Ignore;
        public int Rows, Classes, Each, DyStride;
        public T Hard, Soft, WeightSum, Factor;

        public readonly void Run(int index)
        {
            int last = Math.Min(Rows, (index + 1) * Each);
            for (int row = index * Each; row < last; row++)
            {
                if (Dx is null) Loss(row);
                else Gradient(row);
            }
        }

        private readonly void Loss(int row)
        {
            T* x = X + ((long)row * Classes);
            long t = Targets[row];
            LogSums[row] = T.Zero;
            Losses[row] = T.Zero;
            if (t == Ignore) return;
            T lse = RowVectors<T>.LogSumExp(x, Classes);
            LogSums[row] = lse;
            T loss = Hard * Weight(t) * (lse - x[t]);
            if (Soft != T.Zero)
            {
                T weighted = Weights is null ? RowVectors<T>.Sum(x, Classes) : RowVectors<T>.Dot(x, Weights, Classes);
                loss += Soft * ((lse * WeightSum) - weighted);
            }
            Losses[row] = loss;
        }

        private readonly void Gradient(int row)
        {
            T* x = X + ((long)row * Classes), dx = Dx + ((long)row * Classes);
            long t = Targets[row];
            if (t == Ignore)
            {
                new Span<T>(dx, Classes).Clear();
                return;
            }
            T g = Dy[row * DyStride] * Factor, soft = g * Soft, hard = g * Hard * Weight(t), scale = hard + (soft * WeightSum);
            if (Soft == T.Zero || Weights is null) UnaryLoop<T>.Row(new Probability(LogSums[row], scale, soft), x, dx, Classes, isStreamed: false);
            else BinaryLoop<T>.Row(new WeightedProbability(LogSums[row], scale, soft), x, Weights, dx, Classes, isStreamed: false);
            dx[t] -= hard;
        }

        private readonly T Weight(long target) => Weights is null ? T.One : Weights[target];

        private readonly struct Probability(T logSum, T scale, T less) : IVectorFunction<T>
        {
            public static bool IsLong => true;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public Vector512<T> Apply(Vector512<T> x) =>
                (VectorMath.ExpOfNegative(x - Vector512.Create(logSum)) * Vector512.Create(scale)) - Vector512.Create(less);
        }

        private readonly struct WeightedProbability(T logSum, T scale, T less) : IPairOperator<T>
        {
            public static bool IsLong => true;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public Vector512<T> Apply(Vector512<T> x, Vector512<T> weight) =>
                (VectorMath.ExpOfNegative(x - Vector512.Create(logSum)) * Vector512.Create(scale)) - (Vector512.Create(less) * weight);
        }
    }
}
