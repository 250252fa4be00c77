using Neuron.Autograd;

namespace Neuron.Models.RepresentationSimilarity;

/// <summary>A measure of how alike two representations [N, P] and [N, Q] of the same N samples are.</summary>
/// <param name="Name">Name in <see cref="SimilarityMeasures"/>.</param>
/// <param name="Description">One line: formula and source.</param>
/// <param name="Compute">The measure, a scalar; with a gradient if <see cref="IsDifferentiable"/>.</param>
public sealed record SimilarityMeasure(string Name, string Description, Func<Tensor, Tensor, Tensor> Compute)
{
    /// <summary>Whether it can be trained on.</summary>
    public bool IsDifferentiable { get; init; }

    /// <summary>Whether equal representations give 0 and different ones more, instead of 1 and less.</summary>
    public bool IsDistance { get; init; }

    /// <summary>Whether equal representations give 1 (a distance: 0). HSIC and the like have no upper bound.</summary>
    public bool IsNormalised { get; init; } = true;

    /// <summary>Fewest samples it is defined for.</summary>
    public int MinimumSamples { get; init; } = 2;

    /// <summary>The value in double precision, without gradient: for reports.</summary>
    public double Value(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        using var _ = NoGrad.Enter();
        return Compute(x.To(DType.Float64), y.To(DType.Float64)).Item();
    }

    /// <summary>What guidance minimises: 1 − similarity, or the distance (arXiv 2410.20035, equation 1).</summary>
    /// <exception cref="NotSupportedException">The measure has no gradient.</exception>
    public Tensor Loss(Tensor x, Tensor y)
    {
        if (!IsDifferentiable)
            throw new NotSupportedException($"{Name} has no gradient; those that have: {string.Join(", ", SimilarityMeasures.All.Where(m => m.IsDifferentiable).Select(m => m.Name))}.");
        var value = Compute(x, y);
        return IsDistance ? value : 1 - value;
    }
}
