using MathNet.Numerics.LinearAlgebra;

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
        Matrix<double> design = Matrix<double>.Build.Dense(n, d + 1, 1);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < d; j++) design[i, j] = x[i * d + j];
        double[] sign = [.. y.ToArray().Select(v => v ? 1.0 : -1.0)];
        Vector<double> beta = Vector<double>.Build.Dense(d + 1);
        double loss = Loss(beta);
        for (int iteration = 0; iteration < 100; iteration++)
        {
            Vector<double> margin = design * beta, gradient = Vector<double>.Build.Dense(n);
            Matrix<double> weighted = design.Clone(); // rows times their curvature
            for (int i = 0; i < n; i++)
            {
                double p = 1 / (1 + Math.Exp(-sign[i] * margin[i]));
                gradient[i] = -c * sign[i] * (1 - p);
                for (int j = 0; j <= d; j++) weighted[i, j] *= c * p * (1 - p);
            }
            Vector<double> g = design.TransposeThisAndMultiply(gradient);
            Matrix<double> h = design.TransposeThisAndMultiply(weighted);
            for (int j = 0; j < d; j++)
            {
                g[j] += beta[j];
                h[j, j] += 1;
            }
            h[d, d] += 1e-12; // a separated class leaves the intercept without curvature
            Vector<double> step = h.Cholesky().Solve(g);
            double size = 1, next = Loss(beta - step);
            for (; next > loss && size > 1e-10; next = Loss(beta - step * size)) size /= 2;
            beta -= step * size;
            bool done = (step * size).AbsoluteMaximum() < 1e-12 * (1 + beta.AbsoluteMaximum());
            loss = next;
            if (done) break;
        }
        return new([.. beta.Take(d)], beta[d]);

        double Loss(Vector<double> at)
        {
            Vector<double> margin = design * at;
            double sum = 0;
            for (int i = 0; i < n; i++)
            {
                double m = -sign[i] * margin[i];
                sum += m > 0 ? m + Math.Log(1 + Math.Exp(-m)) : Math.Log(1 + Math.Exp(m));
            }
            double penalty = 0;
            for (int j = 0; j < d; j++) penalty += at[j] * at[j];
            return c * sum + penalty / 2;
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
