using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Gpu.Attention;

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
