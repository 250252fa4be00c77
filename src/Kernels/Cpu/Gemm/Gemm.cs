using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>Divides a product of matrices into pieces for the threads and picks the form that suits its shape.</summary>
internal static unsafe class Gemm
{
    /// <summary>Multiply-adds below which a second thread costs more than it saves.</summary>
    private const long ParallelWork = 400_000;

    public static void Run<T>(in GemmArguments<T> arguments)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var g = arguments;
        if (g.M == 0 || g.N == 0) return;
        if (g.CColumn != 1 && g.CRow == 1 && !g.Panels.IsGiven) g = g.Transposed();
        long work = (long)g.M * g.N * Math.Max(g.K, 1);
        if (work < ParallelWork || WorkerPool.Threads == 1)
        {
            GemmBlocks<T>.Compute(g);
            return;
        }
        var grid = Grid.For(g.M, g.N, g.K, WorkerPool.Threads, TileSet<T>.Current);
        WorkerPool.For(grid.Rows * grid.Columns, new PieceJob<T> { Arguments = g, Grid = grid });
    }

    private readonly record struct Grid(int Rows, int Columns, int PieceRows, int PieceColumns)
    {
        /// <summary>Pieces enough to balance the threads; their shape keeps the repeated packing of A and B small.</summary>
        public static Grid For<T>(int m, int n, int k, int threads, TileSet<T> tiles)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            long work = (long)m * n * k;
            int pieces = threads * (int)Math.Clamp(work / threads / 8_000_000, 1, 4);
            int wide = 2 * tiles.Width;
            var best = default(Grid);
            double bestCost = double.PositiveInfinity;
            for (int columns = 1; columns <= pieces; columns++)
            {
                int rows = (pieces + columns - 1) / columns;
                int pieceRows = RoundUp((m + rows - 1) / rows, tiles.Rows);
                int pieceColumns = RoundUp((n + columns - 1) / columns, wide);
                int gridRows = (m + pieceRows - 1) / pieceRows;
                int gridColumns = (n + pieceColumns - 1) / pieceColumns;
                // the longest thread's arithmetic, and packing at about ten multiply-adds an element
                int rounds = ((gridRows * gridColumns) + threads - 1) / threads;
                double cost = rounds * (((double)Math.Min(pieceRows, m) * Math.Min(pieceColumns, n)) + (10.0 * (pieceRows + pieceColumns)));
                if (cost < bestCost) (best, bestCost) = (new Grid(gridRows, gridColumns, pieceRows, pieceColumns), cost);
            }
            return best;
        }

        private static int RoundUp(int n, int multiple) => (n + multiple - 1) / multiple * multiple;
    }

    private struct PieceJob<T> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public GemmArguments<T> Arguments;
        public Grid Grid;

        public readonly void Run(int index)
        {
            int row = index / Grid.Columns * Grid.PieceRows;
            int column = index % Grid.Columns * Grid.PieceColumns;
            GemmBlocks<T>.Compute(Arguments.Part(
                row, Math.Min(Grid.PieceRows, Arguments.M - row), column, Math.Min(Grid.PieceColumns, Arguments.N - column)));
        }
    }
}
