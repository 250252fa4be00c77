namespace Neuron.Models.Statistics;

/// <summary>Transport of whole units at least cost: successive shortest augmenting paths with potentials (dense Dijkstra).</summary>
internal sealed class TransportFlow
{
    private readonly double[,] _cost;
    private readonly int[,] _flow;
    private readonly int[] _supply, _demand, _fromRow, _fromColumn;
    private readonly double[] _rowPotential, _columnPotential, _rowDistance, _columnDistance;
    private readonly bool[] _rowDone, _columnDone;
    private readonly int _rows, _columns;

    private TransportFlow(double[,] cost, int[] supply, int[] demand)
    {
        (_cost, _supply, _demand) = (cost, supply, demand);
        (_rows, _columns) = (cost.GetLength(0), cost.GetLength(1));
        _flow = new int[_rows, _columns];
        (_rowPotential, _rowDistance, _rowDone, _fromColumn) = (new double[_rows], new double[_rows], new bool[_rows], new int[_rows]);
        (_columnPotential, _columnDistance, _columnDone, _fromRow) = (new double[_columns], new double[_columns], new bool[_columns], new int[_columns]);
    }

    /// <summary>Units sent from each row to each column. Total supply must not exceed total demand.</summary>
    public static int[,] Solve(double[,] cost, int[] supply, int[] demand)
    {
        foreach (double c in cost)
            if (!double.IsFinite(c)) throw new ArgumentException("Transport: a cost is not finite.", nameof(cost));
        var flow = new TransportFlow(cost, supply, demand);
        // reduced costs are never negative: columns start at their cheapest row
        for (int j = 0; j < flow._columns; j++)
        {
            double least = double.PositiveInfinity;
            for (int i = 0; i < flow._rows; i++) least = Math.Min(least, cost[i, j]);
            flow._columnPotential[j] = least;
        }
        for (int i = 0; i < flow._rows; i++)
            while (flow._supply[i] > 0) flow.Augment(i);
        return flow._flow;
    }

    private void Augment(int start)
    {
        int end = ShortestPath(start);
        int amount = Math.Min(_supply[start], _demand[end]);
        for (int j = end; ;)
        {
            int i = _fromRow[j];
            if (i == start) break;
            amount = Math.Min(amount, _flow[i, _fromColumn[i]]);
            j = _fromColumn[i];
        }
        for (int j = end; ;)
        {
            int i = _fromRow[j];
            _flow[i, j] += amount;
            if (i == start) break;
            _flow[i, _fromColumn[i]] -= amount;
            j = _fromColumn[i];
        }
        _supply[start] -= amount;
        _demand[end] -= amount;
    }

    /// <summary>Dijkstra over rows and columns from a row to the nearest column with demand left; updates the potentials.</summary>
    private int ShortestPath(int start)
    {
        Array.Fill(_rowDistance, double.PositiveInfinity);
        Array.Fill(_columnDistance, double.PositiveInfinity);
        Array.Clear(_rowDone);
        Array.Clear(_columnDone);
        _rowDistance[start] = 0;
        Scan(start);
        while (true)
        {
            int j = -1;
            for (int c = 0; c < _columns; c++)
                if (!_columnDone[c] && (j < 0 || _columnDistance[c] < _columnDistance[j])) j = c;
            if (j < 0) throw new InvalidOperationException("Transport: the supply exceeds the demand.");
            _columnDone[j] = true;
            if (_demand[j] > 0)
            {
                Shift(_columnDistance[j]);
                return j;
            }
            for (int i = 0; i < _rows; i++)
            {
                if (_flow[i, j] == 0 || _rowDone[i]) continue;
                _rowDistance[i] = _columnDistance[j]; // edges that carry flow have reduced cost 0
                _fromColumn[i] = j;
                Scan(i);
            }
        }
    }

    private void Scan(int row)
    {
        _rowDone[row] = true;
        for (int j = 0; j < _columns; j++)
        {
            if (_columnDone[j]) continue;
            double distance = _rowDistance[row] + Math.Max(0, _cost[row, j] + _rowPotential[row] - _columnPotential[j]);
            if (distance < _columnDistance[j]) (_columnDistance[j], _fromRow[j]) = (distance, row);
        }
    }

    private void Shift(double length)
    {
        for (int i = 0; i < _rows; i++)
            if (_rowDone[i]) _rowPotential[i] += _rowDistance[i] - length;
        for (int j = 0; j < _columns; j++)
            if (_columnDone[j]) _columnPotential[j] += _columnDistance[j] - length;
    }
}
