namespace Neuron.Primitives;

/// <summary>The check that the fused primitives share: they compute in float32 and float64.</summary>
internal static class FloatingPoint
{
    /// <summary>An output of <paramref name="shape"/> in the dtype of <paramref name="x"/>.</summary>
    /// <exception cref="ShapeException">Another dtype.</exception>
    public static TensorSpec Spec(string operation, Tensor x, Shape shape) =>
        x.DType is DType.Float32 or DType.Float64 ? new(shape, x.DType)
        : throw ShapeException.DTypeOf(operation, x, "float32 or float64 (convert with To)");
}
