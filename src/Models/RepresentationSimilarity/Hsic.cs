namespace Neuron.Models.RepresentationSimilarity;

/// <summary>The Hilbert-Schmidt independence criterion of two kernel matrices K, L [N, N]; scalars with gradients.</summary>
public static class Hsic
{
    /// <summary>⟨HKH, HLH⟩, H = I − 11ᵀ/n: biased, without a factor.</summary>
    public static Tensor Raw(Tensor k, Tensor l) => k.DoubleCentred().Inner(l);

    /// <summary>⟨HKH, HLH⟩/(n − 1)² (Gretton et al. 2005).</summary>
    public static Tensor Biased(Tensor k, Tensor l)
    {
        ArgumentNullException.ThrowIfNull(k);
        return Raw(k, l) * (1 / Math.Pow(k.Shape[0] - 1, 2));
    }

    /// <summary>
    /// [tr(K̃L̃) + 1ᵀK̃1·1ᵀL̃1/((n−1)(n−2)) − 2/(n−2)·1ᵀK̃L̃1]/(n(n−3)), K̃ and L̃ with zero diagonals: unbiased (Song et al. 2012).
    /// </summary>
    /// <exception cref="ShapeException">There are fewer than 4 samples.</exception>
    public static Tensor Unbiased(Tensor k, Tensor l)
    {
        ArgumentNullException.ThrowIfNull(k);
        ArgumentNullException.ThrowIfNull(l);
        int n = k.Shape[0];
        if (n < 4) throw ShapeException.Expected("unbiased HSIC", "kernels of at least 4 samples", k.Shape);
        var off = Representation.OffDiagonal(n, k);
        Tensor a = k * off, b = l * off;
        var rows = a.Sum(1).Inner(b.Sum(1)); // 1ᵀK̃L̃1 of symmetric kernels
        return (a.Inner(b) + (a.Sum() * b.Sum() * (1.0 / ((n - 1.0) * (n - 2)))) - (rows * (2.0 / (n - 2)))) * (1.0 / (n * (n - 3.0)));
    }
}
