namespace Neuron.Kernels.Cpu;

/// <summary>The axes of a copy from one strided operand to another, ordered by the target's strides and merged where both sides allow it.</summary>
internal struct CopyPlan
{
    private Axes _shape, _from, _to;

    public CopyPlan(ReadOnlySpan<int> shape, ReadOnlySpan<long> from, ReadOnlySpan<long> to)
    {
        int rank = 0;
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] == 1) continue;
            if (rank == StridedLoop.MaxRank) throw new NotSupportedException($"A copy of more than {StridedLoop.MaxRank} axes.");
            int at = rank++;
            for (; at > 0 && Math.Abs(_to[at - 1]) < Math.Abs(to[i]); at--)
                (_shape[at], _from[at], _to[at]) = (_shape[at - 1], _from[at - 1], _to[at - 1]);
            (_shape[at], _from[at], _to[at]) = (shape[i], from[i], to[i]);
        }
        int merged = 0;
        for (int i = 1; i < rank; i++)
        {
            if (_from[merged] == _from[i] * _shape[i] && _to[merged] == _to[i] * _shape[i])
                (_shape[merged], _from[merged], _to[merged]) = (_shape[merged] * _shape[i], _from[i], _to[i]);
            else if (++merged != i)
                (_shape[merged], _from[merged], _to[merged]) = (_shape[i], _from[i], _to[i]);
        }
        Rank = rank == 0 ? 0 : merged + 1;
        Transposed = -1;
        if (Rank < 2 || _from[Rank - 1] == 1 || _to[Rank - 1] != 1 || _shape[Rank - 1] < 4) return;
        for (int i = 0; i < Rank - 1; i++)
            if (_from[i] == 1 && _shape[i] >= 4) Transposed = i;
    }

    public int Rank { get; }

    /// <summary>The axis along which the source is contiguous while the target is contiguous along the last; −1 if there is none.</summary>
    public int Transposed { get; }

    public readonly long Length(int axis) => Rank == 0 ? 1 : _shape[axis];

    public readonly long From(int axis) => Rank == 0 ? 1 : _from[axis];

    public readonly long To(int axis) => Rank == 0 ? 1 : _to[axis];

    /// <summary>Positions of all axes but the last and, where given, another one.</summary>
    public readonly long Outer(int without = -1)
    {
        long count = 1;
        for (int i = 0; i < Rank - 1; i++) if (i != without) count *= _shape[i];
        return count;
    }

    /// <summary>Offsets of outer position <paramref name="index"/> on both sides.</summary>
    public readonly (long From, long To) Offsets(long index, int without = -1)
    {
        long from = 0, to = 0;
        for (int i = Rank - 2; i >= 0; i--)
        {
            if (i == without) continue;
            (index, long at) = Math.DivRem(index, _shape[i]);
            from += at * _from[i];
            to += at * _to[i];
        }
        return (from, to);
    }
}
