using Neuron.Primitives;

namespace Neuron;

/// <summary>How <see cref="Tensor.Pad(ReadOnlySpan{int}, PadMode, double)"/> fills the border.</summary>
public enum PadMode
{
    /// <summary>A given value.</summary>
    Constant,

    /// <summary>Mirrored at the edge, which is not repeated.</summary>
    Reflect,

    /// <summary>The edge repeated.</summary>
    Replicate,

    /// <summary>From the other end.</summary>
    Circular,
}

public sealed partial class Tensor
{
    /// <summary>The tensors one after the other along an existing axis; dtypes are promoted.</summary>
    /// <exception cref="ShapeException">There are none, or shapes differ on another axis.</exception>
    public static Tensor Concat(ReadOnlySpan<Tensor> parts, int axis = 0)
    {
        if (parts.IsEmpty) throw new ShapeException("concat: expected at least one tensor, found none.");
        var dtype = parts[0].DType;
        foreach (var part in parts) dtype = DTypes.Promote(dtype, part.DType);
        var converted = new Tensor[parts.Length];
        for (int i = 0; i < parts.Length; i++) converted[i] = parts[i].To(dtype);
        return Dispatcher.Run(new Concat(parts[0].Shape.Axis(axis, "concat")), converted);
    }

    /// <summary>The tensors, of one shape, side by side along a new axis.</summary>
    public static Tensor Stack(ReadOnlySpan<Tensor> parts, int axis = 0)
    {
        var raised = new Tensor[parts.Length];
        for (int i = 0; i < parts.Length; i++) raised[i] = parts[i].Unsqueeze(axis);
        return Concat(raised, axis);
    }

    /// <summary>Parts of the given lengths along an axis, as views.</summary>
    /// <exception cref="ShapeException">The lengths do not add up to the axis's.</exception>
    public Tensor[] Split(ReadOnlySpan<int> lengths, int axis = 0)
    {
        int at = Shape.Axis(axis, "Split"), start = 0;
        long sum = 0;
        foreach (int length in lengths) sum += length >= 0 ? length : throw new ShapeException($"Split: length {length} on axis {axis} of shape {Shape}; expected at least 0.");
        if (sum != Shape[at]) throw new ShapeException($"Split: lengths [{string.Join(", ", lengths.ToArray())}] add up to {sum}; axis {axis} of shape {Shape} has {Shape[at]}.");
        var parts = new Tensor[lengths.Length];
        for (int i = 0; i < parts.Length; i++) parts[i] = Slice(at, start, start += lengths[i]);
        return parts;
    }

    /// <summary>Parts of <paramref name="length"/> along an axis (the last may be shorter), as views.</summary>
    public Tensor[] Split(int length, int axis = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        int n = Shape[Shape.Axis(axis, "Split")];
        var lengths = new List<int>();
        for (int start = 0; start < n; start += length) lengths.Add(Math.Min(length, n - start));
        return Split(lengths.ToArray(), axis);
    }

    /// <summary>At most <paramref name="count"/> parts of equal length along an axis (the last may be shorter), as views.</summary>
    public Tensor[] Chunk(int count, int axis = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        int n = Shape[Shape.Axis(axis, "Chunk")];
        return Split(Math.Max(1, (n + count - 1) / count), axis);
    }

    /// <summary>The whole tensor repeated along each axis; more counts than axes add axes in front (PyTorch's repeat, NumPy's tile).</summary>
    public Tensor Repeat(params ReadOnlySpan<int> counts)
    {
        if (counts.Length < Rank) throw new ShapeException($"Repeat: {counts.Length} counts for shape {Shape}; expected at least {Rank}.");
        int added = counts.Length - Rank;
        var (apart, expanded, merged) = (new List<int>(), new List<int>(), new List<int>());
        for (int i = 0; i < counts.Length; i++)
        {
            int n = i < added ? 1 : Shape[i - added];
            apart.AddRange([1, n]);
            expanded.AddRange([counts[i], n]);
            merged.Add(checked(counts[i] * n));
        }
        return Reshape(apart.ToArray()).Expand(expanded.ToArray()).Reshape(merged.ToArray());
    }

    /// <summary>Each slice along an axis repeated <paramref name="count"/> times in place.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public Tensor RepeatInterleave(int count, int axis)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int at = Shape.Axis(axis, "RepeatInterleave");
        var raised = Unsqueeze(at + 1);
        return raised.Expand([.. raised.Shape[..(at + 1)], count, .. raised.Shape[(at + 2)..]]).Flatten(at, at + 1);
    }

    /// <summary>Elements moved <paramref name="shift"/> places along an axis; those that leave at one end enter at the other.</summary>
    public Tensor Roll(int shift, int axis)
    {
        int at = Shape.Axis(axis, "Roll"), n = Shape[at];
        int by = n == 0 ? 0 : ((shift % n) + n) % n;
        return by == 0 ? this : Concat([Slice(at, n - by), Slice(at, 0, n - by)], at);
    }

    /// <summary>Turned by <paramref name="times"/> right angles in the plane of two axes, from the first towards the second.</summary>
    public Tensor Rot90(int times = 1, int first = 0, int second = 1) => (((times % 4) + 4) % 4) switch
    {
        0 => this,
        1 => Flip(second).Transpose(first, second),
        2 => Flip(first, second),
        _ => Transpose(first, second).Flip(second),
    };

    /// <summary>
    /// Padded, from the last axis backwards: (left, right), then (top, bottom), … as in PyTorch.
    /// </summary>
    /// <exception cref="ShapeException">The number of entries is odd or too large, or a border does not fit the mode.</exception>
    public Tensor Pad(ReadOnlySpan<int> border, PadMode mode = PadMode.Constant, double value = 0)
    {
        if (border.Length % 2 != 0 || border.Length > 2 * Rank)
            throw new ShapeException($"Pad: {border.Length} entries for shape {Shape}; expected two an axis, at most {2 * Rank}.");
        var y = this;
        for (int i = 0; i < border.Length / 2; i++) y = y.PadAxis(Rank - 1 - i, border[2 * i], border[(2 * i) + 1], mode, value);
        return y;
    }

    private Tensor PadAxis(int axis, int before, int after, PadMode mode, double value)
    {
        int n = Shape[axis];
        if (before == 0 && after == 0) return this;
        if (mode == PadMode.Constant)
        {
            if (n + Math.Min(0, before) + Math.Min(0, after) < 0)
                throw new ShapeException($"Pad: border ({before}, {after}) cuts more off axis {axis} of shape {Shape} than there is.");
            var kept = Slice(axis, Math.Max(0, -before), n - Math.Max(0, -after)); // a negative border cuts off
            var region = new Slice(axis, Math.Max(0, before), kept.Shape[axis], 1);
            return Dispatcher.Run(new PlaceSlice(region, kept.Shape[axis] + Math.Max(0, before) + Math.Max(0, after), value), kept);
        }
        int most = mode switch { PadMode.Reflect => n - 1, PadMode.Circular => n, _ => n == 0 ? 0 : int.MaxValue };
        if (before < 0 || after < 0 || before > most || after > most)
            throw new ShapeException($"Pad ({mode}): border ({before}, {after}) on axis {axis} of shape {Shape}; expected 0 to {most}.");
        // joined, not gathered: the middle is copied in runs
        if (mode != PadMode.Replicate)
        {
            var (head, tail) = Borders(axis, before, after, mode);
            return Concat(before == 0 ? [this, tail] : after == 0 ? [head, this] : [head, this, tail], axis);
        }
        var index = new long[before + n + after];
        for (int i = 0; i < index.Length; i++) index[i] = Math.Clamp(i - before, 0, n - 1);
        return IndexSelect(axis, From(index, device: Device));
    }

    /// <summary>What reflecting or circular padding adds to an axis.</summary>
    private (Tensor Before, Tensor After) Borders(int axis, int before, int after, PadMode mode)
    {
        int n = Shape[axis];
        return mode == PadMode.Reflect ? (Slice(axis, 1, before + 1).Flip(axis), Slice(axis, n - 1 - after, n - 1).Flip(axis)) : (Slice(axis, n - before, n), Slice(axis, 0, after));
    }

    /// <summary>The lower triangle of the last two axes, up to <paramref name="diagonal"/> places above the main diagonal; the rest is 0.</summary>
    public Tensor Tril(int diagonal = 0) => Where(TriangleDistance().Le(Scalar(diagonal, DType.Int64, Device)), this, Scalar(0, DType, Device));

    /// <summary>The upper triangle of the last two axes, from <paramref name="diagonal"/> places above the main diagonal on; the rest is 0.</summary>
    public Tensor Triu(int diagonal = 0) => Where(TriangleDistance().Ge(Scalar(diagonal, DType.Int64, Device)), this, Scalar(0, DType, Device));

    /// <summary>Coordinates of a grid: each of the n vectors along its own axis, expanded over the others ("ij" indexing).</summary>
    public static Tensor[] MeshGrid(params ReadOnlySpan<Tensor> vectors)
    {
        var shape = new int[vectors.Length];
        for (int i = 0; i < shape.Length; i++) shape[i] = vectors[i].Rank == 1 ? vectors[i].Shape[0] : throw ShapeException.Expected("MeshGrid", "vectors", vectors[i]);
        var grids = new Tensor[shape.Length];
        for (int i = 0; i < shape.Length; i++)
        {
            var own = new int[shape.Length];
            Array.Fill(own, 1);
            own[i] = shape[i];
            grids[i] = vectors[i].Reshape(own).Expand(shape);
        }
        return grids;
    }

    /// <summary>Column minus row, over the last two axes.</summary>
    private Tensor TriangleDistance() =>
        Rank >= 2 ? Arange(Shape[^1], Device) - Arange(Shape[^2], Device).Unsqueeze(1)
        : throw ShapeException.Expected("Tril/Triu", "at least two axes", Shape);
}
