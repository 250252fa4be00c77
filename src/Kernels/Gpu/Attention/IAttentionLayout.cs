using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Gpu.Attention;

/// <summary>Which numbers of a tile a work-item has, and how products of tiles in shared memory are added to them.</summary>
/// <remarks>
/// Of scores: Rows rows, of each Columns numbers, in the array s at Columns · i + j. Of results, which lie in blocks k of as many
/// columns as a tile has, likewise at Columns · (Rows · k + i) + j.
/// </remarks>
internal interface IAttentionLayout
{
    /// <summary>Rows of a work-item; even.</summary>
    static abstract int Rows { get; }

    /// <summary>Numbers of each row.</summary>
    static abstract int Columns { get; }

    /// <summary>Results that lie side by side: 2 or 4.</summary>
    static abstract int Run { get; }

    /// <summary>Lanes of a warp that share rows, and how far apart they are; powers of two.</summary>
    static abstract int Sharers { get; }

    static abstract int Apart { get; }

    static abstract int FirstRow { get; }

    static abstract int FirstColumn { get; }

    static abstract int FirstResult { get; }

    /// <summary>Rows from the first to row i; likewise for columns of scores and of results.</summary>
    static abstract int ToRow(int i);

    static abstract int ToColumn(int j);

    static abstract int ToResult(int j);

    /// <summary>s += rows · columnsᵀ: <paramref name="depth"/> terms, both operands' rows <paramref name="pitch"/> apart.</summary>
    static abstract void MultiplyTerms<T>(ArrayView<T> s, ArrayView<T> chunk, int rowsAt, int columnsAt, int pitch, int depth)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>o += weights · x over <paramref name="depth"/> rows of x, which meet the weights' columns from <paramref name="first"/> on.</summary>
    static abstract void MultiplyRows<T>(ArrayView<T> o, ArrayView<T> weights, int first, ArrayView<T> chunk, int at, int pitch, int depth, int blocks)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>Fused multiply-adds: work-item (x, y) of X × Y has rows y + Y·i, columns x + X·j of scores, and 4x to 4x + 3 of results.</summary>
/// <remarks>
/// A vector of shared memory serves 10 to 16 FMAs. Lanes that differ in bit 0 share columns, in the others rows: an NVIDIA GPU then
/// reads vectors of 16 bytes for a half of the warp at a time, else for a quarter.
/// </remarks>
internal readonly struct FmaLayout : IAttentionLayout
{
    public static int Rows => 4 * Group.DimX / Group.DimY;

    public static int Columns => 4;

    public static int Run => 4;

    public static int Sharers => Group.DimX;

    public static int Apart => Group.DimY % 2 == 0 ? 2 : 1;

    public static int FirstRow => (Group.LinearIndex / (Apart * Group.DimX) * Apart) + (Group.LinearIndex % Apart);

    public static int FirstColumn => Group.LinearIndex % (Apart * Group.DimX) / Apart;

    public static int FirstResult => 4 * FirstColumn;

    public static int ToRow(int i) => Group.DimY * i;

    public static int ToColumn(int j) => Group.DimX * j;

    public static int ToResult(int j) => j;

    public static void MultiplyTerms<T>(ArrayView<T> s, ArrayView<T> chunk, int rowsAt, int columnsAt, int pitch, int depth)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var b = LocalMemory.Allocate<Vec4<T>>(4);
        int row = rowsAt + (FirstRow * pitch), column = columnsAt + (FirstColumn * pitch);
        for (int d = 0; d < depth; d += 4)
        {
            Unroll.Fully();
            for (int j = 0; j < 4; j++)
            {
                Unroll.Fully();
                b[j] = chunk.Load4(column + ((ToColumn(j) * pitch) + d));
            }
            for (int i = 0; i < Rows; i++)
            {
                Unroll.Fully();
                Vec4<T> a = chunk.Load4(row + ((ToRow(i) * pitch) + d));
                for (int j = 0; j < 4; j++)
                {
                    Unroll.Fully();
                    s[(4 * i) + j] = T.FusedMultiplyAdd(
                        a.W, b[j].W, T.FusedMultiplyAdd(a.Z, b[j].Z, T.FusedMultiplyAdd(a.Y, b[j].Y, T.FusedMultiplyAdd(a.X, b[j].X, s[(4 * i) + j]))));
                }
            }
        }
    }

    public static void MultiplyRows<T>(ArrayView<T> o, ArrayView<T> weights, int first, ArrayView<T> chunk, int at, int pitch, int depth, int blocks)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var b = LocalMemory.Allocate<Vec4<T>>(4 * blocks);
        int row = (FirstRow * AttentionTile.Pitch) + first, column = at + FirstResult;
        for (int n = 0; n < depth; n += 4)
        {
            Unroll.Fully();
            for (int m = 0; m < 4 * blocks; m++)
            {
                Unroll.Fully();
                b[m] = chunk.Load4(column + (((n + (m % 4)) * pitch) + (m / 4 * AttentionTile.Size)));
            }
            for (int i = 0; i < Rows; i++)
            {
                Unroll.Fully();
                Vec4<T> p = weights.Load4(row + ((ToRow(i) * AttentionTile.Pitch) + n));
                for (int k = 0; k < blocks; k++)
                {
                    Unroll.Fully();
                    int place = 4 * ((Rows * k) + i);
                    AddRow(o, place, p.X, b[4 * k]);
                    AddRow(o, place, p.Y, b[(4 * k) + 1]);
                    AddRow(o, place, p.Z, b[(4 * k) + 2]);
                    AddRow(o, place, p.W, b[(4 * k) + 3]);
                }
            }
        }
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

/// <summary>Tensor cores, which round float32 to tf32: each warp has 16 rows of a tile, as fragments of 8 columns. Groups of X × 8.</summary>
internal readonly struct TensorLayout : IAttentionLayout
{
    public static int Rows => 2;

    public static int Columns => Group.DimX;

    public static int Run => 2;

    public static int Sharers => 4;

    public static int Apart => 1;

    public static int FirstRow => (Warp.WarpIdx * TensorCore.Rows) + TensorCore.ResultRow;

    public static int FirstColumn => TensorCore.ResultColumn;

    public static int FirstResult => TensorCore.ResultColumn;

    public static int ToRow(int i) => 8 * i;

    public static int ToColumn(int j) => (j / 2 * TensorCore.Columns) + (j % 2);

    public static int ToResult(int j) => ToColumn(j);

    public static void MultiplyTerms<T>(ArrayView<T> s, ArrayView<T> chunk, int rowsAt, int columnsAt, int pitch, int depth)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int row = rowsAt + (Warp.WarpIdx * TensorCore.Rows * pitch);
        for (int d = 0; d < depth; d += TensorCore.Depth<T>())
        {
            Unroll.Fully();
            var a = TensorCoreMatMulKernels.Rounded(TensorCore.LoadA(chunk, row + d, pitch));
            for (int f = 0; f < Columns / 2; f += 2)
            {
                Unroll.Fully();
                TensorCore.LoadB(chunk, columnsAt + ((f * TensorCore.Columns * pitch) + d), pitch, out FragmentB<T> left, out FragmentB<T> right);
                Add(s, 2 * f, a, left);
                Add(s, (2 * f) + 2, a, right);
            }
        }
    }

    public static void MultiplyRows<T>(ArrayView<T> o, ArrayView<T> weights, int first, ArrayView<T> chunk, int at, int pitch, int depth, int blocks)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int row = (Warp.WarpIdx * TensorCore.Rows * AttentionTile.Pitch) + first;
        for (int n = 0; n < depth; n += TensorCore.Depth<T>())
        {
            Unroll.Fully();
            var a = TensorCoreMatMulKernels.Rounded(TensorCore.LoadA(weights, row + n, AttentionTile.Pitch));
            for (int f = 0; f < Columns / 2 * blocks; f += 2)
            {
                Unroll.Fully();
                TensorCore.LoadBByRows(chunk, at + ((n * pitch) + (f * TensorCore.Columns)), pitch, out FragmentB<T> left, out FragmentB<T> right);
                int place = (2 * f / Columns * Rows * Columns) + (2 * f % Columns);
                Add(o, place, a, left);
                Add(o, place + 2, a, right);
            }
        }
    }

    /// <summary>Adds a product to the fragment whose first number lies at the given place.</summary>
    private static void Add<T>(ArrayView<T> sums, int at, FragmentA<T> a, FragmentB<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        FragmentC c;
        (c.C0, c.C1, c.C2, c.C3) = (
            Unsafe.BitCast<T, float>(sums[at]), Unsafe.BitCast<T, float>(sums[at + 1]), Unsafe.BitCast<T, float>(sums[at + Columns]), Unsafe.BitCast<T, float>(sums[at + Columns + 1]));
        c = TensorCore.MultiplyAdd(a, TensorCoreMatMulKernels.Rounded(b), c);
        sums[at] = Unsafe.BitCast<float, T>(c.C0);
        sums[at + 1] = Unsafe.BitCast<float, T>(c.C1);
        sums[at + Columns] = Unsafe.BitCast<float, T>(c.C2);
        sums[at + Columns + 1] = Unsafe.BitCast<float, T>(c.C3);
    }
}
