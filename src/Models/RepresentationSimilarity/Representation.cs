namespace Neuron.Models.RepresentationSimilarity;

/// <summary>What the measures share: representations as matrices [N, P], a row a sample; sums over pairs of samples.</summary>
internal static class Representation
{
    /// <summary>[N, ..] as [N, P], checked: N at least <paramref name="samples"/>.</summary>
    public static Tensor Flat(Tensor x, string measure, int samples = 2)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank < 1) throw ShapeException.Expected(measure, "[N, ..], a row a sample", x.Shape);
        var flat = (x.DType.IsFloatingPoint ? x : x.To(DType.Float32)).Reshape(x.Shape[0], -1);
        if (flat.Shape[0] < samples) throw ShapeException.Expected(measure, $"at least {samples} samples", x.Shape);
        return flat;
    }

    /// <summary>Both as matrices of one dtype, with equal numbers of rows.</summary>
    public static (Tensor X, Tensor Y) Pair(Tensor x, Tensor y, string measure, int samples = 2)
    {
        Tensor a = Flat(x, measure, samples), b = Flat(y, measure, samples);
        if (a.Shape[0] != b.Shape[0])
            throw new ShapeException($"{measure}: x has {a.Shape[0]} samples, y has {b.Shape[0]}; expected the same samples in both (x: {x.Shape}, y: {y.Shape}).");
        var dtype = DTypes.Promote(a.DType, b.DType);
        return (a.To(dtype), b.To(dtype));
    }

    /// <summary>Columns with mean 0.</summary>
    public static Tensor Centred(this Tensor x) => x - x.Mean(0, keepDims: true);

    /// <summary>H · K · H, H = I − 11ᵀ/n.</summary>
    public static Tensor DoubleCentred(this Tensor k) =>
        k - k.Mean(0, keepDims: true) - k.Mean(1, keepDims: true) + k.Mean();

    /// <summary>⟨a, b⟩ = Σ aᵢⱼ · bᵢⱼ.</summary>
    public static Tensor Inner(this Tensor a, Tensor b) => (a * b).Sum();

    /// <summary>‖a‖ of Frobenius.</summary>
    public static Tensor Frobenius(this Tensor a) => a.Square().Sum().Sqrt();

    /// <summary>1 off the diagonal, 0 on it.</summary>
    public static Tensor OffDiagonal(int n, Tensor like) => 1 - Tensor.Eye(n, like.DType, like.Device);

    /// <summary>a / b, and 0 with no gradient where b is not above <paramref name="tiny"/>.</summary>
    public static Tensor Ratio(Tensor a, Tensor b, double tiny = 0) =>
        b.Detached().Item() > tiny ? a / b : Tensor.Scalar(0, a.DType, a.Device) * a.Detached();

    /// <summary>Squared Euclidean distances of the rows, 0 on the diagonal, never negative.</summary>
    public static Tensor SquaredDistances(Tensor x)
    {
        x -= x.Detached().Mean(0, keepDims: true); // changes no distance, but squares of a common mean would take their digits
        var squares = x.Square().Sum(1, keepDims: true);
        return ((squares + squares.Mt - (x.MatMul(x.Mt) * 2)) * OffDiagonal(x.Shape[0], x)).Clamp(0);
    }

    /// <summary>√d², with gradient 0 where d² is 0.</summary>
    public static Tensor Root(Tensor squared)
    {
        var positive = squared.Gt(squared.ZerosLike());
        return Tensor.Where(positive, squared, squared.OnesLike()).Sqrt() * positive.To(squared.DType);
    }

    /// <summary>Cosine of two arrays of one shape over the elements where <paramref name="mask"/> is 1; all without one.</summary>
    public static Tensor Cosine(Tensor a, Tensor b, Tensor? mask = null)
    {
        var (u, v) = mask is null ? (a, b) : (a * mask, b * mask);
        return Ratio(u.Inner(v), u.Frobenius() * v.Frobenius()); // the product of the squares would pass float32's range first
    }

    /// <summary>Pearson's correlation of two arrays of one shape over the elements where <paramref name="mask"/> is 1; all without one.</summary>
    public static Tensor Pearson(Tensor a, Tensor b, Tensor? mask = null)
    {
        if (mask is null) return Cosine(a - a.Mean(), b - b.Mean());
        double count = mask.Sum().Item();
        return Cosine(a - (a.Inner(mask) * (1 / count)), b - (b.Inner(mask) * (1 / count)), mask);
    }

    /// <summary>Rows divided by their 2-norm; a row of zeros stays.</summary>
    public static Tensor UnitRows(this Tensor x)
    {
        var norm = Root(x.Square().Sum(1, keepDims: true));
        return x / Tensor.Where(norm.Gt(norm.ZerosLike()), norm, norm.OnesLike());
    }

    /// <summary>An orthogonal projection on the columns of x, [N, N]: x · x⁺, directions of relative size under 1e-10 left out.</summary>
    public static Tensor Projector(Tensor x) => x.MatMul(x.PseudoInverse(RankCut(x)));

    /// <summary>Relative size under which a singular value counts as zero.</summary>
    public static double RankCut(Tensor x) => x.DType == DType.Float64 ? 1e-10 : 1e-5;

    /// <summary>An orthonormal basis of the columns of x, [N, r], r its rank.</summary>
    public static Tensor Basis(Tensor x)
    {
        if (x.Shape[0] > x.Shape[1])
        {
            var (q, r) = x.Qr();
            var diagonal = r.Detached().Diagonal().Abs();
            if (diagonal.Min().Item() > RankCut(x) * diagonal.Max().Item()) return q;
        }
        var (u, s, _) = x.Svd();
        return u.Slice(1, 0, Rank(s, RankCut(x)));
    }

    /// <summary>Number of singular values (descending) above <paramref name="cut"/> times the first; at least 1.</summary>
    public static int Rank(Tensor s, double cut)
    {
        double[] values = s.Detached().To(DType.Float64).ToArray<double>();
        return Math.Max(1, values.Count(v => v > cut * values[0]));
    }

    public static Tensor Detached(this Tensor x) => Autograd.TensorGradients.Detach(x);
}
