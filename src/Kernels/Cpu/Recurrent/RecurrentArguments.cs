using System.Numerics;

namespace Neuron.Kernels.Cpu.Recurrent;

/// <summary>A layer's pass over a sequence in one direction; all operands lie without gaps.</summary>
/// <remarks>T steps, B sequences, H units, G gates (1, 4 or 3), S values saved for each unit and step (0, 4 or 4).</remarks>
internal unsafe struct RecurrentArguments<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public RecurrentKind Kind;

    /// <summary>From the last step to the first.</summary>
    public bool Reverse;

    public int Steps, Batch, Units;

    /// <summary>Projected input [T, B, G·H], recurrent weight [G·H, H], its bias [G·H] or null, initial states [B, H].</summary>
    public T* X, Weight, Bias, H0, C0;

    /// <summary>Steps of each sequence, [B], or null; later ones leave the state alone and give 0.</summary>
    public long* Lengths;

    /// <summary>Outputs [T, B, H], last states [B, H].</summary>
    public T* Y, Hn, Cn;

    /// <summary>For the gradient: activated gates [T, B, S, H] (of a GRU r, z, n and (U·h)ₙ) and cell states [T, B, H].</summary>
    public T* Gates, Cells;

    public readonly int GateCount => Kind switch { RecurrentKind.Lstm => 4, RecurrentKind.Gru => 3, _ => 1 };

    /// <summary>Sequences that one thread takes; rows of a product do not depend on it.</summary>
    public readonly int RowsEach
    {
        get
        {
            long work = (long)Steps * Batch * GateCount * Units * Units;
            if (work < Gemm.ParallelWork || WorkerPool.Threads == 1) return Math.Max(1, Batch);
            return Math.Max(RecurrentTile<T>.Rows, (((Batch + WorkerPool.Threads - 1) / WorkerPool.Threads) + RecurrentTile<T>.Rows - 1) & -RecurrentTile<T>.Rows);
        }
    }

    public readonly int Pieces => (Batch + RowsEach - 1) / RowsEach;

    public readonly int Length(int row) => Lengths is null ? Steps : (int)Lengths[row];

    /// <summary>The step that comes as number <paramref name="index"/>.</summary>
    public readonly int Step(int index) => Reverse ? Steps - 1 - index : index;

    /// <summary>The state before a step within the sequence: of the step before it, in <paramref name="states"/>, or the initial one.</summary>
    public readonly T* Before(T* states, T* initial, int step, int row)
    {
        bool first = Reverse ? step == Length(row) - 1 : step == 0;
        return first ? initial + ((long)row * Units) : states + ((((long)(Reverse ? step + 1 : step - 1) * Batch) + row) * Units);
    }
}
