namespace Neuron.Experiments.Statistics;

/// <summary>A linear probe: P(y = 1) = σ(x·w + b).</summary>
internal sealed record LogisticRegression(double[] Weights, double Intercept)
{
    /// <summary>
    /// The minimum of C·Σ log(1 + exp(−(2y − 1)(x·w + b))) + ½|w|², the intercept not penalised, by Newton's method with
    /// step halving.
    /// </summary>
    /// <param name="x">Examples [n, features], row-major.</param>
    /// <param name="y">Labels.</param>
    /// <param name="c">C, the inverse strength of the penalty.</param>
    public static LogisticRegression Fit(ReadOnlySpan<double> x, ReadOnlySpan<bool> y, double c = 1)
    {
        int n = y.Length, d = n == 0 ? 0 : x.Length / n;
        if (n == 0 || d == 0 || x.Length != n * d) throw new ArgumentException($"logistic regression: {x.Length} values for {n} examples.");
        var rows = new double[n * (d + 1)]; // the intercept's column is 1
        for (int i = 0; i < n; i++)
        {
            x.Slice(i * d, d).CopyTo(rows.AsSpan(i * (d + 1), d));
            rows[i * (d + 1) + d] = 1;
        }
        Tensor design = Tensor.From(rows, [n, d + 1]);
        double[] sign = [.. y.ToArray().Select(v => v ? 1.0 : -1.0)], beta = new double[d + 1];
        var ridge = new double[d + 1];
        ridge.AsSpan(0, d).Fill(1);
        ridge[d] = 1e-12; // a separated class leaves the intercept without curvature
        Tensor penalty = Tensor.From(ridge, [d + 1, 1]) * Tensor.Eye(d + 1, DType.Float64);
        double loss = Loss(beta);
        for (int iteration = 0; iteration < 100; iteration++)
        {
            double[] margin = Margins(beta), gradient = new double[n], curvature = new double[n];
            for (int i = 0; i < n; i++)
            {
                double p = 1 / (1 + Math.Exp(-sign[i] * margin[i]));
                (gradient[i], curvature[i]) = (-c * sign[i] * (1 - p), c * p * (1 - p));
            }
            double[] g = design.Mt.MatMul(Tensor.From(gradient, [n, 1])).ToArray<double>();
            for (int j = 0; j < d; j++) g[j] += beta[j];
            Tensor hessian = design.Mt.MatMul(design * Tensor.From(curvature, [n, 1])) + penalty;
            double[] step = hessian.Cholesky().CholeskySolve(Tensor.From(g, [d + 1, 1])).ToArray<double>();
            double size = 1, next = Loss(Moved(step, size));
            for (; next > loss && size > 1e-10; next = Loss(Moved(step, size))) size /= 2;
            beta = Moved(step, size);
            bool done = step.Max(v => Math.Abs(v)) * size < 1e-12 * (1 + beta.Max(v => Math.Abs(v)));
            loss = next;
            if (done) break;
        }
        return new(beta[..d], beta[d]);

        double[] Margins(double[] at) => design.MatMul(Tensor.From(at, [d + 1, 1])).ToArray<double>();
        double[] Moved(double[] step, double size) => [.. beta.Select((b, j) => b - size * step[j])];
        double Loss(double[] at)
        {
            double[] margin = Margins(at);
            double sum = 0, squares = 0;
            for (int i = 0; i < n; i++)
            {
                double m = -sign[i] * margin[i];
                sum += m > 0 ? m + Math.Log(1 + Math.Exp(-m)) : Math.Log(1 + Math.Exp(m));
            }
            for (int j = 0; j < d; j++) squares += at[j] * at[j];
            return c * sum + squares / 2;
        }
    }

    /// <summary>x·w + b of each example of x [n, features].</summary>
    public double[] Scores(ReadOnlySpan<double> x)
    {
        var scores = new double[x.Length / Weights.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = Intercept;
            for (int j = 0; j < Weights.Length; j++) scores[i] += x[i * Weights.Length + j] * Weights[j];
        }
        return scores;
    }
}
