using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.Optimizers;

/// <summary>One pass over all parameters of a model: each element of parameter, gradient and state is read once.</summary>
internal static unsafe class ParameterUpdates
{
    /// <summary>Elements of a piece; pieces depend on the parameters' sizes alone.</summary>
    public const int PieceElements = 1 << 14;

    /// <summary>Updates all parameters.</summary>
    public static void Run<T, TUpdate>(Span<ParameterSlot> slots, TUpdate update)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TUpdate : struct, IParameterUpdate<T>
    {
        int pieces = Divide(slots);
        fixed (ParameterSlot* first = slots)
            WorkerPool.For(pieces, new Job<T, TUpdate> { Slots = first, Count = slots.Length, Update = update });
    }

    /// <summary>Numbers the pieces and returns how many there are.</summary>
    public static int Divide(Span<ParameterSlot> slots)
    {
        long pieces = 0;
        foreach (ref var slot in slots)
        {
            slot.FirstPiece = pieces;
            pieces += (slot.Count + PieceElements - 1) / PieceElements;
        }
        return checked((int)pieces);
    }

    /// <summary>The slot that piece <paramref name="index"/> belongs to.</summary>
    public static int SlotOf(ParameterSlot* slots, int count, int index)
    {
        int low = 0, high = count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (slots[middle].FirstPiece <= index) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    private struct Job<T, TUpdate> : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
        where TUpdate : struct, IParameterUpdate<T>
    {
        public ParameterSlot* Slots;
        public int Count;
        public TUpdate Update;

        [MethodImpl(JitOptions.Kernel)]
        public readonly void Run(int index)
        {
            ref readonly var slot = ref Slots[SlotOf(Slots, Count, index)];
            var update = Update;
            int states = update.States, w = Vector512<T>.Count;
            long first = (index - slot.FirstPiece) * PieceElements;
            int n = (int)Math.Min(PieceElements, slot.Count - first);
            T* p = (T*)slot.Parameter + first, g = (T*)slot.Gradient + first;
            T* s0 = (T*)slot.State0 + first, s1 = (T*)slot.State1 + first, s2 = (T*)slot.State2 + first;
            int i = 0;
            for (; i <= n - w; i += w)
            {
                Vector512<T> v = Vector512.Load(p + i), a = default, b = default, c = default;
                if (states > 0) a = Vector512.Load(s0 + i);
                if (states > 1) b = Vector512.Load(s1 + i);
                if (states > 2) c = Vector512.Load(s2 + i);
                update.Apply(ref v, Vector512.Load(g + i), ref a, ref b, ref c);
                v.Store(p + i);
                if (states > 0) a.Store(s0 + i);
                if (states > 1) b.Store(s1 + i);
                if (states > 2) c.Store(s2 + i);
            }
            if (i < n) Last(ref update, p + i, g + i, s0 + i, s1 + i, s2 + i, n - i);
        }

        private static void Last(ref TUpdate update, T* p, T* g, T* s0, T* s1, T* s2, int count)
        {
            int states = update.States;
            Vector512<T> v = RowVectors<T>.LoadPart(p, count), a = default, b = default, c = default;
            if (states > 0) a = RowVectors<T>.LoadPart(s0, count);
            if (states > 1) b = RowVectors<T>.LoadPart(s1, count);
            if (states > 2) c = RowVectors<T>.LoadPart(s2, count);
            update.Apply(ref v, RowVectors<T>.LoadPart(g, count), ref a, ref b, ref c);
            RowVectors<T>.StorePart(p, count, v);
            if (states > 0) RowVectors<T>.StorePart(s0, count, a);
            if (states > 1) RowVectors<T>.StorePart(s1, count, b);
            if (states > 2) RowVectors<T>.StorePart(s2, count, c);
        }
    }
}
