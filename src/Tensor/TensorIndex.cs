namespace Neuron;

/// <summary>
/// One entry of a tensor's index: a position, a range (<c>1..^1</c>), <see cref="All"/>, <see cref="NewAxis"/>,
/// <see cref="Ellipsis"/>, <see cref="Step"/>, or an index tensor.
/// </summary>
public readonly struct TensorIndex
{
    internal enum Kind
    {
        Position,
        Range,
        NewAxis,
        Ellipsis,
        Tensor,
    }

    private TensorIndex(Kind kind, Index start = default, Index end = default, int step = 1, Tensor? tensor = null)
    {
        (What, Start, End, Stride, Tensor) = (kind, start, end, step, tensor);
    }

    /// <summary>The whole axis (Python's <c>:</c>).</summary>
    public static TensorIndex All { get; } = System.Range.All;

    /// <summary>A new axis of length 1 (NumPy's <c>None</c>).</summary>
    public static TensorIndex NewAxis { get; } = new(Kind.NewAxis);

    /// <summary>As many whole axes as are left over (Python's <c>...</c>).</summary>
    public static TensorIndex Ellipsis { get; } = new(Kind.Ellipsis);

    internal Kind What { get; }

    internal Index Start { get; }

    internal Index End { get; }

    internal int Stride { get; }

    internal Tensor? Tensor { get; }

    /// <summary>Every <paramref name="step"/>-th element of a range: <c>TensorIndex.Step(.., 2)</c> is Python's <c>::2</c>.</summary>
    public static TensorIndex Step(Range range, int step) =>
        step >= 1 ? new(Kind.Range, range.Start, range.End, step) : throw new ArgumentOutOfRangeException(nameof(step), step, "Step: expected at least 1 (Flip reverses an axis).");

    /// <summary>A position; negative ones count from the end, as in Python.</summary>
    public static implicit operator TensorIndex(int position) => new(Kind.Position, position < 0 ? new Index(-position, fromEnd: true) : position);

    /// <summary>A position: <c>^1</c> is the last.</summary>
    public static implicit operator TensorIndex(Index position) => new(Kind.Position, position);

    /// <summary>A range: <c>1..^1</c>.</summary>
    public static implicit operator TensorIndex(Range range) => new(Kind.Range, range.Start, range.End);

    /// <summary>Positions (int64, negative ones from the end) or a mask (bool).</summary>
    public static implicit operator TensorIndex(Tensor tensor) => new(Kind.Tensor, tensor: tensor);
}
