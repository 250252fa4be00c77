namespace Neuron.Models.Statistics;

/// <summary>The linear assignment problem.</summary>
public static class Assignment
{
    /// <summary>
    /// Pairs each row of cost [p, q] with a column of its own (or each column with a row, if there are more rows) at least total
    /// cost: rows ascending, and their columns.
    /// </summary>
    public static (int[] Rows, int[] Columns, double Total) Minimum(double[,] cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        int p = cost.GetLength(0), q = cost.GetLength(1);
        bool tall = p > q;
        var wide = new double[Math.Min(p, q), Math.Max(p, q)];
        for (int i = 0; i < p; i++)
            for (int j = 0; j < q; j++) wide[tall ? j : i, tall ? i : j] = cost[i, j];
        int[,] flow = TransportFlow.Solve(wide, [.. Enumerable.Repeat(1, wide.GetLength(0))], [.. Enumerable.Repeat(1, wide.GetLength(1))]);
        var pairs = new List<(int Row, int Column)>();
        for (int i = 0; i < wide.GetLength(0); i++)
            for (int j = 0; j < wide.GetLength(1); j++)
                if (flow[i, j] > 0) pairs.Add(tall ? (j, i) : (i, j));
        pairs.Sort();
        return ([.. pairs.Select(x => x.Row)], [.. pairs.Select(x => x.Column)], pairs.Sum(x => cost[x.Row, x.Column]));
    }
}
