namespace Neuron.Experiments.Signal;

/// <summary>x + i·H(x), H the Hilbert transform: the signal with its negative frequencies removed.</summary>
internal sealed record AnalyticSignal(double[] Re, double[] Im)
{
    /// <summary>The analytic signal of a real one, through the Fourier transform (the signal taken as periodic).</summary>
    public static AnalyticSignal Of(ReadOnlySpan<double> x)
    {
        if (x.IsEmpty) return new([], []);
        Tensor z = Tensor.From(x, [x.Length]).Hilbert();
        return new(z.Select(-1, 0).Contiguous().ToArray<double>(), z.Select(-1, 1).Contiguous().ToArray<double>());
    }

    /// <summary>|z|, the instantaneous amplitude.</summary>
    public double[] Envelope()
    {
        var envelope = new double[Re.Length];
        for (int i = 0; i < envelope.Length; i++) envelope[i] = double.Hypot(Re[i], Im[i]);
        return envelope;
    }

    /// <summary>The angle of z in radians, without jumps: successive values differ by at most π.</summary>
    public double[] UnwrappedPhase()
    {
        var phase = new double[Re.Length];
        double turns = 0, before = 0;
        for (int i = 0; i < phase.Length; i++)
        {
            double angle = Math.Atan2(Im[i], Re[i]);
            if (i > 0) turns -= Math.Round((angle - before) / (2 * Math.PI));
            phase[i] = angle + turns * 2 * Math.PI;
            before = angle;
        }
        return phase;
    }
}
