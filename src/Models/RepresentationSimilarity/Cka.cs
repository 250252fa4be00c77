namespace Neuron.Models.RepresentationSimilarity;

/// <summary>
/// Centred kernel alignment of two representations [N, P] and [N, Q] of the same N samples (arXiv 1905.00414); 1 for equal ones,
/// whatever their rotation, scale and translation.
/// </summary>
public static class Cka
{
    /// <summary>
    /// ‖XcᵀYc‖²/(‖XcᵀXc‖·‖YcᵀYc‖), the biased estimate: the similarity of the guidance loss. One fused function with the gradient
    /// in closed form; 0 with no gradient for a representation that is constant over the samples.
    /// </summary>
    /// <remarks>
    /// Not blind to scale where numbers are tiny: ‖XcᵀXc‖² below 10⁻²⁰ counts as constant, and the denominator counts as at least
    /// 10⁻¹², under which the value falls with the scale. Multiply such representations first.
    /// </remarks>
    public static Tensor Linear(Tensor x, Tensor y)
    {
        var (a, b) = Representation.Pair(x, y, "cka");
        return new LinearCkaFunction().Apply(a, b)[0];
    }

    /// <summary>Linear CKA of x with a fixed representation whose Gram matrix is at hand.</summary>
    public static Tensor Linear(Tensor x, CentredGram reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var flat = Representation.Flat(x, "cka");
        if (flat.Shape[0] != reference.Samples)
            throw new ShapeException($"cka: x has {flat.Shape[0]} samples, the reference has {reference.Samples}.");
        return new LinearCkaFunction(reference).Apply(flat)[0];
    }

    /// <summary>arccos of linear CKA, in radians: a metric.</summary>
    public static Tensor Angular(Tensor x, Tensor y) => Arccosine.Of(Linear(x, y));

    /// <summary>HSIC₁(K, L)/√(HSIC₁(K, K)·HSIC₁(L, L)) with the unbiased estimate; may be negative. Needs 4 samples.</summary>
    public static Tensor Debiased(Tensor x, Tensor y)
    {
        var (a, b) = Representation.Pair(x, y, "debiased cka", samples: 4);
        Tensor k = SimilarityKernels.Linear(a.Centred()), l = SimilarityKernels.Linear(b.Centred());
        return Normalised(Hsic.Unbiased(k, l), Hsic.Unbiased(k, k), Hsic.Unbiased(l, l));
    }

    /// <summary>Biased CKA with RBF kernels.</summary>
    public static Tensor Rbf(Tensor x, Tensor y, RbfBandwidth? bandwidth = null)
    {
        var (a, b) = Representation.Pair(x, y, "rbf cka");
        bandwidth ??= RbfBandwidth.Median();
        return OfKernels(SimilarityKernels.Rbf(a, bandwidth), SimilarityKernels.Rbf(b, bandwidth));
    }

    /// <summary>⟨HKH, HLH⟩/(‖HKH‖·‖HLH‖) of any two kernel matrices.</summary>
    public static Tensor OfKernels(Tensor k, Tensor l)
    {
        ArgumentNullException.ThrowIfNull(k);
        ArgumentNullException.ThrowIfNull(l);
        return Representation.Cosine(k.DoubleCentred(), l.DoubleCentred());
    }

    /// <summary>⟨K, L⟩/(‖K‖·‖L‖) of the linear kernels, not centred (Cristianini et al. 2001).</summary>
    public static Tensor KernelAlignment(Tensor x, Tensor y)
    {
        var (a, b) = Representation.Pair(x, y, "kernel alignment", samples: 1);
        return Representation.Cosine(a.MatMul(a.Mt), b.MatMul(b.Mt));
    }

    /// <summary>
    /// Unbiased HSIC averaged over minibatches of <paramref name="batchSize"/> consecutive samples, in numerator and denominators
    /// apart, then divided (arXiv 2010.15327). What is left over after the last full batch is not used.
    /// </summary>
    public static Tensor Minibatch(Tensor x, Tensor y, int batchSize)
    {
        var (a, b) = Representation.Pair(x, y, "minibatch cka", samples: 4);
        if (batchSize < 4 || batchSize > a.Shape[0])
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, $"minibatch cka: expected 4 to {a.Shape[0]} samples a batch.");
        Tensor? xy = null, xx = null, yy = null;
        for (int first = 0; first + batchSize <= a.Shape[0]; first += batchSize)
        {
            Tensor k = SimilarityKernels.Linear(a.Slice(0, first, first + batchSize).Centred()), l = SimilarityKernels.Linear(b.Slice(0, first, first + batchSize).Centred());
            xy = Add(xy, Hsic.Unbiased(k, l));
            xx = Add(xx, Hsic.Unbiased(k, k));
            yy = Add(yy, Hsic.Unbiased(l, l));
        }
        return Normalised(xy!, xx!, yy!);

        static Tensor Add(Tensor? sum, Tensor term) => sum is null ? term : sum + term;
    }

    // products of unbiased estimates can be negative for tiny samples: no similarity then
    private static Tensor Normalised(Tensor xy, Tensor xx, Tensor yy) => Representation.Ratio(
        xy, xx.Detached().Item() * yy.Detached().Item() > 0 ? xx.Abs().Sqrt() * yy.Abs().Sqrt() : xx.ZerosLike());
}
