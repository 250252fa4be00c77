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
        int[] columns = Columns(wide);
        var pairs = new List<(int Row, int Column)>();
        for (int i = 0; i < columns.Length; i++) pairs.Add(tall ? (columns[i], i) : (i, columns[i]));
        pairs.Sort();
        return ([.. pairs.Select(x => x.Row)], [.. pairs.Select(x => x.Column)], pairs.Sum(x => cost[x.Row, x.Column]));
    }

    /// <summary>The column of each row of a matrix [rows ≤ columns]: the Hungarian method with potentials, O(rows²·columns).</summary>
    private static int[] Columns(double[,] cost)
    {
        (int rows, int columns) = (cost.GetLength(0), cost.GetLength(1));
        // column 0 and row 0 are the artificial start of each augmenting path
        double[] rowPotential = new double[rows + 1], columnPotential = new double[columns + 1];
        int[] rowOf = new int[columns + 1], cameFrom = new int[columns + 1];
        for (int row = 1; row <= rows; row++)
        {
            rowOf[0] = row;
            int column = 0;
            double[] slack = [.. Enumerable.Repeat(double.PositiveInfinity, columns + 1)];
            var visited = new bool[columns + 1];
            do
            {
                visited[column] = true;
                int at = rowOf[column], next = 0;
                double least = double.PositiveInfinity;
                for (int j = 1; j <= columns; j++)
                {
                    if (visited[j]) continue;
                    double reduced = cost[at - 1, j - 1] - rowPotential[at] - columnPotential[j];
                    if (reduced < slack[j]) (slack[j], cameFrom[j]) = (reduced, column);
                    if (slack[j] < least) (least, next) = (slack[j], j);
                }
                if (next == 0) throw new ArgumentException("assignment: costs must be finite numbers.");
                for (int j = 0; j <= columns; j++)
                {
                    if (visited[j])
                    {
                        rowPotential[rowOf[j]] += least;
                        columnPotential[j] -= least;
                    }
                    else slack[j] -= least;
                }
                column = next;
            }
            while (rowOf[column] != 0);
            for (int before; column != 0; column = before)
            {
                before = cameFrom[column];
                rowOf[column] = rowOf[before];
            }
        }
        var columnOf = new int[rows];
        for (int j = 1; j <= columns; j++)
            if (rowOf[j] > 0) columnOf[rowOf[j] - 1] = j - 1;
        return columnOf;
    }
}
