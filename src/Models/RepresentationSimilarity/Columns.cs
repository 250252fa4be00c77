namespace Neuron.Models.RepresentationSimilarity;

/// <summary>Comparisons column by column.</summary>
public static class Columns
{
    /// <summary>Pearson's correlation of each column of x [N, P] with the same column of y [N, P]; [P]. NaN for a constant column.</summary>
    public static Tensor Correlations(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(y);
        var (a, b) = Representation.Pair(x, y, "column correlations");
        if (a.Shape != b.Shape) throw ShapeException.Expected("column correlations: y", a.Shape.ToString(), y.Shape);
        (a, b) = (a.Centred(), b.Centred());
        return (a * b).Sum(0) / (a.Square().Sum(0).Sqrt() * b.Square().Sum(0).Sqrt());
    }

    /// <summary>Columns centred and scaled to unit length; a constant column becomes 0.</summary>
    internal static Tensor Unit(Tensor x) => x.Centred().Mt.UnitRows().Mt;
}
