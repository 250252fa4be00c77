using System.Numerics;
using Neuron.Kernels.Cpu.Recurrent;

namespace Neuron.Kernels.Gpu.Recurrent;

/// <summary>Steps of a recurrent layer for CPU devices: no barriers, and loops over neighbours that become vector instructions.</summary>
internal static class RecurrentRowKernels
{
    /// <summary>One unit of one sequence; see <see cref="RecurrentKernels.Forward"/>.</summary>
    public static void Forward<T>(Index1D i, RecurrentShape a, RecurrentMemory<T> m, int step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sums = LocalMemory.Allocate<T>(4);
        int row = i.X / a.Units, unit = i.X % a.Units, n = a.Units;
        if (RecurrentCell.IsInside(m, step, row))
        {
            long before = RecurrentCell.Before(a, m, step, row), at = before < 0 ? (long)row * n : before;
            var states = before < 0 ? m.H0 : m.Y;
            for (int gate = 0; gate < a.Gates; gate++) sums[gate] = LaneSums.Dot(states, at, m.Weight, (((long)gate * n) + unit) * n, n);
        }
        RecurrentCell.Forward(a, m, step, row, unit, sums[0], sums[1], sums[2], sums[3]);
    }

    /// <summary>A run of units of one sequence; see <see cref="RecurrentKernels.Backward"/>.</summary>
    public static void Backward<T>(Index1D i, RecurrentShape a, RecurrentMemory<T> m, RecurrentSlopes<T> g, int after, int step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sums = LocalMemory.Allocate<T>(LaneSums.Lanes);
        int runs = (a.Units + LaneSums.Lanes - 1) / LaneSums.Lanes, row = i.X / runs, first = i.X % runs * LaneSums.Lanes, width = a.Gates * a.Units;
        int count = XMath.Min(LaneSums.Lanes, a.Units - first);
        long state = ((long)row * a.Units) + first;
        if (after >= 0)
        {
            long place = (((long)after * a.Batch) + row) * width;
            for (int k = 0; k < width; k++)
            {
                T slope = a.Kind == RecurrentKind.Gru ? g.Hidden[place + k] : g.Dx[place + k];
                long weight = ((long)k * a.Units) + first;
                if (count == LaneSums.Lanes)
                {
                    for (int j = 0; j < LaneSums.Lanes; j++)
                    {
                        Unroll.Fully();
                        sums[j] = T.FusedMultiplyAdd(slope, m.Weight[weight + j], sums[j]);
                    }
                }
                else
                {
                    for (int j = 0; j < count; j++) sums[j] = T.FusedMultiplyAdd(slope, m.Weight[weight + j], sums[j]);
                }
            }
        }
        for (int j = 0; j < count; j++)
        {
            T d = g.Dh[state + j] + sums[j];
            if (step >= 0) RecurrentCell.Backward(a, m, g, step, row, first + j, d);
            else g.Dh[state + j] = d;
        }
    }
}
