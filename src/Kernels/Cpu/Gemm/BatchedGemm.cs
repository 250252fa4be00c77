using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu;

/// <summary>Products of stacks of matrices: y[.., M, N] = alpha · a[.., M, K] · b[.., K, N], with any strides.</summary>
internal static class BatchedGemm
{
    private const int MaxAxes = 8;

    /// <summary>Multiply-adds that a piece of several small products should have at least.</summary>
    private const long PieceWork = 150_000;

    /// <summary>Multiplies; the leading axes of all three are equal in number and length (broadcast ones have stride 0).</summary>
    /// <param name="a">[.., M, K].</param>
    /// <param name="b">[.., K, N].</param>
    /// <param name="y">[.., M, N], overwritten or added to; it must not overlap the operands.</param>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="accumulate">Add to y.</param>
    /// <param name="epilogue">Applied to every matrix of y; its residual only fits a single one.</param>
    public static unsafe void Multiply<T>(
        Strided<T> a, Strided<T> b, Strided<T> y, T alpha, bool accumulate = false, Epilogue<T> epilogue = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var g = new GemmArguments<T>
        {
            M = y.Shape[^2],
            N = y.Shape[^1],
            K = a.Shape[^1],
            A = a.Data,
            B = b.Data,
            C = y.Data,
            ARow = (nint)a.Strides[^2],
            AColumn = (nint)a.Strides[^1],
            BRow = (nint)b.Strides[^2],
            BColumn = (nint)b.Strides[^1],
            CRow = (nint)y.Strides[^2],
            CColumn = (nint)y.Strides[^1],
            Alpha = alpha,
            Accumulate = accumulate,
            Epilogue = epilogue,
        };
        Normalise(ref g);
        var batch = new Batch();
        long count = 1;
        for (int axis = 0; axis < y.Rank - 2; axis++)
        {
            count *= y.Shape[axis];
            if (y.Shape[axis] != 1) batch.Push(y.Shape[axis], (nint)a.Strides[axis], (nint)b.Strides[axis], (nint)y.Strides[axis]);
        }
        if (count == 0) return;
        FoldIntoRows(ref g, ref batch);
        Run(g, batch);
    }

    /// <summary>y = x · w + bias, the bias one element per column; 0 is none.</summary>
    public static unsafe void Linear<T>(Strided<T> x, Strided<T> w, nint bias, long biasStride, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Multiply(x, w, y, T.One, accumulate: false, new Epilogue<T> { ColumnBias = (T*)bias, ColumnBiasStride = (nint)biasStride });

    // an axis of length 1 may have any stride; the usual one lets more shapes take the fast paths
    private static void Normalise<T>(ref GemmArguments<T> g)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (g.K == 1) (g.AColumn, g.BRow) = (1, g.BColumn == 1 ? g.N : 1);
        if (g.M == 1) (g.ARow, g.CRow) = (g.AColumn == 1 ? g.K : 1, g.N);
        if (g.N == 1) (g.BColumn, g.CColumn) = (1, 1);
    }

    /// <summary>Products that share b and lie one under another are one product with more rows.</summary>
    private static unsafe void FoldIntoRows<T>(ref GemmArguments<T> g, ref Batch batch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (g.Epilogue.RowBias is not null || g.Epilogue.Residual is not null) return;
        while (batch.Axes > 0)
        {
            var (n, sa, sb, sy) = batch[batch.Axes - 1];
            bool oneRow = g.M == 1;
            if (sb != 0 || (!oneRow && (sa != g.M * g.ARow || sy != g.M * g.CRow)) || (long)n * g.M > int.MaxValue) return;
            if (oneRow) (g.ARow, g.CRow) = (sa, sy);
            g.M *= n;
            batch.Pop();
        }
    }

    private static void Run<T>(in GemmArguments<T> g, in Batch batch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = batch.Count;
        long work = Math.Max(1, (long)g.M * g.N * Math.Max(g.K, 1));
        if (count == 1)
        {
            Gemm.Run(g);
            return;
        }
        if (work > 4 * Gemm.ParallelWork && count < 4 * WorkerPool.Threads)
        {
            for (int i = 0; i < count; i++) Gemm.Run(batch.At(g, i));
            return;
        }
        int each = (int)Math.Clamp(PieceWork / work, 1, count);
        var job = new BatchJob<T> { Arguments = g, Batch = batch, Each = each };
        int pieces = (count + each - 1) / each;
        WorkerPool.For(pieces, job);
    }

    private struct BatchJob<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public GemmArguments<T> Arguments;
        public Batch Batch;
        public int Each;

        public readonly void Run(int index)
        {
            int last = Math.Min(Batch.Count, (index + 1) * Each);
            for (int i = index * Each; i < last; i++) Gemm.Run(Batch.At(Arguments, i));
        }
    }

    /// <summary>The axes of a stack, neighbours merged where the strides allow it.</summary>
    private struct Batch
    {
        private Axes8 _axes;

        public int Axes { get; private set; }

        public readonly int Count
        {
            get
            {
                int count = 1;
                for (int i = 0; i < Axes; i++) count = checked(count * _axes[i].N);
                return count;
            }
        }

        public readonly (int N, nint A, nint B, nint Y) this[int axis] => _axes[axis];

        public void Push(int n, nint a, nint b, nint y)
        {
            if (Axes > 0)
            {
                var (m, ma, mb, my) = _axes[Axes - 1];
                if (ma == n * a && mb == n * b && my == n * y)
                {
                    _axes[Axes - 1] = (m * n, a, b, y);
                    return;
                }
            }
            if (Axes == MaxAxes) throw new NotSupportedException($"matmul: more than {MaxAxes} leading axes that cannot be merged.");
            _axes[Axes++] = (n, a, b, y);
        }

        public void Pop() => Axes--;

        public readonly unsafe GemmArguments<T> At<T>(in GemmArguments<T> g, int index)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var item = g;
            for (int axis = Axes - 1; axis >= 0; axis--)
            {
                var (n, a, b, y) = _axes[axis];
                int i = index % n;
                index /= n;
                item.A += i * a;
                item.B += i * b;
                item.C += i * y;
            }
            return item;
        }
    }

    [InlineArray(MaxAxes)]
    private struct Axes8
    {
        private (int N, nint A, nint B, nint Y) _first;
    }
}
