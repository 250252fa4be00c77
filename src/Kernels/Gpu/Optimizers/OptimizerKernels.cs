using System.Numerics;
using Neuron.Kernels.Cpu.Optimizers;

namespace Neuron.Kernels.Gpu.Optimizers;

/// <summary>Optimiser steps: every element of parameter, gradient and state is read once.</summary>
internal static class OptimizerKernels
{
    /// <summary>Updates up to four parameters. Grid X: elements, Y: parameters.</summary>
    public static void Step<T, TUpdate>(TUpdate update, OptimizerSlot<T> a, OptimizerSlot<T> b, OptimizerSlot<T> c, OptimizerSlot<T> d)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TUpdate : unmanaged, IParameterUpdate<T>
    {
        if (Grid.IdxY == 0) Apply(update, a);
        else if (Grid.IdxY == 1) Apply(update, b);
        else if (Grid.IdxY == 2) Apply(update, c);
        else Apply(update, d);
    }

    /// <summary>
    /// LAMB's first pass: the moments, and norms [groups, 2] with Σ p² and Σ u² of each group's piece. Group: DimX work-items on a
    /// piece of <paramref name="each"/> elements.
    /// </summary>
    public static void LambMoments<T>(LambConstants<T> constants, OptimizerSlot<T> slot, ArrayView<T> norms, long each)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(RowReduce.MaxGroupSize);
        long first = Grid.IdxX * each, last = XMath.Min(slot.Parameter.Length, first + each);
        T weights = T.Zero, moves = T.Zero;
        for (long block = first + Group.IdxX; block < last; block += RowReduce.Block * Group.DimX)
        {
            T weightPart = T.Zero, movePart = T.Zero;
            for (int j = 0; j < RowReduce.Block; j++)
            {
                Unroll.Fully();
                long i = block + (j * Group.DimX);
                if (i >= last) continue;
                T g = slot.Gradient[i], w = slot.Parameter[i];
                T m = (slot.State0[i] * constants.Beta1) + (g * constants.Fresh1), v = (slot.State1[i] * constants.Beta2) + (g * g * constants.Fresh2);
                slot.State0[i] = m;
                slot.State1[i] = v;
                T u = constants.Move(w, m, v);
                weightPart += w * w;
                movePart += u * u;
            }
            weights += weightPart;
            moves += movePart;
        }
        weights = RowReduce.Sum(scratch, weights);
        moves = RowReduce.Sum(scratch, moves);
        if (Group.IdxX > 0) return;
        norms[2 * Grid.IdxX] = weights;
        norms[(2 * Grid.IdxX) + 1] = moves;
    }

    /// <summary>LAMB's second pass: p −= rate · r · u with r = min(|p|, clamp) / |u|, 1 where one of the norms is 0.</summary>
    public static void LambStep<T>(LambConstants<T> constants, OptimizerSlot<T> slot, ArrayView<T> norms, long each)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T weights = T.Zero, moves = T.Zero;
        for (int group = 0; group < Grid.DimX; group++)
        {
            weights += norms[2 * group];
            moves += norms[(2 * group) + 1];
        }
        T weight = T.Sqrt(weights), rate = constants.Rate;
        if (weight > constants.Clamp) weight = constants.Clamp;
        if (weight != T.Zero && moves != T.Zero) rate *= weight / T.Sqrt(moves);
        long first = Grid.IdxX * each, last = XMath.Min(slot.Parameter.Length, first + each);
        for (long i = first + Group.IdxX; i < last; i += Group.DimX)
        {
            T w = slot.Parameter[i];
            slot.Parameter[i] = w - (rate * constants.Move(w, slot.State0[i], slot.State1[i]));
        }
    }

    private static void Apply<T, TUpdate>(TUpdate update, OptimizerSlot<T> slot)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TUpdate : unmanaged, IParameterUpdate<T>
    {
        long i = Grid.LongGlobalIndexX;
        if (i >= slot.Parameter.Length) return;
        T p = slot.Parameter[i], s0 = T.Zero, s1 = T.Zero, s2 = T.Zero;
        if (slot.State0.IsValid) s0 = slot.State0[i];
        if (slot.State1.IsValid) s1 = slot.State1[i];
        if (slot.State2.IsValid) s2 = slot.State2[i];
        update.Apply(ref p, slot.Gradient[i], ref s0, ref s1, ref s2);
        slot.Parameter[i] = p;
        if (slot.State0.IsValid) slot.State0[i] = s0;
        if (slot.State1.IsValid) slot.State1[i] = s1;
        if (slot.State2.IsValid) slot.State2[i] = s2;
    }
}
