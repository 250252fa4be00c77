using System.Numerics;

namespace Neuron.Kernels.Gpu.Attention;

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
