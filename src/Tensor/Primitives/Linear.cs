namespace Neuron.Primitives;

/// <summary>y = x · weightᵀ + bias over the last axis, the bias added to each tile of the product while it is in the cache.</summary>
/// <remarks>Shapes: x [.., In], weight [Out, In], bias [Out] (optional) → y [.., Out].</remarks>
internal sealed record Linear : Primitive
{
    public static Linear Instance { get; } = new();

    public override string Name => "linear";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        if (x[0].Rank < 1) throw ShapeException.Expected(Name, "x of at least one axis", x[0]);
        if (x[1].Rank != 2) throw ShapeException.Expected(Name, "a weight [out, in]", x[1]);
        if (x[0].Shape[^1] != x[1].Shape[1]) throw ShapeException.Mismatch(Name, ("x", x[0], x[0].Rank - 1), ("weight", x[1], 1));
        if (x.Length > 2 && (x[2].Rank != 1 || x[2].Shape[0] != x[1].Shape[0]))
            throw ShapeException.Expected(Name, $"a bias [{x[1].Shape[0]}]", x[2]);
        return FloatingPoint.Spec(Name, x[0], [.. x[0].Shape[..^1], x[1].Shape[0]]);
    }

    public override double Operations(ReadOnlySpan<Tensor> x) => 2.0 * x[0].Shape.Size * x[1].Shape[0];

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) =>
        backend.Linear(x[0], x[1], x.Length > 2 ? x[2] : null, y[0]);
}
