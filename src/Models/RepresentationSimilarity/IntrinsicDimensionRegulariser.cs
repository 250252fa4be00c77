namespace Neuron.Models.RepresentationSimilarity;

/// <summary>
/// Presses the number of principal components that hold a share τ of the variance towards t (arXiv 2410.20035, appendix I.2):
/// λⱼ = σⱼ², cₖ = Σ_{j≤k} λⱼ/(Σλ + ε), loss = Σ_{j&lt;t} σ(β(cⱼ − τ)) + σ(β(τ − c_t)) with σ the logistic function.
/// </summary>
/// <param name="target">The dimension t, at least 1.</param>
/// <param name="variance">The share τ, in (0, 1).</param>
/// <param name="sharpness">β, positive.</param>
/// <param name="centred">Whether the mean over the samples is taken off first; the paper's formula does not say so.</param>
/// <param name="epsilon">Added to the total variance.</param>
public sealed class IntrinsicDimensionRegulariser(int target, double variance, double sharpness, bool centred = false, double epsilon = 1e-8)
{
    private readonly int _target = target >= 1 ? target : throw new ArgumentOutOfRangeException(nameof(target), target, "intrinsic dimension: expected at least 1.");

    /// <summary>The loss of one layer's activations [N, ..], a scalar.</summary>
    public Tensor Loss(Tensor activations)
    {
        var (below, above) = Terms(activations);
        return below + above;
    }

    /// <summary>The two terms: too few components hold the share already, or the first t do not.</summary>
    public (Tensor Below, Tensor Above) Terms(Tensor activations)
    {
        var x = Representation.Flat(activations, "intrinsic dimension regulariser");
        var squares = (centred ? x.Centred() : x).SingularValues().Square();
        int count = squares.Shape[0];
        if (_target > count)
            throw new ShapeException($"intrinsic dimension regulariser: target {_target} of activations {activations.Shape}, which have at most {count} components.");
        // c = lower triangle of ones · p
        var positions = Tensor.Arange(count, x.Device);
        var shares = positions.Unsqueeze(1).Ge(positions).To(x.DType).MatMul(squares / (squares.Sum() + epsilon));
        var below = ((shares.Slice(0, 0, _target - 1) - variance) * sharpness).Sigmoid().Sum();
        return (below, ((variance - shares.Slice(0, _target - 1, _target)) * sharpness).Sigmoid().Sum());
    }
}
