namespace Neuron.Kernels.Gpu;

/// <summary>Matrix products by tensor cores: operands in bfloat16, float16 or float32 (rounded to tf32), sums in float32.</summary>
internal static class TensorCoreMatMulKernels
{
    /// <summary>Steps whose operands lie in shared memory: one is multiplied while the others are on their way.</summary>
    private const int Stages = 3;

    /// <summary>Parts of a step that are one fragment deep.</summary>
    private const int Slices = 4;

    /// <summary>Rows of C that a group makes.</summary>
    public static int TileRows<TTile>() where TTile : struct, ITensorTile => TTile.WarpRows * TTile.RowFragments * 16;

    /// <summary>Columns of C that a group makes.</summary>
    public static int TileColumns<TTile>() where TTile : struct, ITensorTile => TTile.WarpColumns * TTile.ColumnPairs * 16;

    /// <summary>Work-items of a group.</summary>
    public static int Items<TTile>() where TTile : struct, ITensorTile => TTile.WarpRows * TTile.WarpColumns * 32;

    /// <summary>Bytes of dynamic shared memory of a group: 128 for each row and column and stage.</summary>
    public static int SharedBytes<TTile>() where TTile : struct, ITensorTile => Stages * (TileRows<TTile>() + TileColumns<TTile>()) * 128;

    /// <summary>C = A · Bᵀ for A [.., m, k], B [.., n, k], k a multiple of 16 bytes of elements.</summary>
    /// <remarks>
    /// TLeftAcross, TRightAcross: whether the operand lies with its rows or columns side by side, not its terms; not for float32.
    /// A step takes 128 bytes of every row, and copies run two steps ahead, with one barrier a step. In shared memory 16 bytes change
    /// places with others of their row by exclusive or with the row, so that ldmatrix and the copies meet no bank twice. Fragments of
    /// the next slice are loaded while one is multiplied.
    /// Grid: X tiles of C, in bands of row tiles; Y splits of K; Z products. Shared: <see cref="SharedBytes"/>.
    /// </remarks>
    public static void Product<T, TTile, TLeftAcross, TRightAcross, TResult>(TensorOperand<T> a, TensorOperand<T> b, TResult result, MatMulExtent extent)
        where T : unmanaged
        where TTile : struct, ITensorTile
        where TLeftAcross : struct, IFlag
        where TRightAcross : struct, IFlag
        where TResult : unmanaged, IMatMulResult<float>
    {
        var memory = SharedMemory.GetDynamic<T>();
        var sums = LocalMemory.Allocate<FragmentC>(TTile.RowFragments * TTile.ColumnPairs * 2);
        var leftParts = LocalMemory.Allocate<FragmentA<T>>(2 * TTile.RowFragments);
        var rightParts = LocalMemory.Allocate<FragmentB<T>>(4 * TTile.ColumnPairs);
        var leftOffsets = LocalMemory.Allocate<int>(Copies<T, TTile>(TileRows<TTile>()));
        var rightOffsets = LocalMemory.Allocate<int>(Copies<T, TTile>(TileColumns<TTile>()));
        (int firstRow, int firstColumn) = MatMulKernels.Corner(extent, TileRows<TTile>(), TileColumns<TTile>());
        var batch = extent.Batch(extent.FirstBatch + Grid.IdxZ, Grid.IdxY);
        (int ahead, int k) = extent.Terms(Grid.IdxY);
        int step = Step<T>(), first = ahead;
        int stage = (TileRows<TTile>() + TileColumns<TTile>()) * step, rightStart = TileRows<TTile>() * step;
        int warp = Group.IdxX / 32;
        int warpRow = warp / TTile.WarpColumns * TTile.RowFragments * 16, warpColumn = warp % TTile.WarpColumns * TTile.ColumnPairs * 16;

        long fromLeft = a.Start(batch) + (ahead * (TLeftAcross.Value ? a.TermStride : 1)) + Origin<T, TLeftAcross>(TileRows<TTile>(), firstRow, extent.M, a.RowStride, a.TermStride);
        long fromRight = b.Start(batch) + (ahead * (TRightAcross.Value ? b.TermStride : 1)) + Origin<T, TRightAcross>(TileColumns<TTile>(), firstColumn, extent.N, b.RowStride, b.TermStride);
        Offsets<T, TTile, TLeftAcross>(leftOffsets, TileRows<TTile>(), firstRow, extent.M, (int)a.RowStride, (int)a.TermStride);
        Offsets<T, TTile, TRightAcross>(rightOffsets, TileColumns<TTile>(), firstColumn, extent.N, (int)b.RowStride, (int)b.TermStride);
        int intoLeft = Target<T, TLeftAcross>(TileRows<TTile>()), intoRight = rightStart + Target<T, TRightAcross>(TileColumns<TTile>());
        int leftPlace = LeftPlace<T, TLeftAcross>(TileRows<TTile>(), warpRow), rightPlace = rightStart + RightPlace<T, TRightAcross>(TileColumns<TTile>(), warpColumn);

        for (int s = 0; s < Stages - 1; s++)
        {
            Unroll.Fully();
            for (int part = 0; part < 2; part++)
            {
                Unroll.Fully();
                Fetch<T, TTile, TLeftAcross>(a.Data, fromLeft, leftOffsets, memory, (s * stage) + intoLeft, TileRows<TTile>(), part, ahead, k);
                Fetch<T, TTile, TRightAcross>(b.Data, fromRight, rightOffsets, memory, (s * stage) + intoRight, TileColumns<TTile>(), part, ahead, k);
            }
            fromLeft += step * (TLeftAcross.Value ? a.TermStride : 1);
            fromRight += step * (TRightAcross.Value ? b.TermStride : 1);
            ahead += step;
            AsyncCopy.Commit();
        }
        AsyncCopy.Wait(Stages - 2);
        Group.Barrier();
        LoadLeft<T, TTile, TLeftAcross>(memory, leftPlace, 0, leftParts);
        LoadRight<T, TTile, TRightAcross>(memory, rightPlace, 0, rightParts);

        int read = 0, write = (Stages - 1) * stage;
        for (int at = first; at < k; at += step)
        {
            // each slice's fragments are loaded while the one before is multiplied; the copies, without a branch also past the end, run
            // between the products
            LoadLeft<T, TTile, TLeftAcross>(memory, read + leftPlace, 1, leftParts);
            LoadRight<T, TTile, TRightAcross>(memory, read + rightPlace, 1, rightParts);
            Fetch<T, TTile, TLeftAcross>(a.Data, fromLeft, leftOffsets, memory, write + intoLeft, TileRows<TTile>(), 0, ahead, k);
            Fetch<T, TTile, TRightAcross>(b.Data, fromRight, rightOffsets, memory, write + intoRight, TileColumns<TTile>(), 0, ahead, k);
            Multiply<T, TTile>(leftParts, rightParts, 0, sums);

            LoadLeft<T, TTile, TLeftAcross>(memory, read + leftPlace, 2, leftParts);
            LoadRight<T, TTile, TRightAcross>(memory, read + rightPlace, 2, rightParts);
            Fetch<T, TTile, TLeftAcross>(a.Data, fromLeft, leftOffsets, memory, write + intoLeft, TileRows<TTile>(), 1, ahead, k);
            Fetch<T, TTile, TRightAcross>(b.Data, fromRight, rightOffsets, memory, write + intoRight, TileColumns<TTile>(), 1, ahead, k);
            AsyncCopy.Commit();
            Multiply<T, TTile>(leftParts, rightParts, 1, sums);

            LoadLeft<T, TTile, TLeftAcross>(memory, read + leftPlace, 3, leftParts);
            LoadRight<T, TTile, TRightAcross>(memory, read + rightPlace, 3, rightParts);
            Multiply<T, TTile>(leftParts, rightParts, 2, sums);

            AsyncCopy.Wait(Stages - 2);
            Group.Barrier(); // the next step is there, and nobody reads this one any more: its fragments are in registers
            write = read;
            read = read == (Stages - 1) * stage ? 0 : read + stage;
            // past the last step this loads what nobody multiplies
            LoadLeft<T, TTile, TLeftAcross>(memory, read + leftPlace, 0, leftParts);
            LoadRight<T, TTile, TRightAcross>(memory, read + rightPlace, 0, rightParts);
            Multiply<T, TTile>(leftParts, rightParts, 3, sums);
            fromLeft += step * (TLeftAcross.Value ? a.TermStride : 1);
            fromRight += step * (TRightAcross.Value ? b.TermStride : 1);
            ahead += step;
        }
        Store<TTile, TResult>(sums, result, batch, firstRow + warpRow, firstColumn + warpColumn);
    }

    /// <summary>Elements of 16 bytes.</summary>
    private static int Chunk<T>() where T : unmanaged => TensorCore.Depth<T>() / 2;

    /// <summary>Terms of a step: 128 bytes.</summary>
    public static int Step<T>() where T : unmanaged => Slices * TensorCore.Depth<T>();

    /// <summary>Copies of 16 bytes that a work-item starts for a side of a step.</summary>
    private static int Copies<T, TTile>(int outer) where T : unmanaged where TTile : struct, ITensorTile => outer * 2 * Slices / Items<TTile>();

    /// <summary>Runs of 16 bytes of a row of a side's tile in shared memory.</summary>
    private static int Chunks<T, TAcross>(int outer) where T : unmanaged where TAcross : struct, IFlag => TAcross.Value ? outer / Chunk<T>() : 2 * Slices;

    /// <summary>By what a row's runs change places: 8 neighbouring rows, or 4 pairs where a row has 64 bytes, reach different banks.</summary>
    private static int Turn(int row, int chunks) => chunks >= 8 ? row % 8 : row / 2 % 4;

    /// <summary>Where the work-item's first copy lies in the matrix; rows and columns past the end repeat the last ones.</summary>
    private static long Origin<T, TAcross>(int outer, int first, int count, long rowStride, long termStride)
        where T : unmanaged
        where TAcross : struct, IFlag
    {
        int chunk = Group.IdxX % Chunks<T, TAcross>(outer) * Chunk<T>();
        return TAcross.Value
            ? IntrinsicMath.Min(first + chunk, count - Chunk<T>()) + (Group.IdxX / Chunks<T, TAcross>(outer) * termStride)
            : (first * rowStride) + chunk;
    }

    /// <summary>Where the work-item's copies lie, counted from <see cref="Origin"/>.</summary>
    private static void Offsets<T, TTile, TAcross>(ArrayView<int> offsets, int outer, int first, int count, int rowStride, int termStride)
        where T : unmanaged
        where TTile : struct, ITensorTile
        where TAcross : struct, IFlag
    {
        int rows = Items<TTile>() / Chunks<T, TAcross>(outer);
        for (int i = 0; i < Copies<T, TTile>(outer); i++)
        {
            Unroll.Fully();
            int row = (Group.IdxX / Chunks<T, TAcross>(outer)) + (i * rows);
            offsets[i] = TAcross.Value ? i * rows * termStride : IntrinsicMath.Min(row, count - 1 - first) * rowStride;
        }
    }

    /// <summary>Where the work-item's first copy goes in a side's tile.</summary>
    private static int Target<T, TAcross>(int outer) where T : unmanaged where TAcross : struct, IFlag
    {
        int chunks = Chunks<T, TAcross>(outer), row = Group.IdxX / chunks;
        return ((row * chunks) + (Group.IdxX % chunks ^ Turn(row, chunks))) * Chunk<T>();
    }

    /// <summary>Starts one half of the work-item's copies of a step from <paramref name="at"/> on; terms past the end are zero.</summary>
    private static void Fetch<T, TTile, TAcross>(ArrayView<T> source, long from, ArrayView<int> offsets, ArrayView<T> memory, int target, int outer, int part, int at, int k)
        where T : unmanaged
        where TTile : struct, ITensorTile
        where TAcross : struct, IFlag
    {
        int chunks = Chunks<T, TAcross>(outer), rows = Items<TTile>() / chunks, half = Copies<T, TTile>(outer) / 2;
        var start = memory.SubView(target);
        for (int i = 0; i < half; i++)
        {
            Unroll.Fully();
            int copy = (part * half) + i, place = copy * rows * chunks * Chunk<T>();
            int term = at + (TAcross.Value ? (Group.IdxX / chunks) + (copy * rows) : Group.IdxX % chunks * Chunk<T>());
            if (term >= k) Clear(start, place);
            else if (typeof(T) == typeof(float)) AsyncCopy.Copy4(start, place, source, from + offsets[copy]);
            else AsyncCopy.Copy8(start, place, source, from + offsets[copy]);
        }
    }

    private static void Clear<T>(ArrayView<T> memory, int place) where T : unmanaged
    {
        Vec4<T> zeros = default;
        for (int e = 0; e < Chunk<T>(); e += 4)
        {
            Unroll.Fully();
            memory.Store4(place + e, zeros);
        }
    }

    /// <summary>Where the lane reads the warp's first rows of A, of the first slice.</summary>
    private static int LeftPlace<T, TAcross>(int outer, int warpRow) where T : unmanaged where TAcross : struct, IFlag
    {
        int lane = Warp.LaneIdx;
        return TAcross.Value
            ? Place<T, TAcross>(outer, (lane / 16 * 8) + (lane % 8), (warpRow / Chunk<T>()) + (lane / 8 % 2))
            : Place<T, TAcross>(outer, warpRow + (lane % 16), lane / 16);
    }

    /// <summary>Where the lane reads the warp's first columns of B, of the first slice.</summary>
    private static int RightPlace<T, TAcross>(int outer, int warpColumn) where T : unmanaged where TAcross : struct, IFlag
    {
        int lane = Warp.LaneIdx;
        return TAcross.Value
            ? Place<T, TAcross>(outer, lane % 16, (warpColumn / Chunk<T>()) + (lane / 16))
            : Place<T, TAcross>(outer, warpColumn + (lane / 16 * 8) + (lane % 8), lane / 8 % 2);
    }

    private static int Place<T, TAcross>(int outer, int row, int chunk) where T : unmanaged where TAcross : struct, IFlag
    {
        int chunks = Chunks<T, TAcross>(outer);
        return ((row * chunks) + (chunk ^ Turn(row, chunks))) * Chunk<T>();
    }

    /// <summary>Four matrices of a slice and fragment, given the place of the first ones: one moves by whole rows, the other changes places with runs of its row.</summary>
    private static Vec4<uint> Load<T, TAcross>(ArrayView<T> memory, int outer, int place, int slice, int fragment) where T : unmanaged where TAcross : struct, IFlag
    {
        if (TAcross.Value) return TensorCore.LoadMatricesTransposed(memory.SubView(slice * TensorCore.Depth<T>() * outer), place ^ (fragment * 16));
        return TensorCore.LoadMatrices(memory.SubView(fragment * 16 * Step<T>()), place ^ (slice * TensorCore.Depth<T>()));
    }

    private static void LoadLeft<T, TTile, TAcross>(ArrayView<T> memory, int place, int slice, ArrayView<FragmentA<T>> parts)
        where T : unmanaged
        where TTile : struct, ITensorTile
        where TAcross : struct, IFlag
    {
        for (int i = 0; i < TTile.RowFragments; i++)
        {
            Unroll.Fully();
            var words = Load<T, TAcross>(memory, TileRows<TTile>(), place, slice, i);
            FragmentA<T> part;
            (part.R0, part.R1, part.R2, part.R3) = (words.X, words.Y, words.Z, words.W);
            parts[(slice % 2 * TTile.RowFragments) + i] = part;
        }
    }

    private static void LoadRight<T, TTile, TAcross>(ArrayView<T> memory, int place, int slice, ArrayView<FragmentB<T>> parts)
        where T : unmanaged
        where TTile : struct, ITensorTile
        where TAcross : struct, IFlag
    {
        for (int j = 0; j < TTile.ColumnPairs; j++)
        {
            Unroll.Fully();
            var words = Load<T, TAcross>(memory, TileColumns<TTile>(), place, slice, j);
            FragmentB<T> first, second;
            (first.R0, first.R1, second.R0, second.R1) = (words.X, words.Y, words.Z, words.W);
            int target = ((slice % 2 * TTile.ColumnPairs) + j) * 2;
            parts[target] = first;
            parts[target + 1] = second;
        }
    }

    /// <summary>sums += the warp's part of one slice.</summary>
    private static void Multiply<T, TTile>(ArrayView<FragmentA<T>> left, ArrayView<FragmentB<T>> right, int slice, ArrayView<FragmentC> sums)
        where T : unmanaged
        where TTile : struct, ITensorTile
    {
        int leftStart = slice % 2 * TTile.RowFragments, rightStart = slice % 2 * TTile.ColumnPairs * 2;
        for (int j = 0; j < TTile.ColumnPairs * 2; j++)
        {
            Unroll.Fully();
            right[rightStart + j] = Rounded(right[rightStart + j]);
        }
        for (int i = 0; i < TTile.RowFragments; i++)
        {
            Unroll.Fully();
            var rows = Rounded(left[leftStart + i]);
            for (int j = 0; j < TTile.ColumnPairs * 2; j++)
            {
                Unroll.Fully();
                int place = (i * TTile.ColumnPairs * 2) + j;
                sums[place] = TensorCore.MultiplyAdd(rows, right[rightStart + j], sums[place]);
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

    /// <summary>Stores the warp's sums: neighbouring lanes exchange halves, so that each has 4 columns of one row.</summary>
    private static void Store<TTile, TResult>(ArrayView<FragmentC> sums, TResult result, BatchIndex batch, int row, int column)
        where TTile : struct, ITensorTile
        where TResult : unmanaged, IMatMulResult<float>
    {
        bool upper = Warp.LaneIdx % 2 == 0;
        row += TensorCore.ResultRow + (upper ? 0 : 8);
        column += TensorCore.ResultColumn / 4 * 4;
        for (int i = 0; i < TTile.RowFragments; i++)
        {
            Unroll.Fully();
            for (int j = 0; j < TTile.ColumnPairs * 2; j++)
            {
                Unroll.Fully();
                var sum = sums[(i * TTile.ColumnPairs * 2) + j];
                float first = Warp.ShuffleXor(upper ? sum.C2 : sum.C0, 1), second = Warp.ShuffleXor(upper ? sum.C3 : sum.C1, 1);
                Vec4<float> four;
                four.X = upper ? sum.C0 : first;
                four.Y = upper ? sum.C1 : second;
                four.Z = upper ? first : sum.C2;
                four.W = upper ? second : sum.C3;
                result.Store4(batch, row + (i * 16), column + (j * 8), four);
            }
        }
    }
}
