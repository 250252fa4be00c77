using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>Compares gradients with differences of function values, in float64.</summary>
public static class GradCheck
{
    /// <summary>Largest error that <see cref="Run(Func{Tensor[], Tensor}, Tensor[], int)"/> found.</summary>
    /// <param name="First">Of first derivatives: |analytic − numeric| / max(1, |analytic|, |numeric|).</param>
    /// <param name="Second">Of second derivatives, likewise; NaN if they were not checked.</param>
    public readonly record struct Result(double First, double Second);

    private const double Step = 1e-3;

    /// <summary>
    /// Checks the gradient of <paramref name="function"/> (any output shape) at <paramref name="inputs"/> and, with order 2, the
    /// gradient of its gradient.
    /// </summary>
    /// <remarks>Central differences of fourth order: the truncation error is of the order 1e-12, rounding's 1e-13.</remarks>
    public static Result Run(Func<Tensor[], Tensor> function, Tensor[] inputs, int order = 2)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        return Run(x => [function(x)], inputs, order);
    }

    /// <summary>The largest errors over all examples of a primitive's rule.</summary>
    internal static Result Run(Rule rule, ulong seed, int order = 2)
    {
        var worst = new Result(0, 0);
        for (int i = 0; i < rule.Checks.Count; i++)
        {
            var (op, x) = rule.Checks[i](new Rng(seed + (ulong)i));
            var result = Run(inputs => op.Outputs == 1 ? [Dispatcher.Run(op, inputs)] : Dispatcher.RunMany(op, inputs), x, order);
            worst = new(Math.Max(worst.First, result.First), Math.Max(worst.Second, result.Second));
        }
        return worst;
    }

    private static Result Run(Func<Tensor[], Tensor[]> function, Tensor[] inputs, int order)
    {
        var rng = new Rng(77);
        var leaves = inputs.Select(Leaf).ToArray();
        var weights = function(leaves).Select(y => y.DType.IsFloatingPoint ? rng.Uniform(y.Shape, 0.5, 1.5, DType.Float64) : null).ToArray();
        double first = Compare(x => Weighted(function(x), weights), leaves);
        if (order < 2) return new(first, double.NaN);
        var directions = leaves.Select(x => rng.Uniform(x.Shape, 0.5, 1.5, DType.Float64)).ToArray();
        double second = Compare(x => Directional(function, weights, directions, x), leaves);
        return new(first, second);
    }

    /// <summary>Σ⟨y, w⟩: one number, so that one backward pass gives all derivatives.</summary>
    private static Tensor Weighted(Tensor[] y, Tensor?[] weights)
    {
        Tensor? sum = null;
        for (int i = 0; i < y.Length; i++)
        {
            if (weights[i] is not { } w || !y[i].RequiresGrad) continue;
            var term = (y[i] * w).Sum();
            sum = sum is null ? term : sum + term;
        }
        return sum ?? Tensor.Scalar(0, DType.Float64);
    }

    /// <summary>Σ⟨∂/∂x Σ⟨y, w⟩, v⟩, whose gradient holds the second derivatives.</summary>
    private static Tensor Directional(Func<Tensor[], Tensor[]> function, Tensor?[] weights, Tensor[] directions, Tensor[] x)
    {
        var total = Tensor.Scalar(0, DType.Float64);
        var y = Weighted(function(x), weights);
        if (!y.RequiresGrad) return total;
        var wanted = x.Where(t => t.RequiresGrad).ToArray();
        var gradients = y.GradOf(wanted, createGraph: true);
        for (int i = 0, k = 0; i < x.Length; i++)
            if (x[i].RequiresGrad) total += (gradients[k++] * directions[i]).Sum();
        return total;
    }

    private static double Compare(Func<Tensor[], Tensor> scalar, Tensor[] leaves)
    {
        var wanted = leaves.Where(x => x.RequiresGrad).ToArray();
        var y = scalar(leaves);
        var analytic = y.RequiresGrad ? y.GradOf(wanted) : [.. wanted.Select(x => x.ZerosLike())];
        double worst = 0;
        for (int i = 0, k = 0; i < leaves.Length; i++)
        {
            if (!leaves[i].RequiresGrad) continue;
            var a = analytic[k++].ToArray<double>();
            for (int j = 0; j < a.Length; j++)
            {
                double n = Numeric(scalar, leaves, i, j);
                double error = Math.Abs(a[j] - n) / Math.Max(1, Math.Max(Math.Abs(a[j]), Math.Abs(n)));
                if (double.IsNaN(error)) return double.PositiveInfinity;
                worst = Math.Max(worst, error);
            }
        }
        return worst;
    }

    private static double Numeric(Func<Tensor[], Tensor> scalar, Tensor[] leaves, int input, int element)
    {
        double At(double shift)
        {
            var moved = leaves.ToArray();
            var values = leaves[input].ToArray<double>();
            values[element] += shift;
            moved[input] = Leaf(Tensor.From(values, leaves[input].Shape));
            return scalar(moved).Item();
        }
        return ((8 * (At(Step) - At(-Step))) - (At(2 * Step) - At(-2 * Step))) / (12 * Step);
    }

    private static Tensor Leaf(Tensor x) => x.DType == DType.Float64 ? x.Detach().WithGrad() : x;
}
