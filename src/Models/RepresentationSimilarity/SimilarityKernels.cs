namespace Neuron.Models.RepresentationSimilarity;

/// <summary>Kernel matrices [N, N] of a representation [N, ..].</summary>
public static class SimilarityKernels
{
    /// <summary>X · Xᵀ.</summary>
    public static Tensor Linear(Tensor x)
    {
        var flat = Representation.Flat(x, "linear kernel");
        return flat.MatMul(flat.Mt);
    }

    /// <summary>exp(−d²/2σ²) with d the Euclidean distance of two rows. The bandwidth counts as a constant for the gradient.</summary>
    public static Tensor Rbf(Tensor x, RbfBandwidth bandwidth)
    {
        ArgumentNullException.ThrowIfNull(bandwidth);
        var squared = Representation.SquaredDistances(Representation.Flat(x, "rbf kernel"));
        double variance = bandwidth.SquaredFor(squared.Detached().To(DType.Float64));
        return (squared * (-0.5 / variance)).Exp();
    }
}
