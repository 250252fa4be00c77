namespace Neuron.Experiments.Signal;

/// <summary>Removal of slow parts and of scale.</summary>
internal static class Detrend
{
    /// <summary>x minus its mean.</summary>
    public static double[] Constant(ReadOnlySpan<double> x)
    {
        double[] y = x.ToArray();
        double mean = y.Average();
        for (int i = 0; i < y.Length; i++) y[i] -= mean;
        return y;
    }

    /// <summary>x minus its least-squares line.</summary>
    public static double[] Linear(ReadOnlySpan<double> x)
    {
        double[] y = Constant(x);
        double centre = (y.Length - 1) / 2.0, xy = 0, xx = 0;
        for (int i = 0; i < y.Length; i++)
        {
            xy += (i - centre) * y[i];
            xx += (i - centre) * (i - centre);
        }
        if (xx == 0) return y;
        for (int i = 0; i < y.Length; i++) y[i] -= xy / xx * (i - centre);
        return y;
    }

    /// <summary>Along the last axis: minus the mean, over the standard deviation (divisor n; 0 counts as 1).</summary>
    public static Tensor ZScore(Tensor x)
    {
        Tensor centred = x - x.Mean(-1, keepDims: true), deviation = centred.Square().Mean(-1, keepDims: true).Sqrt();
        return centred / (deviation + deviation.Eq(deviation.ZerosLike()).To(x.DType));
    }

    /// <summary>Each row of a row-major [rows, columns] array in place.</summary>
    public static void ZScoreRows(Span<double> x, int rows)
    {
        if (rows <= 0 || x.Length % rows != 0) throw new ArgumentException($"{x.Length} values do not make {rows} rows.");
        if (!x.IsEmpty) ZScore(Tensor.From((ReadOnlySpan<double>)x, [rows, x.Length / rows])).CopyTo(x);
    }
}
