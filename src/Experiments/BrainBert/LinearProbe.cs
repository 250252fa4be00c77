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

    // X Xᵀ = U Λ Uᵀ, Z = U Λ^½; a test row t becomes t Xᵀ U Λ^−½
    private static (double[] Train, double[] Test) Reduce(double[] train, double[] test, int n, int m, int d)
    {
        Tensor x = Tensor.From(train, [n, d]), t = Tensor.From(test, [m, d]);
        (Tensor values, Tensor vectors) = x.MatMul(x.Mt).Eigh();
        double[] spectrum = values.ToArray<double>();
        int skip = spectrum.Count(v => v <= 1e-10 * spectrum[^1]);
        Tensor u = vectors.Slice(1, skip, n), root = values.Slice(0, skip, n).Sqrt();
        return ((u * root).ToArray<double>(), (t.MatMul(x.Mt).MatMul(u) / root).ToArray<double>());
    }
}
