using Neuron.Experiments.Statistics;

namespace Neuron.Experiments.BrainBert;

/// <summary>Logistic regression (C = 1) on features that are z-scored with the training examples' means and deviations.</summary>
/// <remarks>
/// With more features than examples the weights are a sum of training examples, w = Xᵀa; the fit then runs on the coordinates Z with Z·Zᵀ = X·Xᵀ and has the
/// same minimum.
/// </remarks>
internal static class LinearProbe
{
    /// <summary>Scores of the test examples.</summary>
    /// <param name="features">Rows of features, one an example.</param>
    /// <param name="labels">Labels of all rows.</param>
    /// <param name="train">Rows to fit.</param>
    /// <param name="test">Rows to score.</param>
    public static double[] Scores(IReadOnlyList<float[]> features, IReadOnlyList<bool> labels, int[] train, int[] test)
    {
        int d = features[0].Length;
        double[] mean = new double[d], scale = new double[d];
        foreach (int i in train)
            for (int j = 0; j < d; j++) mean[j] += features[i][j];
        for (int j = 0; j < d; j++) mean[j] /= train.Length;
        foreach (int i in train)
            for (int j = 0; j < d; j++) scale[j] += (features[i][j] - mean[j]) * (features[i][j] - mean[j]);
        for (int j = 0; j < d; j++) scale[j] = scale[j] > 0 ? Math.Sqrt(train.Length / scale[j]) : 0;
        double[] x = Rows(train), t = Rows(test);
        bool[] y = [.. train.Select(i => labels[i])];
        if (d > train.Length) (x, t) = Reduce(x, t, train.Length, test.Length, d);
        return LogisticRegression.Fit(x, y).Scores(t);

        double[] Rows(int[] rows)
        {
            var all = new double[rows.Length * d];
            for (int r = 0; r < rows.Length; r++)
                for (int j = 0; j < d; j++) all[r * d + j] = (features[rows[r]][j] - mean[j]) * scale[j];
            return all;
        }
    }

    // X Xᵀ = L Lᵀ, Z = L; a test row t becomes t Xᵀ L⁻ᵀ. The means are taken out, so the product is singular: a billionth of its mean diagonal is added
    private static (double[] Train, double[] Test) Reduce(double[] train, double[] test, int n, int m, int d)
    {
        Tensor x = Tensor.From(train, [n, d]), t = Tensor.From(test, [m, d]), products = x.MatMul(x.Mt);
        double jitter = 1e-9 * products.Trace().Item() / n;
        Tensor factor = (products + Tensor.Eye(n, DType.Float64) * (jitter + double.Epsilon)).Cholesky();
        return (factor.ToArray<double>(), factor.SolveTriangular(x.MatMul(t.Mt), upper: false).Mt.ToArray<double>());
    }
}
