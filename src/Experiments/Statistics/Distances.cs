namespace Neuron.Experiments.Statistics;

/// <summary>How far two vectors are apart.</summary>
internal enum Metric
{
    /// <summary>√Σ(a − b)².</summary>
    Euclidean,

    /// <summary>Σ(a − b)².</summary>
    SquaredEuclidean,

    /// <summary>1 − a·b / (|a||b|).</summary>
    Cosine,

    /// <summary>1 − Pearson's r.</summary>
    Correlation,

    /// <summary>Σ|a − b|.</summary>
    CityBlock,
}

/// <summary>Pairwise distances.</summary>
internal static class Distances
{
    /// <summary>Distances of the rows of x [rows, columns], pairs (0,1), (0,2), …, (1,2), …</summary>
    public static double[] Condensed(ReadOnlySpan<double> x, int rows, Metric metric)
    {
        int columns = x.Length / rows;
        List<double> all = [];
        for (int i = 0; i < rows; i++)
            for (int j = i + 1; j < rows; j++) all.Add(Between(x.Slice(i * columns, columns), x.Slice(j * columns, columns), metric));
        return [.. all];
    }

    /// <summary>The distance of two vectors.</summary>
    public static double Between(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Metric metric)
    {
        double ma = metric == Metric.Correlation ? Moments.Mean(a) : 0, mb = metric == Metric.Correlation ? Moments.Mean(b) : 0;
        double squares = 0, absolute = 0, aa = 0, bb = 0, ab = 0;
        for (int i = 0; i < a.Length; i++)
        {
            (double u, double v) = (a[i] - ma, b[i] - mb);
            squares += (u - v) * (u - v);
            absolute += Math.Abs(u - v);
            aa += u * u;
            bb += v * v;
            ab += u * v;
        }
        return metric switch
        {
            Metric.Euclidean => Math.Sqrt(squares),
            Metric.SquaredEuclidean => squares,
            Metric.CityBlock => absolute,
            _ => 1 - ab / Math.Sqrt(aa * bb),
        };
    }
}
