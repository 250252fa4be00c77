namespace Neuron;

/// <summary>A shape, axis, dtype or device that an operation can't take. Its text names the operation, what was found and what would do.</summary>
public sealed class ShapeException : ArgumentException
{
    /// <summary>With a text of one's own.</summary>
    public ShapeException(string message)
        : base(CallPath.Describe(message))
    {
    }

    /// <summary>With a text and a cause.</summary>
    public ShapeException(string message, Exception inner)
        : base(CallPath.Describe(message), inner)
    {
    }

    /// <summary>Without a text.</summary>
    public ShapeException()
    {
    }

    /// <summary>"<paramref name="where"/>: expected [B, T, 64], found [3, 5]".</summary>
    public static ShapeException Expected(string where, string expected, Shape found) =>
        new($"{where}: expected {expected}, found {found}");

    internal static ShapeException Expected(string where, string expected, Tensor found) =>
        new($"{where}: expected {expected}, found {Describe(found)}");

    internal static ShapeException Mismatch(string operation, (string Name, Tensor Value, int Axis) a, (string Name, Tensor Value, int Axis) b) =>
        new($"{operation}: {a.Name}.shape[{a.Axis}] = {a.Value.Shape[a.Axis]} but {b.Name}.shape[{b.Axis}] = {b.Value.Shape[b.Axis]}"
            + $"{Environment.NewLine}  {a.Name}: {Describe(a.Value)}     {b.Name}: {Describe(b.Value)}");

    internal static ShapeException Broadcast(string operation, Shape a, Shape b) =>
        new($"{operation}: shapes {a} and {b} do not broadcast: aligned at the end, two lengths must be equal or one of them 1.");

    internal static ShapeException DTypeOf(string operation, Tensor found, string expected) =>
        new($"{operation}: {found.DType.Label} is not supported; expected {expected}.");

    internal static ShapeException DeviceOf(string operation, Tensor a, Tensor b) =>
        new($"{operation}: tensors on different devices, {Describe(a)} and {Describe(b)}; move one with To(device).");

    private static string Describe(Tensor x) => $"{x.Shape} {x.DType.Label} {x.Device}";
}
