using Neuron.Kernels.Operators;

namespace Neuron.Primitives;

/// <summary>y = f(x), element by element; <paramref name="A"/> and <paramref name="B"/> are the operator's constants.</summary>
internal sealed record Unary(UnaryOperator Operator, double A = 0, double B = 0) : Primitive
{
    private static readonly Unary[] s_plain = [.. Enum.GetValues<UnaryOperator>().Select(op => new Unary(op))];

    public override string Name => Operator.ToString().ToLowerInvariant();

    /// <summary>The primitive of an operator without constants.</summary>
    public static Unary Of(UnaryOperator op) => s_plain[(int)op];

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(x[0].Shape, x[0].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.Unary(Operator, A, B, x[0], y[0]);
}

/// <summary>dx = dy · f′ of <see cref="Unary"/> in one pass.</summary>
/// <remarks>Inputs: dy and x, of one shape; in place of x its output where <see cref="UnaryOperators.KeepsOutput"/>.</remarks>
internal sealed record UnaryGradient(UnaryOperator Operator, double A, double B) : Primitive
{
    public override string Name => $"{Operator.ToString().ToLowerInvariant()}_gradient";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(x[1].Shape, x[1].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.UnaryGradient(Operator, A, B, x[0], x[1], y[0]);
}

/// <summary><see cref="UnaryGradient"/> written over dy, which must be contiguous. Use it where nobody else reads dy.</summary>
internal sealed record UnaryGradientInPlace(UnaryOperator Operator, double A, double B) : Primitive
{
    public override string Name => $"{Operator.ToString().ToLowerInvariant()}_gradient_in_place";

    public override int Outputs => 0;

    public override bool Writes(int input) => input == 0;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(x[1].Shape, x[1].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.UnaryGradient(Operator, A, B, x[0], x[1], x[0]);
}

/// <summary>Adds the second input to the first, which must be contiguous and of the same shape, in place.</summary>
internal sealed record Accumulate : Primitive
{
    public static Accumulate Instance { get; } = new();

    public override string Name => "accumulate";

    public override int Outputs => 0;

    public override bool Writes(int input) => input == 0;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) =>
        x[1].Shape != x[0].Shape ? throw ShapeException.Expected(Name, x[0].Shape.ToString(), x[1])
        : x[1].DType != x[0].DType ? throw ShapeException.DTypeOf(Name, x[1], x[0].DType.Label)
        : new(x[0].Shape, x[0].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.Binary(BinaryOperator.Add, x[0], x[1], x[0]);
}

/// <summary>y = f(a, b), element by element, with broadcasting.</summary>
internal sealed record Binary(BinaryOperator Operator) : Primitive
{
    private static readonly Binary[] s_all = [.. Enum.GetValues<BinaryOperator>().Select(op => new Binary(op))];

    public override string Name => Operator.ToString().ToLowerInvariant();

    public static Binary Of(BinaryOperator op) => s_all[(int)op];

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(ElementwiseShape.Of(Name, x), x[0].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.Binary(Operator, x[0], x[1], y[0]);
}

/// <summary>A bool tensor: where a stands in the relation to b.</summary>
internal sealed record Compare(CompareOperator Operator) : Primitive
{
    private static readonly Compare[] s_all = [.. Enum.GetValues<CompareOperator>().Select(op => new Compare(op))];

    public override string Name => Operator.ToString().ToLowerInvariant();

    public static Compare Of(CompareOperator op) => s_all[(int)op];

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(ElementwiseShape.Of(Name, x), DType.Bool);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.Compare(Operator, x[0], x[1], y[0]);
}

/// <summary>y = condition ? a : b, with broadcasting.</summary>
/// <remarks>Inputs: condition (bool), a, b.</remarks>
internal sealed record Where : Primitive
{
    public static Where Instance { get; } = new();

    public override string Name => "where";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) =>
        x[0].DType != DType.Bool ? throw ShapeException.DTypeOf("where (condition)", x[0], "bool")
        : new(ElementwiseShape.Of(Name, x), x[1].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.Where(x[0], x[1], x[2], y[0]);
}

/// <summary>The elements in another dtype: towards zero to integers, to nearest (ties to even) to floating point, ≠ 0 to bool.</summary>
internal sealed record Cast(DType Target) : Primitive
{
    public override string Name => "cast";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(x[0].Shape, Target);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Cast(x[0], y[0]);
}

/// <summary>A contiguous copy.</summary>
internal sealed record Copy : Primitive
{
    public static Copy Instance { get; } = new();

    public override string Name => "copy";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(x[0].Shape, x[0].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Copy(x[0], y[0]);
}

/// <summary>Writes the second input (broadcast, same dtype) into the first, which may be a view.</summary>
internal sealed record Assign : Primitive
{
    public static Assign Instance { get; } = new();

    public override string Name => "assign";

    public override int Outputs => 0;

    public override bool Writes(int input) => input == 0;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) =>
        Shape.TryBroadcast(x[0].Shape, x[1].Shape, out var s) && s == x[0].Shape ? new(s, x[0].DType)
        : throw new ShapeException($"assign: shape {x[1].Shape} does not broadcast to {x[0].Shape}.");

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.Copy(x[1].Expand(x[0].Shape), x[0]);
}

/// <summary>The broadcast shape of elementwise operands.</summary>
internal static class ElementwiseShape
{
    public static Shape Of(string operation, ReadOnlySpan<Tensor> x)
    {
        var shape = x[0].Shape;
        foreach (var other in x[1..])
        {
            if (ReferenceEquals(shape, other.Shape)) continue;
            if (!Shape.TryBroadcast(shape, other.Shape, out var wider)) throw ShapeException.Broadcast(operation, shape, other.Shape);
            shape = wider;
        }
        return shape;
    }
}
