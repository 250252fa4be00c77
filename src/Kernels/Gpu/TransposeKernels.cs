namespace Neuron.Kernels.Gpu;

/// <summary>Copies whose source runs along another axis than their destination, through tiles in shared memory.</summary>
internal static class TransposeKernels
{
    /// <summary>Rows and columns of a tile: whole lines of memory are read along its columns and written along its rows.</summary>
    public const int Rows = 64, Columns = 32;

    /// <summary>Work-items along a line, and lines that a group moves at once.</summary>
    public const int Lanes = 32, Lines = 8;

    /// <summary>y[ys(b) + c · yStep + r] = x[xs(b) + r · xStep + c].</summary>
    /// <remarks>
    /// Grid: tiles of [rows, columns], column by column first, then matrices b. Group: 32 x 8. Shared: one tile, its rows 33 apart, so that
    /// neither direction meets a bank twice. Reads x once, eight loads of a work-item at a time, writes y once.
    /// </remarks>
    public static void Tiles<T>(ArrayView<T> x, Layout xs, ArrayView<T> y, Layout ys, int rows, int columns, long xStep, long yStep)
        where T : unmanaged
    {
        var tile = SharedMemory.Allocate<T>(Rows * (Columns + 1));
        var v = LocalMemory.Allocate<T>(Rows / Lines);
        int across = (columns + Columns - 1) / Columns, down = (rows + Rows - 1) / Rows;
        int line = Grid.IdxX / across, matrix = line / down;
        int c0 = (Grid.IdxX - (line * across)) * Columns, r0 = (line - (matrix * down)) * Rows;
        long from = xs.PlaceOf(matrix) + ((r0 + Group.IdxY) * xStep) + c0 + Group.IdxX;
        bool inside = c0 + Group.IdxX < columns;
        for (int j = 0; j < Rows / Lines; j++)
        {
            Unroll.Fully();
            if (inside && r0 + Group.IdxY + (j * Lines) < rows) v[j] = x[from + (j * Lines * xStep)];
        }
        for (int j = 0; j < Rows / Lines; j++)
        {
            Unroll.Fully();
            tile[((Group.IdxY + (j * Lines)) * (Columns + 1)) + Group.IdxX] = v[j];
        }
        Group.Barrier();
        long to = ys.PlaceOf(matrix) + ((c0 + Group.IdxY) * yStep) + r0 + Group.IdxX;
        for (int j = 0; j < Columns / Lines; j++)
        {
            Unroll.Fully();
            for (int h = 0; h < Rows; h += Lanes)
            {
                Unroll.Fully();
                if (c0 + Group.IdxY + (j * Lines) < columns && r0 + Group.IdxX + h < rows)
                    y[to + (j * Lines * yStep) + h] = tile[((Group.IdxX + h) * (Columns + 1)) + Group.IdxY + (j * Lines)];
            }
        }
    }
}
