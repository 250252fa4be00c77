namespace Neuron.Kernels.Cpu;

/// <summary>
/// The axes of a reduction ordered by the input's strides, neighbours of one kind merged: outer kept axes, outer reduced axes and
/// an innermost one of either kind.
/// </summary>
internal struct ReductionPlan
{
    private Axes _keptLength, _keptFrom, _keptTo, _reducedLength, _reducedFrom;
    private readonly int _kept, _reduced;

    /// <param name="shape">Of the input.</param>
    /// <param name="from">Strides of the input.</param>
    /// <param name="result">Shape of the result, with length 1 along reduced axes.</param>
    /// <param name="to">Strides of the result.</param>
    public ReductionPlan(ReadOnlySpan<int> shape, ReadOnlySpan<long> from, ReadOnlySpan<int> result, ReadOnlySpan<long> to)
    {
        Span<int> order = stackalloc int[shape.Length];
        int rank = 0;
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] == 1) continue;
            int at = rank++;
            for (; at > 0 && Math.Abs(from[order[at - 1]]) < Math.Abs(from[i]); at--) order[at] = order[at - 1];
            order[at] = i;
        }
        if (rank > StridedLoop.MaxRank) throw new NotSupportedException($"A reduction of more than {StridedLoop.MaxRank} axes.");
        (InnerLength, InnerFrom, InnerTo, IsInnerReduced) = (1, 1, 1, true);
        if (rank == 0) return;
        // neighbouring axes of one kind that are laid out like one become one
        int last = order[rank - 1];
        (InnerLength, InnerFrom, InnerTo, IsInnerReduced) = (shape[last], from[last], to[last], result[last] == 1);
        int next = rank - 2;
        for (; next >= 0; next--)
        {
            int i = order[next];
            if ((result[i] == 1) != IsInnerReduced || from[i] != InnerFrom * InnerLength) break;
            if (!IsInnerReduced && to[i] != InnerTo * InnerLength) break;
            InnerLength *= shape[i];
        }
        for (int k = 0; k <= next; k++)
        {
            int i = order[k];
            if (result[i] == 1) (_reducedLength[_reduced], _reducedFrom[_reduced++]) = (shape[i], from[i]);
            else (_keptLength[_kept], _keptFrom[_kept], _keptTo[_kept++]) = (shape[i], from[i], to[i]);
        }
    }

    /// <summary>Whether the innermost axis, of the smallest stride, is reduced.</summary>
    public bool IsInnerReduced { get; }

    public long InnerLength { get; private set; }

    public long InnerFrom { get; }

    /// <summary>The result's stride along the innermost axis, where it is kept.</summary>
    public long InnerTo { get; }

    /// <summary>Positions of the outer kept axes.</summary>
    public readonly long Kept => Count(_keptLength, _kept);

    /// <summary>Positions of the outer reduced axes.</summary>
    public readonly long Reduced => Count(_reducedLength, _reduced);

    /// <summary>Offsets of an outer kept position in the input and in the result.</summary>
    public readonly (long From, long To) KeptOffsets(long index)
    {
        long from = 0, to = 0;
        for (int i = _kept - 1; i >= 0; i--)
        {
            (index, long at) = Math.DivRem(index, _keptLength[i]);
            from += at * _keptFrom[i];
            to += at * _keptTo[i];
        }
        return (from, to);
    }

    /// <summary>Offset of an outer reduced position in the input.</summary>
    public readonly long ReducedOffset(long index)
    {
        long from = 0;
        for (int i = _reduced - 1; i >= 0; i--)
        {
            (index, long at) = Math.DivRem(index, _reducedLength[i]);
            from += at * _reducedFrom[i];
        }
        return from;
    }

    private static long Count(Axes lengths, int n)
    {
        long count = 1;
        for (int i = 0; i < n; i++) count *= lengths[i];
        return count;
    }
}
