using System.Numerics;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu;

/// <summary>Divides a product of matrices into pieces for the threads and picks the form that suits its shape.</summary>
internal static unsafe class Gemm
{
    /// <summary>Multiply-adds below which a second thread costs more than it saves.</summary>
    public const long ParallelWork = 400_000;

    private const int SliceDepth = 4096, MaxSlices = 8;

    /// <summary>How <see cref="Run"/> computes the product.</summary>
    public static GemmForm FormOf<T>(in GemmArguments<T> g)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (g.M == 0 || g.N == 0) return GemmForm.Empty;
        bool mapped = g.Panels.IsGiven || g.ADepth.IsGiven || g.CColumns.IsGiven;
        bool split = g.K >= 2 * SliceDepth && g.K / 16 >= Math.Max(g.M, g.N) && !g.CColumns.IsGiven;
        if (mapped) return split ? GemmForm.SplitDepth : GemmForm.Tiles;
        if ((g.N == 1 && g.AColumn == 1) || (g.M == 1 && g.BRow == 1)) return GemmForm.MatrixVector;
        bool symmetric = g.A == g.B && g.M == g.N && g.M >= 64 && g.ARow == g.BColumn && g.AColumn == g.BRow
            && !g.Accumulate && !g.Epilogue.IsGiven;
        return (symmetric, split) switch
        {
            (true, true) => GemmForm.SymmetricSplitDepth,
            (true, false) => GemmForm.Symmetric,
            (false, true) => GemmForm.SplitDepth,
            _ => GemmForm.Tiles,
        };
    }

    /// <summary>Computes one product, on as many threads as it is worth.</summary>
    public static void Run<T>(in GemmArguments<T> arguments)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var g = arguments;
        var form = FormOf(g);
        switch (form)
        {
            case GemmForm.Empty:
                return;
            case GemmForm.MatrixVector:
                MatrixVector<T>.Run(g.N == 1 && g.AColumn == 1 ? g : g.Transposed());
                return;
        }
        if (g.CColumn != 1 && g.CRow == 1 && !g.Panels.IsGiven && !g.CColumns.IsGiven && !g.ADepth.IsGiven) g = g.Transposed();
        bool mirrored = form is GemmForm.Symmetric or GemmForm.SymmetricSplitDepth;
        g.LowerTriangle |= mirrored;
        if (form is GemmForm.SplitDepth or GemmForm.SymmetricSplitDepth) RunSlices(g);
        else RunPieces(g);
        if (mirrored) Mirror(g);
    }

    private static void RunPieces<T>(in GemmArguments<T> g)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long work = (long)g.M * g.N * Math.Max(g.K, 1);
        if (work < ParallelWork || WorkerPool.Threads == 1)
        {
            GemmBlocks<T>.Compute(g);
            return;
        }
        var grid = GemmGrid.For<T>(g.M, g.N, g.K, WorkerPool.Threads);
        WorkerPool.For(grid.Count, new PieceJob<T> { Arguments = g, Grid = grid });
    }

    /// <summary>The slices depend on K alone, and their sums are added in order: the same bits on any number of threads.</summary>
    private static void RunSlices<T>(in GemmArguments<T> g)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int slices = Math.Min(MaxSlices, g.K / SliceDepth);
        long elements = (long)slices * g.M * g.N;
        nint block = NativePool.Host.Rent(elements * sizeof(T));
        try
        {
            var job = new SliceJob<T>
            {
                Arguments = g,
                Partial = (T*)block,
                Slices = slices,
                Grid = GemmGrid.For<T>(g.M, g.N, g.K / slices, Math.Max(1, WorkerPool.Threads / slices)),
            };
            WorkerPool.For(slices * job.Grid.Count, job);
            WorkerPool.For(g.M, new SumJob<T> { Arguments = g, Partial = (T*)block, Slices = slices });
        }
        finally
        {
            NativePool.Host.Return(block, elements * sizeof(T));
        }
    }

    private static void Mirror<T>(in GemmArguments<T> g)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < g.M; i += 4)
        {
            for (int j = i; j < g.N; j += 4)
            {
                T* from = g.C + (j * g.CRow) + (i * g.CColumn);
                T* to = g.C + (i * g.CRow) + (j * g.CColumn);
                if (j > i && j + 4 <= g.N && g.CColumn == 1)
                {
                    Transpose.Block4(from, g.CRow, to, g.CRow);
                    continue;
                }
                for (int r = 0; r < Math.Min(4, g.M - i); r++)
                {
                    for (int c = 0; c < Math.Min(4, g.N - j); c++)
                        if (j + c > i + r) to[(r * g.CRow) + (c * g.CColumn)] = from[(c * g.CRow) + (r * g.CColumn)];
                }
            }
        }
    }

    private struct PieceJob<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public GemmArguments<T> Arguments;
        public GemmGrid Grid;

        public readonly void Run(int index) => GemmBlocks<T>.Compute(Grid.Piece(Arguments, index));
    }

    private struct SliceJob<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public GemmArguments<T> Arguments;
        public GemmGrid Grid;
        public T* Partial;
        public int Slices;

        public readonly void Run(int index)
        {
            int slice = index / Grid.Count;
            int depth = (((Arguments.K + Slices - 1) / Slices) + 15) & ~15;
            int first = Math.Min(slice * depth, Arguments.K);
            var g = Arguments.Depth(first, Math.Min(depth, Arguments.K - first));
            g.C = Partial + ((long)slice * g.M * g.N);
            (g.CRow, g.CColumn) = (g.N, 1);
            (g.Accumulate, g.Alpha, g.Epilogue) = (false, T.One, default);
            GemmBlocks<T>.Compute(Grid.Piece(g, index % Grid.Count));
        }
    }

    private struct SumJob<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public GemmArguments<T> Arguments;
        public T* Partial;
        public int Slices;

        public readonly void Run(int row)
        {
            ref readonly var g = ref Arguments;
            T* c = g.C + (row * g.CRow);
            T* first = Partial + ((long)row * g.N);
            int columns = g.LowerTriangle ? row + 1 : g.N;
            for (int s = 1; s < Slices; s++) Add(first, Partial + (((long)s * g.M) + row) * g.N, columns);
            for (int j = 0; j < columns; j++)
            {
                T sum = g.Alpha * first[j];
                c[j * g.CColumn] = g.Accumulate ? c[j * g.CColumn] + sum : sum;
            }
            if (g.Epilogue.IsGiven) g.Epilogue.Apply(c, g.CRow, g.CColumn, row, 1, 0, g.N);
        }

        private static void Add(T* sum, T* x, int count)
        {
            int j = 0;
            var target = new Span<T>(sum, count);
            var source = new ReadOnlySpan<T>(x, count);
            for (; j <= count - Vector<T>.Count; j += Vector<T>.Count)
                (new Vector<T>(target[j..]) + new Vector<T>(source[j..])).CopyTo(target[j..]);
            for (; j < count; j++) target[j] += source[j];
        }
    }
}
