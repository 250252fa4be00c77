namespace Neuron;

/// <summary>The whole numbers that an operation takes from a tensor's data, 0 to below <see cref="Count"/>, and the error where it finds another.</summary>
/// <remarks>Backends make the error here: it is one type with one text, on whichever device the value was found.</remarks>
internal readonly record struct AllowedValues
{
    private readonly string _path = CallPath.Current; // a device may report when the module has long returned

    private AllowedValues(string operation, string operand, int count) => (Operation, Operand, Count) = (operation, operand, count);

    private string Operation { get; }

    private string Operand { get; }

    /// <summary>How many values are allowed.</summary>
    public int Count { get; }

    /// <summary>The shape and the axis, if the values are positions on one.</summary>
    private (Shape Shape, int Axis)? Place { get; init; }

    /// <summary>The value of targets that do not count.</summary>
    private long? Ignored { get; init; }

    /// <summary>Positions on an axis.</summary>
    public static AllowedValues OnAxis(string operation, Shape shape, int axis) => new(operation, "index", shape[axis]) { Place = (shape, axis) };

    /// <summary>Classes, and one value for targets that do not count.</summary>
    public static AllowedValues Targets(string operation, int classes, long ignored) => new(operation, "targets", classes) { Ignored = ignored };

    /// <summary>Numbers of steps that sequences have.</summary>
    public static AllowedValues Lengths(string operation, int steps) => new(operation, "lengths", steps + 1);

    /// <summary>The error for <paramref name="value"/>, found at <paramref name="position"/>.</summary>
    public ArgumentOutOfRangeException Error(long value, long position)
    {
        string found = Place is var (shape, axis) ? $"index {value} at position {position} lies outside axis {axis} of shape {shape}" : $"{Operand}[{position}] = {value}";
        string besides = Ignored is { } ignored ? $", or {ignored} for one that is ignored" : "";
        return new ArgumentOutOfRangeException(Operand, $"{(_path.Length > 0 ? $"{_path}: " : "")}{Operation}: {found}; expected 0 to {Count - 1}{besides}.");
    }
}
