namespace Neuron.Experiments.Statistics;

/// <summary>The assignment problem.</summary>
internal static class Assignment
{
    /// <summary>
    /// For each row of a cost matrix [rows ≤ columns] its own column, at the least total cost (Hungarian method with
    /// potentials, O(rows²·columns)).
    /// </summary>
    /// <returns>The column of each row.</returns>
    public static int[] Minimise(double[,] cost)
    {
        (int rows, int columns) = (cost.GetLength(0), cost.GetLength(1));
        if (rows > columns) throw new ArgumentException($"assignment: {rows} rows cannot each have one of {columns} columns; transpose the matrix.");
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
