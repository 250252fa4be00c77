namespace Neuron.Models.RepresentationSimilarity;

/// <summary>How well one representation is predicted linearly from another, by ridge regression: β = (XᵀX + λI)⁻¹XᵀY.</summary>
public static class Ridge
{
    /// <summary>β [P, Q] of x [N, P] and y [N, Q], not centred here. In dual form Xᵀ(XXᵀ + λI)⁻¹Y where P &gt; N.</summary>
    public static Tensor Weights(Tensor x, Tensor y, double lambda)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (!(lambda > 0)) throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "ridge: expected a positive lambda.");
        bool dual = x.Shape[1] > x.Shape[0];
        var gram = dual ? x.MatMul(x.Mt) : x.Mt.MatMul(x);
        var regular = (gram + (Tensor.Eye(gram.Shape[0], x.DType, x.Device) * lambda)).Cholesky();
        return dual ? x.Mt.MatMul(regular.CholeskySolve(y)) : regular.CholeskySolve(x.Mt.MatMul(y));
    }

    /// <summary>
    /// The paper's guidance measure: both centred over all rows, fitted on the first half, mean cosine between predicted and true
    /// rows of the second half. x predicts y.
    /// </summary>
    public static Tensor Predictivity(Tensor x, Tensor y, double lambda)
    {
        var (prediction, truth) = SecondHalf(x, y, lambda);
        return (prediction.UnitRows() * truth.UnitRows()).Sum(1).Mean();
    }

    /// <summary>As <see cref="Predictivity"/>, one cosine over all elements of the second half.</summary>
    public static Tensor FlattenedPredictivity(Tensor x, Tensor y, double lambda)
    {
        var (prediction, truth) = SecondHalf(x, y, lambda);
        return Representation.Cosine(prediction, truth);
    }

    /// <summary>1 − ‖Yc − Xcβ‖²/‖Yc‖², fitted and measured on all rows.</summary>
    public static Tensor RSquared(Tensor x, Tensor y, double lambda)
    {
        var (a, b) = Centred(x, y);
        return 1 - Representation.Ratio((b - a.MatMul(Weights(a, b, lambda))).Square().Sum(), b.Square().Sum());
    }

    /// <summary>Mean over the columns of y of Pearson's correlation with their prediction, fitted and measured on all rows.</summary>
    public static Tensor Correlation(Tensor x, Tensor y, double lambda)
    {
        var (a, b) = Centred(x, y);
        return Columns.Correlations(a.MatMul(Weights(a, b, lambda)), b).Mean();
    }

    /// <summary>
    /// Pearson's correlation [Q] of each column of y with its prediction out of fold: contiguous folds, means (the intercept) and
    /// weights from the other folds.
    /// </summary>
    public static Tensor CrossValidated(Tensor x, Tensor y, double lambda, int folds = 2)
    {
        var (a, b) = Representation.Pair(x, y, "cross-validated ridge");
        int n = a.Shape[0];
        if (folds < 2 || folds > n) throw new ArgumentOutOfRangeException(nameof(folds), folds, $"ridge: expected 2 to {n} folds.");
        Tensor? all = null;
        for (int fold = 0; fold < folds; fold++)
        {
            int first = (int)((long)n * fold / folds), end = (int)((long)n * (fold + 1) / folds);
            Tensor weights = Between(n, first, end, a), kept = 1 - weights;
            double count = n - (end - first);
            Tensor meanX = (a * kept).Sum(0, keepDims: true) * (1 / count), meanY = (b * kept).Sum(0, keepDims: true) * (1 / count);
            // rows of the fold are zero in the training matrices and so have no part in the products
            var beta = Weights((a - meanX) * kept, (b - meanY) * kept, lambda);
            var predicted = ((a - meanX).MatMul(beta) + meanY) * weights;
            all = all is null ? predicted : all + predicted;
        }
        return Columns.Correlations(all!, b);
    }

    /// <summary>Xc(XcᵀXc + λI)⁻¹Xcᵀ [N, N] of centred columns.</summary>
    internal static Tensor Smoother(Tensor centred, double lambda)
    {
        var gram = centred.MatMul(centred.Mt);
        return (gram + (Tensor.Eye(gram.Shape[0], gram.DType, gram.Device) * lambda)).Solve(gram);
    }

    private static (Tensor Prediction, Tensor Truth) SecondHalf(Tensor x, Tensor y, double lambda)
    {
        var (a, b) = Centred(x, y);
        int half = a.Shape[0] / 2;
        var beta = Weights(a.Slice(0, 0, half), b.Slice(0, 0, half), lambda);
        return (a.Slice(0, half).MatMul(beta), b.Slice(0, half));
    }

    private static (Tensor X, Tensor Y) Centred(Tensor x, Tensor y)
    {
        var (a, b) = Representation.Pair(x, y, "ridge");
        return (a.Centred(), b.Centred());
    }

    private static Tensor Between(int n, int first, int end, Tensor like)
    {
        double[] mask = new double[n];
        Array.Fill(mask, 1, first, end - first);
        return Tensor.From(mask, [n, 1], like.Device).To(like.DType);
    }
}
