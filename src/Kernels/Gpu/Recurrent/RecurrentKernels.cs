using System.Numerics;
using Neuron.Kernels.Cpu.Recurrent;

namespace Neuron.Kernels.Gpu.Recurrent;

/// <summary>Single steps of a recurrent layer, the product with the recurrent weight and the cells in one kernel.</summary>
/// <remarks>
/// Group: E units × E sequences, one of each a work-item, which sums all gates of its unit. Grid X: units, Y: sequences. Shared:
/// (G + 1) · E · 33 numbers; the padding lets a column be read without bank conflicts. The weights stay in the device's cache from
/// step to step.
/// </remarks>
internal static class RecurrentKernels
{
    /// <summary>Inner indices that go through shared memory at a time.</summary>
    private const int Depth = 32;

    private const int Pitch = Depth + 1;

    /// <summary>y, and what the gradient needs, of one step.</summary>
    public static void Forward<T>(RecurrentShape a, RecurrentMemory<T> m, int step, SpecializedValue<int> gates)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var states = SharedMemory.Allocate<T>(Group.DimX * Pitch);
        var weights = SharedMemory.Allocate<T>(gates * Group.DimX * Pitch);
        var sums = LocalMemory.Allocate<T>(4);
        int firstUnit = Grid.IdxX * Group.DimX, firstRow = Grid.IdxY * Group.DimX;
        for (int first = 0; first < a.Units; first += Depth)
        {
            Group.Barrier(); // the last readers are through
            for (int i = Group.LinearIndex; i < Group.DimX * Depth; i += Group.Size)
            {
                int row = firstRow + (i / Depth), k = first + (i % Depth);
                T h = T.Zero;
                if (row < a.Batch && k < a.Units && RecurrentCell.IsInside(m, step, row))
                {
                    long before = RecurrentCell.Before(a, m, step, row);
                    h = before < 0 ? m.H0[((long)row * a.Units) + k] : m.Y[before + k];
                }
                states[(i / Depth * Pitch) + (i % Depth)] = h;
            }
            for (int i = Group.LinearIndex; i < gates * Group.DimX * Depth; i += Group.Size)
            {
                int column = i / Depth, unit = firstUnit + (column % Group.DimX), k = first + (i % Depth);
                weights[(column * Pitch) + (i % Depth)] = unit < a.Units && k < a.Units ? m.Weight[((((long)column / Group.DimX * a.Units) + unit) * a.Units) + k] : T.Zero;
            }
            Group.Barrier();
            for (int k = 0; k < Depth; k++)
            {
                Unroll.By(4);
                T h = states[(Group.IdxY * Pitch) + k];
                for (int gate = 0; gate < gates; gate++)
                {
                    Unroll.Fully();
                    sums[gate] = T.FusedMultiplyAdd(h, weights[(((gate * Group.DimX) + Group.IdxX) * Pitch) + k], sums[gate]);
                }
            }
        }
        int ownUnit = firstUnit + Group.IdxX, ownRow = firstRow + Group.IdxY;
        if (ownUnit < a.Units && ownRow < a.Batch) RecurrentCell.Forward(a, m, step, ownRow, ownUnit, sums[0], sums[1], sums[2], sums[3]);
    }

    /// <summary>
    /// The gradient of the state goes through the weights of step <paramref name="after"/> (none if negative) and then through the
    /// cells of <paramref name="step"/> (none if negative).
    /// </summary>
    public static void Backward<T>(RecurrentShape a, RecurrentMemory<T> m, RecurrentSlopes<T> g, int after, int step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var slopes = SharedMemory.Allocate<T>(Group.DimX * Pitch);
        var weights = SharedMemory.Allocate<T>(Group.DimX * Depth);
        int width = a.Gates * a.Units, unit = (Grid.IdxX * Group.DimX) + Group.IdxX, ownRow = (Grid.IdxY * Group.DimX) + Group.IdxY;
        bool own = a.Kind == RecurrentKind.Gru;
        T sum = T.Zero;
        for (int first = 0; first < width && after >= 0; first += Depth)
        {
            Group.Barrier();
            for (int i = Group.LinearIndex; i < Group.DimX * Depth; i += Group.Size)
            {
                int row = (Grid.IdxY * Group.DimX) + (i / Depth), k = first + (i % Depth);
                T slope = T.Zero;
                if (row < a.Batch && k < width)
                {
                    long place = ((((long)after * a.Batch) + row) * width) + k;
                    slope = own ? g.Hidden[place] : g.Dx[place];
                }
                slopes[(i / Depth * Pitch) + (i % Depth)] = slope;
            }
            for (int i = Group.LinearIndex; i < Group.DimX * Depth; i += Group.Size)
            {
                int k = first + (i / Group.DimX), column = (Grid.IdxX * Group.DimX) + (i % Group.DimX);
                weights[i] = k < width && column < a.Units ? m.Weight[((long)k * a.Units) + column] : T.Zero;
            }
            Group.Barrier();
            for (int k = 0; k < Depth; k++)
            {
                Unroll.By(8);
                sum = T.FusedMultiplyAdd(slopes[(Group.IdxY * Pitch) + k], weights[(k * Group.DimX) + Group.IdxX], sum);
            }
        }
        if (unit >= a.Units || ownRow >= a.Batch) return;
        T d = g.Dh[((long)ownRow * a.Units) + unit] + sum;
        if (step >= 0) RecurrentCell.Backward(a, m, g, step, ownRow, unit, d);
        else g.Dh[((long)ownRow * a.Units) + unit] = d;
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
