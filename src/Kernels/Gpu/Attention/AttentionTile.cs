using System.Numerics;

namespace Neuron.Kernels.Gpu.Attention;

/// <summary>The two products that tiled attention consists of, by a group of X × Y work-items on tiles of 4X × 4X.</summary>
/// <remarks>Operands come into one half of the chunk, as they lie, while the other is multiplied.</remarks>
internal static class AttentionTile
{
    private const int MostDepth = 16;

    /// <summary>Elements between rows of a chunk: 5 vectors, so that 8 rows reach all banks.</summary>
    private const int ChunkPitch = MostDepth + 4;

    /// <summary>Rows and columns of a tile.</summary>
    public static int Size => 4 * Group.DimX;

    /// <summary>Elements between rows of the weights in shared memory.</summary>
    public static int Pitch => (4 * Group.DimX) + 4;

    /// <summary>Elements of the chunk.</summary>
    public static int ChunkElements => 2 * HalfElements;

    /// <summary>Terms of the sums that a half of the chunk holds.</summary>
    private static int Depth => XMath.Min(MostDepth, Size);

    private static int HalfElements => 2 * Size * ChunkPitch;

    /// <summary>Elements between rows of <see cref="Accumulate"/>'s operand: tensor cores read columns of four, and reach all banks.</summary>
    private static int RowPitch(int blocks) => (blocks * Size) + 8;

    /// <summary>Starts to copy the first terms of <see cref="Product"/>'s operands into a half of the chunk that nobody reads.</summary>
    public static void StartProduct<T>(ArrayView<T> chunk, int half, AttentionRows<T> rows, AttentionRows<T> columns, int width, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T> => FetchTerms(chunk, half, rows, columns, 0, width, wide);

    /// <summary>s[i, j] = Σ_d rows[i, d] · columns[j, d], the operands' first terms being started.</summary>
    /// <returns>The half of the chunk that nobody reads any more.</returns>
    public static int Product<T, TLayout>(ArrayView<T> s, ArrayView<T> chunk, int half, AttentionRows<T> rows, AttentionRows<T> columns, int width, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayout : struct, IAttentionLayout
    {
        for (int i = 0; i < TLayout.Rows * TLayout.Columns; i++)
        {
            Unroll.Fully();
            s[i] = T.Zero;
        }
        int first = 0;
        do
        {
            AsyncCopy.Wait(0);
            Group.Barrier(); // this half is there, and nobody reads the other any more
            first += Depth;
            if (first < width) FetchTerms(chunk, 1 - half, rows, columns, first, width, wide);
            TLayout.MultiplyTerms(s, chunk, half * HalfElements, (half * HalfElements) + (Size * ChunkPitch), ChunkPitch, Depth);
            half = 1 - half;
        }
        while (first < width);
        return half;
    }

    /// <summary>Starts to copy the first rows of <see cref="Accumulate"/>'s operand into a half of the chunk that nobody reads.</summary>
    public static void StartAccumulate<T>(ArrayView<T> chunk, int half, AttentionRows<T> x, int width, int blocks, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T> => FetchRows(chunk, half, x, 0, width, blocks, wide);

    /// <summary>
    /// o[i, j] += Σ_n weights[i, n] · x[n, j] over the rows of x, the first of them being started; columns from
    /// <paramref name="width"/> on are 0. Blocks: at most 2.
    /// </summary>
    /// <returns>The half of the chunk that nobody reads any more.</returns>
    public static int Accumulate<T, TLayout>(ArrayView<T> o, ArrayView<T> weights, ArrayView<T> chunk, int half, AttentionRows<T> x, int width, int blocks, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayout : struct, IAttentionLayout
    {
        int first = 0, count = XMath.Min(x.Count, Size);
        do
        {
            AsyncCopy.Wait(0);
            Group.Barrier(); // the weights and this half are there, and nobody reads the other any more
            if (first + Depth < count) FetchRows(chunk, 1 - half, x, first + Depth, width, blocks, wide);
            TLayout.MultiplyRows(o, weights, first, chunk, half * HalfElements, RowPitch(blocks), Depth, blocks);
            half = 1 - half;
            first += Depth;
        }
        while (first < count);
        return half;
    }

    /// <summary>weights = s, the work-item's part.</summary>
    public static void Store<T, TLayout>(ArrayView<T> weights, ArrayView<T> s)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayout : struct, IAttentionLayout
    {
        for (int i = 0; i < TLayout.Rows * TLayout.Columns; i++)
        {
            Unroll.Fully();
            weights[Place<TLayout>(i)] = s[i];
        }
    }

    /// <summary>s = weights, the work-item's part.</summary>
    public static void Load<T, TLayout>(ArrayView<T> s, ArrayView<T> weights)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayout : struct, IAttentionLayout
    {
        for (int i = 0; i < TLayout.Rows * TLayout.Columns; i++)
        {
            Unroll.Fully();
            s[i] = weights[Place<TLayout>(i)];
        }
    }

    /// <summary>Where the weights have a number of the work-item's.</summary>
    public static int Place<TLayout>(int number)
        where TLayout : struct, IAttentionLayout =>
        (TLayout.FirstRow * Pitch) + TLayout.FirstColumn + ((TLayout.ToRow(number / TLayout.Columns) * Pitch) + TLayout.ToColumn(number % TLayout.Columns));

    /// <summary>The largest of each row, for all work-items that share it.</summary>
    public static void RowMaxima<T, TLayout>(ArrayView<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayout : struct, IAttentionLayout
    {
        for (int mask = TLayout.Apart; mask < TLayout.Apart * TLayout.Sharers; mask *= 2)
        {
            Unroll.Fully();
            for (int i = 0; i < TLayout.Rows; i += 2)
            {
                Unroll.Fully();
                Vec2<T> other = Warp.ShuffleXor(Two(values, i), mask);
                if (other.X > values[i]) values[i] = other.X;
                if (other.Y > values[i + 1]) values[i + 1] = other.Y;
            }
        }
    }

    /// <summary>The sum of each row, for all work-items that share it.</summary>
    public static void RowSums<T, TLayout>(ArrayView<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayout : struct, IAttentionLayout
    {
        for (int mask = TLayout.Apart; mask < TLayout.Apart * TLayout.Sharers; mask *= 2)
        {
            Unroll.Fully();
            for (int i = 0; i < TLayout.Rows; i += 2)
            {
                Unroll.Fully();
                Vec2<T> other = Warp.ShuffleXor(Two(values, i), mask);
                values[i] = values[i] + other.X;
                values[i + 1] = values[i + 1] + other.Y;
            }
        }
    }

    /// <summary>y[row, first + ..] = factor · o for row i of the work-item's, in columns below <paramref name="width"/>.</summary>
    public static void WriteRow<T, TLayout>(ArrayView<T> y, long at, int width, int first, ArrayView<T> o, int blocks, int i, T factor, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayout : struct, IAttentionLayout
    {
        for (int n = 0; n < TLayout.Columns * blocks; n += TLayout.Run)
        {
            Unroll.Fully();
            int k = n / TLayout.Columns, j = n % TLayout.Columns, from = (TLayout.Columns * ((TLayout.Rows * k) + i)) + j;
            int e = first + (Size * k) + TLayout.FirstResult + TLayout.ToResult(j);
            if (!wide)
            {
                for (int c = 0; c < TLayout.Run; c++)
                {
                    Unroll.Fully();
                    if (e + c < width) y[at + e + c] = o[from + c] * factor;
                }
            }
            else if (e < width && TLayout.Run == 2)
            {
                Vec2<T> two;
                (two.X, two.Y) = (o[from] * factor, o[from + 1] * factor);
                y.Store2(at + e, two);
            }
            else if (e < width)
            {
                Vec4<T> four;
                (four.X, four.Y, four.Z, four.W) = (o[from] * factor, o[from + 1] * factor, o[from + 2] * factor, o[from + 3] * factor);
                y.Store4(at + e, four);
            }
        }
    }

    /// <summary>All the work-item's rows below <paramref name="rows"/>; see <see cref="WriteRow"/>.</summary>
    public static void Write<T, TLayout>(ArrayView<T> y, long at, int rows, int width, int first, ArrayView<T> o, int blocks, T factor, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLayout : struct, IAttentionLayout
    {
        for (int i = 0; i < TLayout.Rows; i++)
        {
            Unroll.Fully();
            int row = TLayout.FirstRow + TLayout.ToRow(i);
            if (row < rows) WriteRow<T, TLayout>(y, at + ((long)row * width), width, first, o, blocks, i, factor, wide);
        }
    }

    private static void FetchTerms<T>(ArrayView<T> chunk, int half, AttentionRows<T> rows, AttentionRows<T> columns, int first, int width, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int to = half * HalfElements;
        Fetch(chunk, to, ChunkPitch, Size, Depth, rows, 0, first, width, wide);
        Fetch(chunk, to + (Size * ChunkPitch), ChunkPitch, Size, Depth, columns, 0, first, width, wide);
        AsyncCopy.Commit();
    }

    private static void FetchRows<T>(ArrayView<T> chunk, int half, AttentionRows<T> x, int first, int width, int blocks, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Fetch(chunk, half * HalfElements, RowPitch(blocks), Depth, blocks * Size, x, first, 0, width, wide);
        AsyncCopy.Commit();
    }

    /// <summary>Starts to copy [height, length] elements of a matrix from a row and column on; what lies outside it is 0.</summary>
    /// <remarks>The group takes whole rows at once, or a part of one; both are powers of two. Of places only what a step adds is not the work-item's own.</remarks>
    private static void Fetch<T>(ArrayView<T> chunk, int to, int pitch, int height, int length, AttentionRows<T> x, int firstRow, int firstColumn, int width, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int each = wide ? 4 : 1, across = length / each, rowsAtOnce = XMath.Max(1, Group.Size / across), parts = XMath.Max(1, across / Group.Size);
        int row = Group.LinearIndex / across, column = Group.LinearIndex % across * each, place = to + (row * pitch) + column;
        long from = x.At + ((firstRow + row) * x.Stride) + firstColumn + column;
        for (int n = 0; n < height / rowsAtOnce * parts; n++)
        {
            Unroll.Fully();
            int below = n / parts * rowsAtOnce, right = n % parts * Group.Size * each, step = (below * pitch) + right;
            long source = from + ((below * x.Stride) + right);
            bool inside = firstRow + row + below < x.Count && firstColumn + column + right < width;
            if (wide)
            {
                Vec4<T> nothing;
                (nothing.X, nothing.Y, nothing.Z, nothing.W) = (T.Zero, T.Zero, T.Zero, T.Zero);
                if (inside) AsyncCopy.Copy4(chunk, place + step, x.Data, source);
                else chunk.Store4(place + step, nothing);
            }
            else if (inside)
            {
                AsyncCopy.Copy1(chunk, place + step, x.Data, source);
            }
            else
            {
                chunk[place + step] = T.Zero;
            }
        }
    }

    private static Vec2<T> Two<T>(ArrayView<T> values, int at)
        where T : unmanaged
    {
        Vec2<T> two;
        (two.X, two.Y) = (values[at], values[at + 1]);
        return two;
    }
}
