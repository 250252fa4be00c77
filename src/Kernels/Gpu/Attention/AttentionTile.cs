using System.Numerics;

namespace Neuron.Kernels.Gpu.Attention;

/// <summary>Some rows of a matrix in global memory.</summary>
internal readonly struct AttentionRows<T>
    where T : unmanaged
{
    public ArrayView<T> Data { get; init; }

    /// <summary>Where the first row begins.</summary>
    public long At { get; init; }

    /// <summary>Elements from row to row.</summary>
    public long Stride { get; init; }

    /// <summary>Rows; those beyond are 0.</summary>
    public int Count { get; init; }
}

/// <summary>The two products that tiled attention consists of, by a group of X × Y work-items on tiles of 4X × 4X.</summary>
/// <remarks>
/// Work-item (x, y) holds rows y + Y·i of a tile, for i below 4X / Y. Of scores it has the columns x + X·j; of results, which lie in
/// blocks of 4X columns, columns 4x to 4x + 3 of each. So neighbours read neighbouring vectors of shared memory, and one vector
/// serves 8 to 10 FMAs. Operands come into one half of the chunk, as they lie, while the other is multiplied.
/// </remarks>
internal static class AttentionTile
{
    private const int MostDepth = 16;

    /// <summary>Elements between rows of a chunk: 5 vectors, so that 8 rows reach all banks.</summary>
    private const int ChunkPitch = MostDepth + 4;

    /// <summary>Rows and columns of a tile.</summary>
    public static int Size => 4 * Group.DimX;

    /// <summary>Rows of a work-item.</summary>
    public static int Rows => 4 * Group.DimX / Group.DimY;

    /// <summary>Elements between rows of the weights in shared memory.</summary>
    public static int Pitch => (4 * Group.DimX) + 4;

    /// <summary>Elements of the chunk.</summary>
    public static int ChunkElements => 2 * HalfElements;

    /// <summary>Terms of the sums that a half of the chunk holds.</summary>
    private static int Depth => XMath.Min(MostDepth, Size);

    private static int HalfElements => 2 * Size * ChunkPitch;

    /// <summary>Starts to copy the first terms of <see cref="Product"/>'s operands into a half of the chunk that nobody reads.</summary>
    public static void StartProduct<T>(ArrayView<T> chunk, int half, AttentionRows<T> rows, AttentionRows<T> columns, int width, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T> => FetchTerms(chunk, half, rows, columns, 0, width, wide);

    /// <summary>s[4i + j] = Σ_d rows[y + Y·i, d] · columns[x + X·j, d], the operands' first terms being started.</summary>
    /// <returns>The half of the chunk that nobody reads any more.</returns>
    public static int Product<T>(ArrayView<T> s, ArrayView<T> chunk, int half, AttentionRows<T> rows, AttentionRows<T> columns, int width, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < 4 * Rows; i++)
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
            MultiplyTerms(s, chunk, half);
            half = 1 - half;
        }
        while (first < width);
        return half;
    }

    /// <summary>Starts to copy the first rows of <see cref="Accumulate"/>'s operand into a half of the chunk that nobody reads.</summary>
    public static void StartAccumulate<T>(ArrayView<T> chunk, int half, AttentionRows<T> x, int width, int blocks, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T> => FetchRows(chunk, half, x, 0, width, blocks, wide);

    /// <summary>
    /// o[16k.. + 4i + j] += Σ_n weights[y + Y·i, n] · x[n, 4X·k + 4x + j] over the rows of x, the first of them being started; columns
    /// from <paramref name="width"/> on are 0. Blocks k: at most 2.
    /// </summary>
    /// <returns>The half of the chunk that nobody reads any more.</returns>
    public static int Accumulate<T>(ArrayView<T> o, ArrayView<T> weights, ArrayView<T> chunk, int half, AttentionRows<T> x, int width, int blocks, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int first = 0, count = XMath.Min(x.Count, Size);
        do
        {
            AsyncCopy.Wait(0);
            Group.Barrier(); // the weights and this half are there, and nobody reads the other any more
            if (first + Depth < count) FetchRows(chunk, 1 - half, x, first + Depth, width, blocks, wide);
            MultiplyRows(o, weights, first, chunk, half, blocks);
            half = 1 - half;
            first += Depth;
        }
        while (first < count);
        return half;
    }

    /// <summary>weights[y + Y·i, x + X·j] = s[4i + j].</summary>
    public static void Store<T>(ArrayView<T> weights, ArrayView<T> s)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < 4 * Rows; i++)
        {
            Unroll.Fully();
            weights[Place(i)] = s[i];
        }
    }

    /// <summary>s[4i + j] = weights[y + Y·i, x + X·j].</summary>
    public static void Load<T>(ArrayView<T> s, ArrayView<T> weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < 4 * Rows; i++)
        {
            Unroll.Fully();
            s[i] = weights[Place(i)];
        }
    }

    /// <summary>Where the weights have element 4i + j of a work-item.</summary>
    public static int Place(int element) => (Group.IdxY * Pitch) + Group.IdxX + ((Group.DimY * (element / 4) * Pitch) + (Group.DimX * (element % 4)));

    /// <summary>The largest of each row, for all work-items that share it: those with the same y.</summary>
    public static void RowMaxima<T>(ArrayView<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int mask = 1; mask < Group.DimX; mask *= 2)
        {
            Unroll.Fully();
            for (int i = 0; i < Rows; i += 4)
            {
                Unroll.Fully();
                Vec4<T> other = Warp.ShuffleXor(Four(values, i), mask);
                if (other.X > values[i]) values[i] = other.X;
                if (other.Y > values[i + 1]) values[i + 1] = other.Y;
                if (other.Z > values[i + 2]) values[i + 2] = other.Z;
                if (other.W > values[i + 3]) values[i + 3] = other.W;
            }
        }
    }

    /// <summary>The sum of each row, for all work-items that share it.</summary>
    public static void RowSums<T>(ArrayView<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int mask = 1; mask < Group.DimX; mask *= 2)
        {
            Unroll.Fully();
            for (int i = 0; i < Rows; i += 4)
            {
                Unroll.Fully();
                Vec4<T> other = Warp.ShuffleXor(Four(values, i), mask);
                values[i] = values[i] + other.X;
                values[i + 1] = values[i + 1] + other.Y;
                values[i + 2] = values[i + 2] + other.Z;
                values[i + 3] = values[i + 3] + other.W;
            }
        }
    }

    /// <summary>y[row, first + ..] = factor · o for a row of the work-item's, in columns below <paramref name="width"/>.</summary>
    public static void WriteRow<T>(ArrayView<T> y, long at, int width, int first, ArrayView<T> o, int blocks, int i, T factor, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int k = 0; k < blocks; k++)
        {
            Unroll.Fully();
            int from = 4 * ((Rows * k) + i), e = first + (Size * k) + (4 * Group.IdxX);
            Vec4<T> four;
            (four.X, four.Y, four.Z, four.W) = (o[from] * factor, o[from + 1] * factor, o[from + 2] * factor, o[from + 3] * factor);
            if (wide)
            {
                if (e < width) y.Store4(at + e, four);
                continue;
            }
            if (e < width) y[at + e] = four.X;
            if (e + 1 < width) y[at + e + 1] = four.Y;
            if (e + 2 < width) y[at + e + 2] = four.Z;
            if (e + 3 < width) y[at + e + 3] = four.W;
        }
    }

    /// <summary>All the work-item's rows below <paramref name="rows"/>; see <see cref="WriteRow"/>.</summary>
    public static void Write<T>(ArrayView<T> y, long at, int rows, int width, int first, ArrayView<T> o, int blocks, T factor, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < Rows; i++)
        {
            Unroll.Fully();
            int row = Group.IdxY + (Group.DimY * i);
            if (row < rows) WriteRow(y, at + ((long)row * width), width, first, o, blocks, i, factor, wide);
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
        Fetch(chunk, half * HalfElements, blocks * Size, Depth, blocks * Size, x, first, 0, width, wide);
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

    /// <summary>s += rows · columnsᵀ over a half of the chunk.</summary>
    private static void MultiplyTerms<T>(ArrayView<T> s, ArrayView<T> chunk, int half)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var b = LocalMemory.Allocate<Vec4<T>>(4);
        int row = (half * HalfElements) + (Group.IdxY * ChunkPitch), column = (half * HalfElements) + ((Size + Group.IdxX) * ChunkPitch);
        for (int d = 0; d < Depth; d += 4)
        {
            Unroll.Fully();
            for (int j = 0; j < 4; j++)
            {
                Unroll.Fully();
                b[j] = chunk.Load4(column + ((Group.DimX * j * ChunkPitch) + d));
            }
            for (int i = 0; i < Rows; i++)
            {
                Unroll.Fully();
                Vec4<T> a = chunk.Load4(row + ((Group.DimY * i * ChunkPitch) + d));
                for (int j = 0; j < 4; j++)
                {
                    Unroll.Fully();
                    s[(4 * i) + j] = T.FusedMultiplyAdd(
                        a.W, b[j].W, T.FusedMultiplyAdd(a.Z, b[j].Z, T.FusedMultiplyAdd(a.Y, b[j].Y, T.FusedMultiplyAdd(a.X, b[j].X, s[(4 * i) + j]))));
                }
            }
        }
    }

    /// <summary>o += weights · x over the rows of x in a half of the chunk; they meet the weights' columns from <paramref name="first"/> on.</summary>
    private static void MultiplyRows<T>(ArrayView<T> o, ArrayView<T> weights, int first, ArrayView<T> chunk, int half, int blocks)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var b = LocalMemory.Allocate<Vec4<T>>(4 * blocks);
        int row = (Group.IdxY * Pitch) + first, column = (half * HalfElements) + (4 * Group.IdxX);
        for (int n = 0; n < Depth; n += 4)
        {
            Unroll.Fully();
            for (int m = 0; m < 4 * blocks; m++)
            {
                Unroll.Fully();
                b[m] = chunk.Load4(column + (((n + (m % 4)) * blocks * Size) + (m / 4 * Size)));
            }
            for (int i = 0; i < Rows; i++)
            {
                Unroll.Fully();
                Vec4<T> p = weights.Load4(row + ((Group.DimY * i * Pitch) + n));
                for (int k = 0; k < blocks; k++)
                {
                    Unroll.Fully();
                    int at = 4 * ((Rows * k) + i);
                    AddRow(o, at, p.X, b[4 * k]);
                    AddRow(o, at, p.Y, b[(4 * k) + 1]);
                    AddRow(o, at, p.Z, b[(4 * k) + 2]);
                    AddRow(o, at, p.W, b[(4 * k) + 3]);
                }
            }
        }
    }

    private static Vec4<T> Four<T>(ArrayView<T> values, int at)
        where T : unmanaged
    {
        Vec4<T> four;
        (four.X, four.Y, four.Z, four.W) = (values[at], values[at + 1], values[at + 2], values[at + 3]);
        return four;
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
