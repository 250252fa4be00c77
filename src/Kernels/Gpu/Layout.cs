using System.Runtime.InteropServices;

namespace Neuron.Kernels.Gpu;

/// <summary>
/// How row-major positions of a shape map to places in memory: lengths and strides of at most eight axes, the innermost first,
/// passed to kernels by value. Neighbouring axes that memory runs through evenly are merged, so most operands have one or two.
/// </summary>
internal struct Layout
{
    public const int MaxRank = 8;

    /// <summary>Number of axes, at least 1.</summary>
    public int Rank;

    /// <summary>Lengths.</summary>
    public int N0, N1, N2, N3, N4, N5, N6, N7;

    /// <summary>Place of position 0.</summary>
    public long Offset;

    /// <summary>Distances of neighbours, in elements; 0 where an axis is broadcast.</summary>
    public long S0, S1, S2, S3, S4, S5, S6, S7;

    /// <summary>An operand of shape <paramref name="own"/>, broadcast to <paramref name="shape"/>.</summary>
    /// <exception cref="NotSupportedException">More than eight axes are left after merging.</exception>
    public static Layout Of(ReadOnlySpan<int> shape, ReadOnlySpan<int> own, ReadOnlySpan<long> strides, long offset)
    {
        var layout = new Layout { Offset = offset, N0 = 1 };
        var lengths = MemoryMarshal.CreateSpan(ref layout.N0, MaxRank);
        var steps = MemoryMarshal.CreateSpan(ref layout.S0, MaxRank);
        int rank = 0, missing = shape.Length - own.Length;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (shape[axis] == 1) continue;
            long step = axis < missing || own[axis - missing] == 1 ? 0 : strides[axis - missing];
            // where too many for 32-bit indices come together, the launch says so
            if (rank > 0 && step == steps[rank - 1] * lengths[rank - 1] && (long)lengths[rank - 1] * shape[axis] <= int.MaxValue)
            {
                lengths[rank - 1] *= shape[axis];
                continue;
            }
            if (rank == MaxRank) throw new NotSupportedException($"A tensor of more than {MaxRank} axes that cannot be merged; make it contiguous first.");
            (lengths[rank], steps[rank]) = (shape[axis], step);
            rank++;
        }
        layout.Rank = Math.Max(1, rank);
        return layout;
    }

    /// <summary>So many elements, one after the other.</summary>
    public static Layout Dense(int count) => new() { Rank = 1, N0 = count, S0 = 1 };

    /// <summary>Adds an axis outside those it has; a default layout has none.</summary>
    public void Append(int length, long step)
    {
        MemoryMarshal.CreateSpan(ref N0, MaxRank)[Rank] = length;
        MemoryMarshal.CreateSpan(ref S0, MaxRank)[Rank] = step;
        Rank++;
    }

    /// <summary>
    /// Places of every fourth position, if four neighbouring positions always are four neighbours in memory that begin at a multiple of four
    /// elements from the first, or all the same element.
    /// </summary>
    public readonly bool TryWiden(out Layout wide)
    {
        wide = this;
        if (N0 % 4 != 0 || S0 is not (0 or 1)) return false;
        foreach (long step in MemoryMarshal.CreateSpan(ref wide.S0, MaxRank)[1..Rank])
            if (S0 == 1 && step % 4 != 0) return false;
        wide.N0 /= 4;
        wide.S0 *= 4;
        return true;
    }

    /// <summary>This, or one position where no axis was appended.</summary>
    public readonly Layout OrOne => Rank > 0 ? this : Dense(1) with { Offset = Offset };

    /// <summary>The place of row-major position <paramref name="i"/>.</summary>
    public readonly long PlaceOf(int i)
    {
        if (Rank == 1) return Offset + (i * S0);
        long place = Offset + Step(ref i, N0, S0);
        if (Rank == 2) return place + (i * S1);
        place += Step(ref i, N1, S1);
        if (Rank == 3) return place + (i * S2);
        place += Step(ref i, N2, S2);
        if (Rank == 4) return place + (i * S3);
        place += Step(ref i, N3, S3);
        if (Rank == 5) return place + (i * S4);
        place += Step(ref i, N4, S4);
        if (Rank == 6) return place + (i * S5);
        place += Step(ref i, N5, S5);
        if (Rank == 7) return place + (i * S6);
        place += Step(ref i, N6, S6);
        return place + (i * S7);
    }

    /// <summary>Takes the position on one axis out of <paramref name="i"/>, as a distance.</summary>
    private static long Step(ref int i, int length, long stride)
    {
        int rest = i / length;
        long distance = (i - (rest * length)) * stride;
        i = rest;
        return distance;
    }
}
