using System.Numerics;
using Neuron.Kernels.Cpu.Recurrent;

namespace Neuron.Kernels.Gpu.Recurrent;

/// <summary>Single steps of a recurrent layer, the product with the recurrent weight and the cells in one kernel.</summary>
/// <remarks>
/// Group: 32 lanes, DimY warps along the sequences, DimZ along the inner index. A warp sums products of 4 sequences and 8 weight rows, its
/// lanes next to each other along the inner index; both operands come from the device's cache straight to registers, so that all loads of
/// a round are on their way at once and no barrier parts them. Lanes then halve the sums among themselves, one each is left, and shared
/// memory (GroupSize numbers) joins the warps before the cells. Grid X: units, Y: sequences.
/// </remarks>
internal static class RecurrentKernels
{
    /// <summary>Sequences of a warp.</summary>
    public const int Rows = 4;

    /// <summary>Weight rows of a warp: all gates of its units.</summary>
    private const int Columns = 8;

    public const int Lanes = Rows * Columns;

    /// <summary>Units of a group, with this many gates each.</summary>
    public static int UnitsOf(int gates) => gates == 1 ? Columns : Columns / 4;

    /// <summary>y, and what the gradient needs, of one step.</summary>
    public static void Forward<T>(RecurrentShape a, RecurrentMemory<T> m, int step, SpecializedValue<int> gates, SpecializedValue<bool> vectors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sums = LocalMemory.Allocate<T>(Lanes);
        var joined = SharedMemory.Allocate<T>(Group.DimX * Group.DimY * Group.DimZ);
        var rows = LocalMemory.Allocate<long>(Rows);
        var columns = LocalMemory.Allocate<long>(Columns);
        int units = UnitsOf(gates), n = a.Units, firstRow = Grid.IdxY * Group.DimY * Rows, firstUnit = Grid.IdxX * units;
        for (int i = 0; i < Rows; i++)
        {
            Unroll.Fully();
            int row = XMath.Min(firstRow + (Group.IdxY * Rows) + i, a.Batch - 1);
            long before = RecurrentCell.IsInside(m, step, row) ? RecurrentCell.Before(a, m, step, row) : -1;
            rows[i] = before < 0 ? ~((long)row * n) : before;
        }
        for (int i = 0; i < units * gates; i++)
        {
            Unroll.Fully();
            columns[i] = ((i / units * (long)n) + XMath.Min(firstUnit + (i % units), n - 1)) * n;
        }
        Multiply(sums, m.Y, m.H0, rows, m.Weight, columns, units * gates, n, vectors);
        Join(sums, joined);
        int own = Group.LinearIndex, ownRow = own / units, ownUnit = own % units;
        if (own >= Group.DimY * Rows * units || firstRow + ownRow >= a.Batch || firstUnit + ownUnit >= n) return;
        T u0 = Joined(joined, ownRow, ownUnit), u1 = T.Zero, u2 = T.Zero, u3 = T.Zero;
        if (gates > 1) u1 = Joined(joined, ownRow, units + ownUnit);
        if (gates > 1) u2 = Joined(joined, ownRow, (2 * units) + ownUnit);
        if (gates > 3) u3 = Joined(joined, ownRow, (3 * units) + ownUnit);
        RecurrentCell.Forward(a, m, step, firstRow + ownRow, firstUnit + ownUnit, u0, u1, u2, u3);
    }

    /// <summary>
    /// The gradient of the state goes through the weights of step <paramref name="after"/> (none if negative) and then through the
    /// cells of <paramref name="step"/> (none if negative).
    /// </summary>
    public static void Backward<T>(RecurrentShape a, RecurrentMemory<T> m, RecurrentSlopes<T> g, int after, int step, SpecializedValue<bool> vectors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sums = LocalMemory.Allocate<T>(Lanes);
        var joined = SharedMemory.Allocate<T>(Group.DimX * Group.DimY * Group.DimZ);
        var rows = LocalMemory.Allocate<long>(Rows);
        var columns = LocalMemory.Allocate<long>(Columns);
        int width = a.Gates * a.Units, firstRow = Grid.IdxY * Group.DimY * Rows, firstUnit = Grid.IdxX * Columns;
        for (int i = 0; i < Rows; i++)
        {
            Unroll.Fully();
            rows[i] = (((long)after * a.Batch) + XMath.Min(firstRow + (Group.IdxY * Rows) + i, a.Batch - 1)) * width;
        }
        for (int i = 0; i < Columns; i++)
        {
            Unroll.Fully();
            columns[i] = (long)XMath.Min(firstUnit + i, a.Units - 1) * width;
        }
        int own = Group.LinearIndex, row = firstRow + (own / Columns), unit = firstUnit + (own % Columns);
        bool hasCell = own < Group.DimY * Lanes && row < a.Batch && unit < a.Units;
        long state = ((long)row * a.Units) + unit;
        T d = hasCell ? g.Dh[state] : T.Zero; // on its way during the product
        var slopes = a.Kind == RecurrentKind.Gru ? g.Hidden : g.Dx;
        Multiply(sums, slopes, slopes, rows, g.Transposed, columns, Columns, after < 0 ? 0 : width, vectors);
        Join(sums, joined);
        if (!hasCell) return;
        d += Joined(joined, own / Columns, own % Columns);
        if (step >= 0) RecurrentCell.Backward(a, m, g, step, row, unit, d);
        else g.Dh[state] = d;
    }

    /// <summary>
    /// sums[4c + r] = Σ_k x[rows[r] + k] · weight[columns[c] + k] over the lane's share of k; a negative place is the complement of one in
    /// <paramref name="initial"/>.
    /// </summary>
    private static void Multiply<T>(
        ArrayView<T> sums, ArrayView<T> x, ArrayView<T> initial, ArrayView<long> rows, ArrayView<T> weight, ArrayView<long> columns, int count, int inner, bool vectors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parts = LocalMemory.Allocate<T>(4 * Rows);
        int first = (Group.IdxZ * Lanes) + Group.IdxX, stride = Group.DimZ * Lanes;
        if (vectors)
        {
            for (int k = 4 * first; k < inner; k += 4 * stride)
            {
                for (int r = 0; r < Rows; r++)
                {
                    Unroll.Fully();
                    var source = rows[r] < 0 ? initial : x;
                    Vec4<T> four = source.Load4((rows[r] < 0 ? ~rows[r] : rows[r]) + k);
                    parts[r] = four.X;
                    parts[Rows + r] = four.Y;
                    parts[(2 * Rows) + r] = four.Z;
                    parts[(3 * Rows) + r] = four.W;
                }
                for (int c = 0; c < count; c++)
                {
                    Unroll.Fully();
                    Vec4<T> four = weight.Load4(columns[c] + k);
                    Add(sums, c, parts, 0, four.X);
                    Add(sums, c, parts, Rows, four.Y);
                    Add(sums, c, parts, 2 * Rows, four.Z);
                    Add(sums, c, parts, 3 * Rows, four.W);
                }
            }
            return;
        }
        for (int k = first; k < inner; k += stride)
        {
            for (int r = 0; r < Rows; r++)
            {
                Unroll.Fully();
                var source = rows[r] < 0 ? initial : x;
                parts[r] = source[(rows[r] < 0 ? ~rows[r] : rows[r]) + k];
            }
            for (int c = 0; c < count; c++)
            {
                Unroll.Fully();
                Add(sums, c, parts, 0, weight[columns[c] + k]);
            }
        }
    }

    private static void Add<T>(ArrayView<T> sums, int column, ArrayView<T> parts, int first, T weight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int r = 0; r < Rows; r++)
        {
            Unroll.Fully();
            sums[(column * Rows) + r] = T.FusedMultiplyAdd(parts[first + r], weight, sums[(column * Rows) + r]);
        }
    }

    /// <summary>Lane i of each warp ends with the warp's sum i, in shared memory.</summary>
    private static void Join<T>(ArrayView<T> sums, ArrayView<T> joined)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Halve(sums, 16);
        Halve(sums, 8);
        Halve(sums, 4);
        Halve(sums, 2);
        Halve(sums, 1);
        joined[Group.LinearIndex] = sums[0];
        Group.Barrier();
    }

    /// <summary>Of twice <paramref name="half"/> sums a lane keeps those whose number has its own bit, and gives the others to its partner.</summary>
    private static void Halve<T>(ArrayView<T> sums, int half)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool upper = (Group.IdxX & half) != 0;
        for (int i = 0; i < half; i++)
        {
            Unroll.Fully();
            T low = sums[i], high = sums[half + i];
            sums[i] = (upper ? high : low) + Warp.ShuffleXor(upper ? low : high, half);
        }
    }

    /// <summary>A sum over the whole inner index.</summary>
    private static T Joined<T>(ArrayView<T> joined, int row, int column)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int at = (row / Rows * Lanes) + (column * Rows) + (row % Rows);
        T sum = joined[at];
        for (int z = 1; z < Group.DimZ; z++)
        {
            Unroll.Fully();
            sum += joined[at + (z * Group.DimY * Lanes)];
        }
        return sum;
    }

    /// <summary>The last states hn, and of an LSTM cn; initial ones where a sequence has no step.</summary>
    public static void Last<T>(Index1D i, RecurrentShape a, RecurrentMemory<T> m, ArrayView<T> hn, ArrayView<T> cn)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int row = i.X / a.Units, length = RecurrentCell.Length(a, m, row);
        long at = ((((a.Reverse ? 0 : length - 1L) * a.Batch) + row) * a.Units) + (i.X % a.Units);
        hn[i] = length == 0 ? m.H0[i] : m.Y[at];
        if (cn.IsValid) cn[i] = length == 0 ? m.C0[i] : m.Cells[at];
    }
}
