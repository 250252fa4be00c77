using System.Collections;
using System.Runtime.CompilerServices;

namespace Neuron;

/// <summary>The lengths of a tensor's axes, immutable: <c>Shape s = [2, 3];</c></summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public sealed class Shape : IReadOnlyList<int>, IEquatable<Shape>
{
    private readonly int[] _dims;
    private long[]? _strides;

    private Shape(int[] dims)
    {
        _dims = dims;
        long count = 1;
        foreach (int n in dims)
        {
            if (n < 0) throw new ShapeException($"Shape [{string.Join(", ", dims)}]: an axis has the negative length {n}.");
            try { count = checked(count * n); }
            catch (OverflowException) { throw new ShapeException($"Shape [{string.Join(", ", dims)}]: more than 2^63 elements."); }
        }
        Size = count;
    }

    /// <summary>The shape of a scalar, [].</summary>
    public static Shape Scalar { get; } = new([]);

    /// <summary>Number of axes.</summary>
    public int Rank => _dims.Length;

    /// <summary>Number of axes; what list patterns look at.</summary>
    public int Count => _dims.Length;

    /// <summary>Number of elements, the product of the axes' lengths.</summary>
    public long Size { get; }

    /// <summary>The lengths.</summary>
    public ReadOnlySpan<int> Span => _dims;

    /// <summary>Row-major strides of a tensor of this shape without gaps, in elements.</summary>
    internal long[] ContiguousStrides => _strides ??= RowMajor(_dims);

    /// <summary>Length of axis <paramref name="axis"/>.</summary>
    public int this[int axis] => _dims[axis];

    /// <summary>Length of an axis counted from either end: <c>shape[^1]</c>.</summary>
    public int this[Index axis] => _dims[axis];

    /// <summary>Some of the axes: <c>shape[..^2]</c>.</summary>
    public Shape this[Range axes] => new(_dims[axes]);

    /// <summary>Equal rank and lengths.</summary>
    public static bool operator ==(Shape? a, Shape? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Different rank or lengths.</summary>
    public static bool operator !=(Shape? a, Shape? b) => !(a == b);

    /// <summary>A shape of the given lengths.</summary>
    /// <exception cref="ShapeException">A length is negative, or there are too many elements.</exception>
    public static Shape Create(ReadOnlySpan<int> dims) => dims.IsEmpty && Scalar is not null ? Scalar : new(dims.ToArray());

    /// <summary>The shape to which both broadcast by NumPy's rule: aligned at the end, 1 stretches.</summary>
    /// <exception cref="ShapeException">Two axes differ and neither is 1.</exception>
    public static Shape Broadcast(Shape a, Shape b)
    {
        if (ReferenceEquals(a, b) || a == b) return a;
        if (!TryBroadcast(a, b, out var result)) throw ShapeException.Broadcast("broadcast", a, b);
        return result;
    }

    internal static bool TryBroadcast(Shape a, Shape b, out Shape result)
    {
        result = a;
        if (a == b) return true; // the common case, without an array
        int rank = Math.Max(a.Rank, b.Rank);
        var dims = new int[rank];
        result = Scalar;
        for (int i = 1; i <= rank; i++)
        {
            int m = i <= a.Rank ? a[^i] : 1, n = i <= b.Rank ? b[^i] : 1;
            if (m != n && m != 1 && n != 1) return false;
            dims[rank - i] = m == 1 ? n : m;
        }
        result = result.Span.SequenceEqual(dims) ? result : a.Span.SequenceEqual(dims) ? a : b.Span.SequenceEqual(dims) ? b : new(dims);
        return true;
    }

    /// <summary>An axis that may be negative, counted from the end, as a position from 0.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public int Axis(int axis, string operation = "axis") =>
        axis >= -Rank && axis < Rank ? (axis + Rank) % Rank
        : throw new ShapeException($"{operation}: axis {axis} of a tensor of shape {this}; expected {-Rank} to {Rank - 1}.");

    /// <inheritdoc/>
    public bool Equals(Shape? other) => ReferenceEquals(this, other) || (other is not null && Span.SequenceEqual(other.Span));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int n in _dims) hash.Add(n);
        return hash.ToHashCode();
    }

    /// <summary>The lengths in brackets: "[2, 3]".</summary>
    public override string ToString() => $"[{string.Join(", ", _dims)}]";

    /// <summary>The lengths as a new array.</summary>
    public int[] ToArray() => [.. _dims];

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_dims).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _dims.GetEnumerator();

    private static long[] RowMajor(int[] dims)
    {
        var strides = new long[dims.Length];
        long stride = 1;
        for (int axis = dims.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Math.Max(dims[axis], 1);
        }
        return strides;
    }
}
