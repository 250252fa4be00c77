namespace Neuron.Models.Losses;

/// <summary>The check of losses that compare elements: broadcasting would hide mistakes, [N] against [N, 1] gives [N, N].</summary>
internal static class Pair
{
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static void Check(string loss, Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Shape != y.Shape) throw new ShapeException($"{loss}: shapes {x.Shape} and {y.Shape} differ; expected equal ones.");
    }

    /// <summary>x − y, of two integers as float32: their own dtype would wrap.</summary>
    public static Tensor Difference(string loss, Tensor x, Tensor y)
    {
        Check(loss, x, y);
        return (y.DType.IsFloatingPoint ? x : x.AsFloatingPoint()) - y;
    }
}
