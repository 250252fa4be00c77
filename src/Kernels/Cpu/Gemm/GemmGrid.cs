using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>A division of C into pieces that threads compute.</summary>
internal readonly record struct GemmGrid(int Rows, int Columns, int PieceRows, int PieceColumns)
{
    /// <summary>Packing an element costs about as much as this many multiply-adds.</summary>
    private const double PackingCost = 10;

    /// <summary>Multiply-adds of a piece beyond which more pieces are made, to balance threads that are disturbed.</summary>
    private const long PieceWork = 8_000_000;

    public int Count => Rows * Columns;

    /// <summary>Pieces enough to balance the threads; their shape keeps the repeated packing of A and B small.</summary>
    public static GemmGrid For<T>(int m, int n, int k, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var tiles = TileSet<T>.Current;
        long work = (long)m * n * k;
        int pieces = threads * (int)Math.Clamp(work / threads / PieceWork, 1, 2);
        var best = default(GemmGrid);
        double bestCost = double.PositiveInfinity;
        for (int columns = 1; columns <= pieces; columns++)
        {
            int rows = (pieces + columns - 1) / columns;
            int pieceRows = RoundUp((m + rows - 1) / rows, tiles.Rows);
            int pieceColumns = RoundUp((n + columns - 1) / columns, 2 * tiles.Width);
            int gridRows = (m + pieceRows - 1) / pieceRows;
            int gridColumns = (n + pieceColumns - 1) / pieceColumns;
            int rounds = ((gridRows * gridColumns) + threads - 1) / threads;
            double cost = rounds * (((double)Math.Min(pieceRows, m) * Math.Min(pieceColumns, n)) + (PackingCost * (pieceRows + pieceColumns)));
            if (cost < bestCost) (best, bestCost) = (new GemmGrid(gridRows, gridColumns, pieceRows, pieceColumns), cost);
        }
        return best;
    }

    /// <summary>Piece <paramref name="index"/> of the product.</summary>
    public GemmArguments<T> Piece<T>(in GemmArguments<T> g, int index)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int row = index / Columns * PieceRows, column = index % Columns * PieceColumns;
        return g.Part(row, Math.Min(PieceRows, g.M - row), column, Math.Min(PieceColumns, g.N - column));
    }

    private static int RoundUp(int n, int multiple) => (n + multiple - 1) / multiple * multiple;
}
