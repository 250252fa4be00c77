namespace Neuron.Models.Statistics;

/// <summary>Transport plans between two sets of equally heavy points: row sums 1/p, column sums 1/q, least total cost.</summary>
public static class OptimalTransport
{
    /// <summary>The exact plan for cost [p, q], by successive shortest paths; for p = q a permutation over p.</summary>
    public static double[,] Uniform(double[,] cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        int p = cost.GetLength(0), q = cost.GetLength(1);
        int common = Gcd(p, q), supply = q / common, demand = p / common; // whole units: p·supply = q·demand
        int[,] units = TransportFlow.Solve(cost, [.. Enumerable.Repeat(supply, p)], [.. Enumerable.Repeat(demand, q)]);
        var plan = new double[p, q];
        double unit = 1.0 / ((double)p * supply);
        for (int i = 0; i < p; i++)
            for (int j = 0; j < q; j++) plan[i, j] = units[i, j] * unit;
        return plan;
    }

    /// <summary>
    /// The plan that minimises Σ P·cost − ε·entropy(P) (arXiv 1306.0895), iterated in logarithms until the row sums are met to
    /// <paramref name="tolerance"/>.
    /// </summary>
    public static double[,] Sinkhorn(double[,] cost, double epsilon, double tolerance = 1e-14, int maxIterations = 100_000)
    {
        ArgumentNullException.ThrowIfNull(cost);
        if (!(epsilon > 0)) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Sinkhorn: expected a positive epsilon.");
        int p = cost.GetLength(0), q = cost.GetLength(1);
        double[] f = new double[p], g = new double[q];
        double logP = Math.Log(p), logQ = Math.Log(q);
        for (int iteration = 0; iteration < maxIterations; iteration++)
        {
            double worst = 0;
            for (int i = 0; i < p; i++)
            {
                double next = -logP - LogSum(q, j => g[j] - (cost[i, j] / epsilon));
                worst = Math.Max(worst, Math.Abs(next - f[i]));
                f[i] = next;
            }
            for (int j = 0; j < q; j++) g[j] = -logQ - LogSum(p, i => f[i] - (cost[i, j] / epsilon));
            if (worst < tolerance) break;
        }
        var plan = new double[p, q];
        for (int i = 0; i < p; i++)
            for (int j = 0; j < q; j++) plan[i, j] = Math.Exp(f[i] + g[j] - (cost[i, j] / epsilon));
        return plan;
    }

    private static double LogSum(int n, Func<int, double> term)
    {
        double max = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < n; i++) max = Math.Max(max, term(i));
        for (int i = 0; i < n; i++) sum += Math.Exp(term(i) - max);
        return max + Math.Log(sum);
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
