namespace Neuron;

/// <summary>A number for each spatial axis of a convolution or pooling: <c>2</c> for all, <c>(2, 1)</c> for height and width.</summary>
public readonly struct PerAxis : IEquatable<PerAxis>
{
    private readonly int[]? _values;

    private PerAxis(int[] values) => _values = values;

    /// <summary>As padding: as many zeros as keep the output as long as the input (stride 1); an odd one goes to the end.</summary>
    public static PerAxis Same { get; } = new([]);

    /// <summary>Whether this is <see cref="Same"/>.</summary>
    internal bool IsSame => _values is { Length: 0 };

    /// <summary>The same number for every axis.</summary>
    public static implicit operator PerAxis(int value) => new([value]);

    /// <summary>Numbers for two axes.</summary>
    public static implicit operator PerAxis((int H, int W) values) => new([values.H, values.W]);

    /// <summary>Numbers for three axes.</summary>
    public static implicit operator PerAxis((int D, int H, int W) values) => new([values.D, values.H, values.W]);

    /// <summary>Numbers for as many axes as the array has elements.</summary>
    public static implicit operator PerAxis(int[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Length > 0 ? new([.. values]) : throw new ShapeException("PerAxis: no number given; expected one, or one per spatial axis.");
    }

    /// <summary>As the implicit conversion.</summary>
    public static PerAxis FromInt32(int value) => value;

    /// <summary>As the implicit conversion.</summary>
    public static PerAxis FromArray(int[] values) => values;

    /// <summary>As the implicit conversion.</summary>
    public static PerAxis FromValueTuple((int H, int W) values) => values;

    /// <summary>As the implicit conversion.</summary>
    public static PerAxis FromValueTuple((int D, int H, int W) values) => values;

    /// <summary>Equal numbers.</summary>
    public static bool operator ==(PerAxis a, PerAxis b) => a.Equals(b);

    /// <summary>Different numbers.</summary>
    public static bool operator !=(PerAxis a, PerAxis b) => !a.Equals(b);

    /// <inheritdoc/>
    public bool Equals(PerAxis other) => (_values ?? []).AsSpan().SequenceEqual(other._values ?? []);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PerAxis other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (_values ?? []).Aggregate(17, HashCode.Combine);

    /// <summary>The numbers for <paramref name="axes"/> axes.</summary>
    /// <exception cref="ShapeException">There are too few or too many, or one is under <paramref name="least"/>.</exception>
    internal int[] For(int axes, int otherwise, int least, string name)
    {
        int[] values = _values switch
        {
            null => [.. Enumerable.Repeat(otherwise, axes)],
            [var one] => [.. Enumerable.Repeat(one, axes)],
            _ => _values,
        };
        if (values.Length != axes)
            throw new ShapeException($"{name}: [{string.Join(", ", values)}] for {axes} spatial axes; expected one number or {axes}.");
        foreach (int value in values)
            if (value < least) throw new ShapeException($"{name}: {value}; expected at least {least}.");
        return values;
    }
}
