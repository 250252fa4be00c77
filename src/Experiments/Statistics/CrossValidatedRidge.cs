using Neuron.Autograd;

namespace Neuron.Experiments.Statistics;

/// <summary>
/// Ridge regression of many targets on the same features, every penalty tried by cross-validation: β = (XᵀX + αI)⁻¹XᵀY from one
/// eigendecomposition XᵀX = V·diag(w)·Vᵀ a fold, which serves all penalties and targets.
/// </summary>
/// <remarks>
/// Row i belongs to fold i mod F. Gram matrices are additive over rows: each row enters one product, and those of a fold's training
/// rows are the whole's minus the held-out rows'. Intercepts are fitted; a correlation does not see them, so they are not computed.
/// Directions in which the features do not vary, w ≤ P·ε·max w (more features than rows), are left out: there w and Vᵀ·XᵀY are rounding alone.
/// </remarks>
internal sealed record CrossValidatedRidge(Tensor Correlations, IReadOnlyList<double> Penalties)
{
    /// <summary>The penalty whose held-out correlation, averaged over the targets, is largest.</summary>
    public double BestPenalty => Penalties[(int)Correlations.Mean(1).ArgMax().Item()];

    /// <summary>Correlations [penalties, targets]: Pearson's r of prediction and truth on held-out rows, averaged over the folds.</summary>
    /// <param name="x">Features [N, P], N at least twice the number of folds.</param>
    /// <param name="y">Targets [N, T], of x's dtype.</param>
    /// <param name="penalties">α, positive.</param>
    /// <param name="folds">F, at least 2.</param>
    /// <returns>The scores; 0 where predictions or truth do not vary.</returns>
    public static CrossValidatedRidge Fit(Tensor x, Tensor y, IReadOnlyList<double> penalties, int folds = 5)
    {
        if (x.Shape is not [var n, var p] || y.Shape is not [var m, var targets] || n != m)
            throw new ShapeException($"cross-validated ridge: expected features [N, P] and targets [N, T], found {x.Shape} and {y.Shape}.");
        if (folds < 2 || n < 2 * folds) throw new ArgumentOutOfRangeException(nameof(folds), folds, $"cross-validated ridge: expected 2 to {n / 2} folds of {n} rows.");
        if (penalties.Count == 0 || penalties.Any(a => !(a > 0))) throw new ArgumentException("cross-validated ridge: expected positive penalties.", nameof(penalties));
        using var _ = NoGrad.Enter();
        // about the means of all rows: what is left of a fold's own means is small, and little is lost in subtracting its square
        (x, y) = (x - x.Mean(0, keepDims: true), y - y.Mean(0, keepDims: true));
        Part[] parts = [.. Enumerable.Range(0, folds).Select(fold => Part.Of(x.Slice(0, fold, step: folds), y.Slice(0, fold, step: folds)))];
        Part whole = parts.Aggregate((a, b) => a + b);
        Tensor? sum = null;
        for (int fold = 0; fold < folds; fold++)
        {
            var (gram, cross) = (whole - parts[fold]).Centred();
            Tensor scores = Scores(gram, cross, x.Slice(0, fold, step: folds), y.Slice(0, fold, step: folds), penalties);
            sum = sum is null ? scores : sum + scores;
        }
        return new(sum! * (1.0 / folds), penalties);
    }

    private static Tensor Scores(Tensor gram, Tensor cross, Tensor x, Tensor y, IReadOnlyList<double> penalties)
    {
        var (w, v) = gram.Eigh();
        Tensor weights = v.Mt.MatMul(cross), features = Centre(x.MatMul(v)), truth = Centre(y); // both in the eigenvectors' basis
        Tensor least = Tensor.Full([], x.DType == DType.Float32 ? 1e-30 : 1e-290, x.DType);
        truth /= truth.Square().Sum(0).Sqrt().Maximum(least);
        Tensor agreement = weights * features.Mt.MatMul(truth); // Σ rows prediction · truth = Σ directions shrink · this
        Tensor floor = w.Max() * (w.Shape[0] * Math.ScaleB(1, x.DType == DType.Float32 ? -23 : -52)), varies = w.Gt(floor).To(x.DType), positive = w.Maximum(floor);
        Tensor shrink = Tensor.Concat([.. penalties.Select(a => (varies / (positive + a)).Unsqueeze(0))], 0);
        Tensor lengths = Tensor.Concat([.. Enumerable.Range(0, penalties.Count).Select(i => Length(features * shrink.Slice(0, i, i + 1), weights))], 0);
        return shrink.MatMul(agreement) / lengths.Maximum(least);
    }

    /// <summary>‖column‖ [1, T] of the predictions.</summary>
    private static Tensor Length(Tensor features, Tensor weights)
    {
        using Tensor prediction = features.MatMul(weights), square = prediction.Square();
        return square.Sum(0, keepDims: true).Sqrt();
    }

    private static Tensor Centre(Tensor x) => x - x.Mean(0, keepDims: true);

    /// <summary>What a set of rows adds to the normal equations.</summary>
    private sealed record Part(long Rows, Tensor Gram, Tensor Cross, Tensor SumX, Tensor SumY)
    {
        public static Part Of(Tensor x, Tensor y) => new(x.Shape[0], x.Mt.MatMul(x), x.Mt.MatMul(y), x.Sum(0, keepDims: true), y.Sum(0, keepDims: true));

        public static Part operator +(Part a, Part b) => new(a.Rows + b.Rows, a.Gram + b.Gram, a.Cross + b.Cross, a.SumX + b.SumX, a.SumY + b.SumY);

        public static Part operator -(Part a, Part b) => new(a.Rows - b.Rows, a.Gram - b.Gram, a.Cross - b.Cross, a.SumX - b.SumX, a.SumY - b.SumY);

        /// <summary>Xᵀ·X and Xᵀ·Y about the means of these rows.</summary>
        public (Tensor Gram, Tensor Cross) Centred()
        {
            Tensor mean = SumX * (1.0 / Rows);
            return (Gram - mean.Mt.MatMul(SumX), Cross - mean.Mt.MatMul(SumY));
        }
    }
}
