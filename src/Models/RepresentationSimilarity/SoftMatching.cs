using Neuron.Autograd;
using Neuron.Models.Statistics;

namespace Neuron.Models.RepresentationSimilarity;

/// <summary>
/// Matches the units of two representations: the best transport plan P (row sums 1/p, column sums 1/q) between the columns of x
/// [N, p] and y [N, q] (arXiv 2311.09466). Not invariant to rotations: it asks whether single units agree.
/// </summary>
public static class SoftMatching
{
    /// <summary>max Σ Pᵢⱼ·xᵢᵀyⱼ over columns centred and of unit length. The gradient takes the best plan as constant.</summary>
    public static Tensor Correlation(Tensor x, Tensor y)
    {
        var products = Products(x, y);
        return products.Inner(Plan(-products));
    }

    /// <summary>The same with entropy-regularised transport (Sinkhorn), cost 1 − xᵢᵀyⱼ, strength <paramref name="epsilon"/>; without gradient.</summary>
    public static Tensor SinkhornCorrelation(Tensor x, Tensor y, double epsilon = 0.1)
    {
        using var _ = NoGrad.Enter();
        var products = Products(x, y);
        double[,] plan = OptimalTransport.Sinkhorn(Matrix(1 - products.Detached()), epsilon);
        return products.Inner(FromMatrix(plan, products));
    }

    /// <summary>min Σ Pᵢⱼ·|xᵢ − yⱼ|² over centred columns, scaled as said.</summary>
    public static Tensor SquaredDistance(Tensor x, Tensor y, ColumnScaling scaling = ColumnScaling.None)
    {
        var (a, b) = Representation.Pair(x, y, "soft matching");
        (a, b) = (Scaled(a, scaling), Scaled(b, scaling));
        var costs = a.Square().Sum(0).Unsqueeze(1) + b.Square().Sum(0) - (a.Mt.MatMul(b) * 2);
        return costs.Inner(Plan(costs));
    }

    /// <summary>The best plan [p, q] of <see cref="Correlation"/>.</summary>
    public static Tensor BestPlan(Tensor x, Tensor y)
    {
        using var _ = NoGrad.Enter();
        return Plan(-Products(x, y));
    }

    private static Tensor Products(Tensor x, Tensor y)
    {
        var (a, b) = Representation.Pair(x, y, "soft matching");
        return Columns.Unit(a).Mt.MatMul(Columns.Unit(b));
    }

    private static Tensor Plan(Tensor costs) => FromMatrix(OptimalTransport.Uniform(Matrix(costs.Detached())), costs);

    private static Tensor Scaled(Tensor x, ColumnScaling scaling) => scaling switch
    {
        ColumnScaling.None => x.Centred(),
        ColumnScaling.UnitFrobenius => x.Centred() / x.Centred().Frobenius(),
        ColumnScaling.UnitColumns => Columns.Unit(x),
        _ => throw new ArgumentOutOfRangeException(nameof(scaling), scaling, "soft matching: expected None, UnitFrobenius or UnitColumns."),
    };

    private static double[,] Matrix(Tensor x)
    {
        var values = new double[x.Shape[0], x.Shape[1]];
        Buffer.BlockCopy(x.To(DType.Float64).ToArray<double>(), 0, values, 0, values.Length * sizeof(double));
        return values;
    }

    private static Tensor FromMatrix(double[,] values, Tensor like)
    {
        var flat = new double[values.Length];
        Buffer.BlockCopy(values, 0, flat, 0, flat.Length * sizeof(double));
        return Tensor.From(flat, like.Shape, like.Device).To(like.DType);
    }
}
