using System.Numerics;

namespace Neuron.Kernels.Gpu.Attention;

/// <summary>The two products that tiled attention consists of, by a square group of E × E work-items on tiles of 4E × 4E.</summary>
/// <remarks>
/// Work-item (x, y) holds rows 4y to 4y + 3 and columns 4x to 4x + 3 in registers. Operands pass through a shared chunk of
/// 2 · Depth · (4E + 4) numbers, whose rows are padded so that stores of a column meet few bank conflicts.
/// </remarks>
internal static class AttentionTile
{
    /// <summary>Inner indices of a chunk.</summary>
    public const int Depth = 32;

    /// <summary>s[4i + j] = Σ_d rows[4y + i, d] · columns[4x + j, d] for the tiles that start at the given places; rows beyond the counts are 0.</summary>
    public static void Product<T>(
        ArrayView<T> s, ArrayView<T> chunk, ArrayView<T> rows, long rowsAt, long rowStride, int rowCount, ArrayView<T> columns, long columnsAt, long columnStride, int columnCount, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int pitch = (4 * Group.DimX) + 4;
        for (int i = 0; i < 16; i++)
        {
            Unroll.Fully();
            s[i] = T.Zero;
        }
        for (int first = 0; first < width; first += Depth)
        {
            int depth = XMath.Min(Depth, width - first);
            Group.Barrier(); // the chunk's last readers are through
            LoadTransposed(chunk, 0, rows, rowsAt + first, rowStride, rowCount, depth);
            LoadTransposed(chunk, Depth * pitch, columns, columnsAt + first, columnStride, columnCount, depth);
            Group.Barrier();
            for (int d = 0; d < depth; d++)
            {
                Unroll.By(4);
                AddOuter(s, 0, chunk.Load4((d * pitch) + (4 * Group.IdxY)), chunk.Load4(((Depth + d) * pitch) + (4 * Group.IdxX)));
            }
        }
    }

    /// <summary>
    /// o[16k + 4i + j] += Σ_n weights[n, 4y + i] · x[n, 4E·k + 4x + j] over <paramref name="count"/> rows of x from
    /// <paramref name="at"/> on; columns from <paramref name="width"/> on are 0. Blocks k: at most 2.
    /// </summary>
    public static void Accumulate<T>(ArrayView<T> o, ArrayView<T> weights, ArrayView<T> chunk, ArrayView<T> x, long at, long stride, int count, int width, int blocks)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int tile = 4 * Group.DimX, columns = blocks * tile, each = 2 * Depth / blocks;
        for (int first = 0; first < count; first += each)
        {
            int rows = XMath.Min(each, count - first);
            Group.Barrier(); // the chunk's last readers are through, and the weights are there
            for (int i = Group.LinearIndex; i < rows * columns; i += Group.Size)
            {
                int n = i / columns, e = i % columns;
                chunk[i] = e < width ? x[at + ((first + n) * stride) + e] : T.Zero;
            }
            Group.Barrier();
            for (int n = 0; n < rows; n++)
            {
                Unroll.By(4);
                Vec4<T> p = weights.Load4(((first + n) * (tile + 4)) + (4 * Group.IdxY));
                for (int k = 0; k < blocks; k++)
                {
                    Unroll.Fully();
                    AddOuter(o, 16 * k, p, chunk.Load4((n * columns) + (k * tile) + (4 * Group.IdxX)));
                }
            }
        }
    }

    /// <summary>weights[4x + j, 4y + i] = s[4i + j]: the tile, its columns as rows, for <see cref="Accumulate"/>.</summary>
    public static void StoreTransposed<T>(ArrayView<T> weights, ArrayView<T> s)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int pitch = (4 * Group.DimX) + 4;
        for (int j = 0; j < 4; j++)
        {
            Unroll.Fully();
            Vec4<T> column;
            column.X = s[j];
            column.Y = s[4 + j];
            column.Z = s[8 + j];
            column.W = s[12 + j];
            weights.Store4((((4 * Group.IdxX) + j) * pitch) + (4 * Group.IdxY), column);
        }
    }

    /// <summary>y[row · width + first + ..] = factor · o for the rows below <paramref name="rows"/> and columns below <paramref name="width"/>.</summary>
    public static void Write<T>(ArrayView<T> y, long at, int rows, int width, int first, ArrayView<T> o, int blocks, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < 4; i++)
        {
            Unroll.Fully();
            int row = (4 * Group.IdxY) + i;
            if (row < rows) WriteRow(y, at + ((long)row * width), width, first, o, blocks, i, factor);
        }
    }

    /// <summary>Row i of the work-item's rows.</summary>
    public static void WriteRow<T>(ArrayView<T> y, long at, int width, int first, ArrayView<T> o, int blocks, int i, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int k = 0; k < blocks; k++)
        {
            Unroll.Fully();
            for (int j = 0; j < 4; j++)
            {
                Unroll.Fully();
                int e = first + (4 * Group.DimX * k) + (4 * Group.IdxX) + j;
                if (e < width) y[at + e] = o[(16 * k) + (4 * i) + j] * factor;
            }
        }
    }

    private static void LoadTransposed<T>(ArrayView<T> chunk, int to, ArrayView<T> x, long at, long stride, int count, int depth)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int pitch = (4 * Group.DimX) + 4;
        for (int i = Group.LinearIndex; i < Depth * 4 * Group.DimX; i += Group.Size)
        {
            int row = i / Depth, d = i % Depth;
            chunk[to + (d * pitch) + row] = row < count && d < depth ? x[at + (row * stride) + d] : T.Zero;
        }
    }

    private static void AddOuter<T>(ArrayView<T> s, int at, Vec4<T> a, Vec4<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        AddRow(s, at, a.X, b);
        AddRow(s, at + 4, a.Y, b);
        AddRow(s, at + 8, a.Z, b);
        AddRow(s, at + 12, a.W, b);
    }

    private static void AddRow<T>(ArrayView<T> s, int at, T a, Vec4<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        s[at] = T.FusedMultiplyAdd(a, b.X, s[at]);
        s[at + 1] = T.FusedMultiplyAdd(a, b.Y, s[at + 1]);
        s[at + 2] = T.FusedMultiplyAdd(a, b.Z, s[at + 2]);
        s[at + 3] = T.FusedMultiplyAdd(a, b.W, s[at + 3]);
    }
}
