namespace Neuron.Kernels.Gpu;

/// <summary>Matrix products by tensor cores: operands in bfloat16, float16 or float32 (rounded to tf32), sums in float32.</summary>
internal static class TensorCoreMatMulKernels
{
    /// <summary>Rows of C that a group makes.</summary>
    public static int TileRows<TTile>() where TTile : struct, ITensorTile => TTile.WarpRows * TTile.RowFragments * 16;

    /// <summary>Columns of C that a group makes.</summary>
    public static int TileColumns<TTile>() where TTile : struct, ITensorTile => TTile.WarpColumns * TTile.ColumnPairs * 16;

    /// <summary>Work-items of a group.</summary>
    public static int Items<TTile>() where TTile : struct, ITensorTile => TTile.WarpRows * TTile.WarpColumns * 32;

    /// <summary>C = A · Bᵀ for A [.., m, k], B [.., n, k]; k is a multiple of 16 bytes of elements.</summary>
    /// <remarks>
    /// A step takes 64 bytes of every row; the rows of a tile lie 80 bytes apart, so that ldmatrix meets no bank twice. While one half
    /// of shared memory is multiplied, the next step is copied into the other, with one barrier a step.
    /// Grid: X tiles of C, in bands of row tiles; Z products.
    /// </remarks>
    public static void Product<T, TTile, TResult>(TensorOperand<T> a, TensorOperand<T> b, TResult result, MatMulExtent extent)
        where T : unmanaged
        where TTile : struct, ITensorTile
        where TResult : unmanaged, IMatMulResult<float>
    {
        int step = 2 * TensorCore.Depth<T>();
        var left = SharedMemory.Allocate<T>(2 * TileRows<TTile>() * Pitch<T>());
        var right = SharedMemory.Allocate<T>(2 * TileColumns<TTile>() * Pitch<T>());
        var sums = LocalMemory.Allocate<FragmentC>(TTile.RowFragments * TTile.ColumnPairs * 2);
        (int firstRow, int firstColumn) = MatMulKernels.Corner(extent, TileRows<TTile>(), TileColumns<TTile>());
        var batch = extent.Batch(extent.FirstBatch + Grid.IdxZ, 0);
        long startA = a.Start(batch), startB = b.Start(batch);
        int m = extent.M, n = extent.N, k = extent.K;
        int warp = Group.IdxX / 32;
        int warpRow = warp / TTile.WarpColumns * TTile.RowFragments * 16, warpColumn = warp % TTile.WarpColumns * TTile.ColumnPairs * 16;

        Fetch(a.Data, startA, a.RowStride, left, 0, TileRows<TTile>(), Items<TTile>(), firstRow, m, 0, k);
        Fetch(b.Data, startB, b.RowStride, right, 0, TileColumns<TTile>(), Items<TTile>(), firstColumn, n, 0, k);
        AsyncCopy.Commit();
        int half = 0;
        for (int at = 0; at < k; at += step)
        {
            AsyncCopy.Wait(0);
            Group.Barrier(); // this half is there, and nobody reads the other any more
            if (at + step < k)
            {
                Fetch(a.Data, startA, a.RowStride, left, 1 - half, TileRows<TTile>(), Items<TTile>(), firstRow, m, at + step, k);
                Fetch(b.Data, startB, b.RowStride, right, 1 - half, TileColumns<TTile>(), Items<TTile>(), firstColumn, n, at + step, k);
            }
            AsyncCopy.Commit();
            Multiply<T, TTile>(left, right, (half * TileRows<TTile>()) + warpRow, (half * TileColumns<TTile>()) + warpColumn, sums);
            half = 1 - half;
        }
        Store<TTile, TResult>(sums, result, batch, firstRow + warpRow + TensorCore.ResultRow, firstColumn + warpColumn + TensorCore.ResultColumn);
    }

    /// <summary>Elements between the rows of a tile in shared memory: 80 bytes.</summary>
    private static int Pitch<T>() where T : unmanaged => 5 * Chunk<T>();

    /// <summary>Elements of 16 bytes.</summary>
    private static int Chunk<T>() where T : unmanaged => TensorCore.Depth<T>() / 2;

    /// <summary>Starts to copy a step of a tile's rows; rows past the end repeat the last one, columns past the end are zero.</summary>
    private static void Fetch<T>(ArrayView<T> source, long start, long stride, ArrayView<T> tile, int half, int rows, int items, int first, int count, int at, int k) where T : unmanaged
    {
        for (int i = Group.IdxX; i < rows * 4; i += items)
        {
            int row = i / 4, column = at + (i % 4 * Chunk<T>());
            int target = (((half * rows) + row) * Pitch<T>()) + (i % 4 * Chunk<T>());
            long from = start + (IntrinsicMath.Min(first + row, count - 1) * stride) + column;
            if (column >= k)
            {
                for (int e = 0; e < Chunk<T>(); e++)
                {
                    Unroll.Fully();
                    tile[target + e] = default;
                }
            }
            else if (typeof(T) == typeof(float))
            {
                AsyncCopy.Copy4(tile, target, source, from);
            }
            else
            {
                AsyncCopy.Copy8(tile, target, source, from);
            }
        }
    }

    /// <summary>sums += the warp's part of one step.</summary>
    private static void Multiply<T, TTile>(ArrayView<T> left, ArrayView<T> right, int row, int column, ArrayView<FragmentC> sums)
        where T : unmanaged
        where TTile : struct, ITensorTile
    {
        var b = LocalMemory.Allocate<FragmentB<T>>(TTile.ColumnPairs * 2);
        for (int slice = 0; slice < 2; slice++)
        {
            Unroll.Fully();
            int inRow = slice * TensorCore.Depth<T>();
            for (int j = 0; j < TTile.ColumnPairs; j++)
            {
                Unroll.Fully();
                TensorCore.LoadB(right, ((column + (j * 16)) * Pitch<T>()) + inRow, Pitch<T>(), out FragmentB<T> first, out FragmentB<T> second);
                b[2 * j] = Rounded(first);
                b[(2 * j) + 1] = Rounded(second);
            }
            for (int i = 0; i < TTile.RowFragments; i++)
            {
                Unroll.Fully();
                var rows = Rounded(TensorCore.LoadA(left, ((row + (i * 16)) * Pitch<T>()) + inRow, Pitch<T>()));
                for (int j = 0; j < TTile.ColumnPairs * 2; j++)
                {
                    Unroll.Fully();
                    int place = (i * TTile.ColumnPairs * 2) + j;
                    sums[place] = TensorCore.MultiplyAdd(rows, b[j], sums[place]);
                }
            }
        }
    }

    /// <summary>float32 to the nearest tf32; the other types as they are.</summary>
    public static FragmentA<T> Rounded<T>(FragmentA<T> a) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) (a.R0, a.R1, a.R2, a.R3) = (Tf32(a.R0), Tf32(a.R1), Tf32(a.R2), Tf32(a.R3));
        return a;
    }

    public static FragmentB<T> Rounded<T>(FragmentB<T> b) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) (b.R0, b.R1) = (Tf32(b.R0), Tf32(b.R1));
        return b;
    }

    private static uint Tf32(uint bits) => Interop.FloatAsInt(TensorCore.RoundToTf32(Interop.IntAsFloat(bits)));

    private static void Store<TTile, TResult>(ArrayView<FragmentC> sums, TResult result, BatchIndex batch, int row, int column)
        where TTile : struct, ITensorTile
        where TResult : unmanaged, IMatMulResult<float>
    {
        for (int i = 0; i < TTile.RowFragments; i++)
        {
            Unroll.Fully();
            for (int j = 0; j < TTile.ColumnPairs * 2; j++)
            {
                Unroll.Fully();
                var sum = sums[(i * TTile.ColumnPairs * 2) + j];
                result.Store1(batch, row + (i * 16), column + (j * 8), sum.C0);
                result.Store1(batch, row + (i * 16), column + (j * 8) + 1, sum.C1);
                result.Store1(batch, row + (i * 16) + 8, column + (j * 8), sum.C2);
                result.Store1(batch, row + (i * 16) + 8, column + (j * 8) + 1, sum.C3);
            }
        }
    }
}
