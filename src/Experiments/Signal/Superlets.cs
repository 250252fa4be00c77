namespace Neuron.Experiments.Signal;

/// <summary>
/// Fractional adaptive superlet transform: at each frequency the geometric mean of wavelet magnitudes of increasing
/// order, ln|R| = [Σ_{o = omin}^{⌊oⱼ⌋} ln|W(c₁·o)| + (oⱼ − ⌊oⱼ⌋)·ln|W(c₁(⌊oⱼ⌋ + 1))|] / (oⱼ − omin + 1), the order oⱼ growing
/// linearly with frequency.
/// </summary>
/// <remarks>Wavelets are made once and shared; only the kept samples are computed. Thread-safe.</remarks>
internal sealed class Superlets
{
    private readonly (Wavelet Wavelet, double Weight)[][] _orders;

    /// <param name="sampleRateHz">Samples a second.</param>
    /// <param name="frequenciesHz">Ascending.</param>
    /// <param name="orderMin">Order at the first frequency.</param>
    /// <param name="orderMax">Order at the last frequency.</param>
    /// <param name="baseCycles">c₁, cycles of the wavelet of order 1.</param>
    public Superlets(double sampleRateHz, double[] frequenciesHz, double orderMin = 3, double orderMax = 30, double baseCycles = 1)
    {
        if (frequenciesHz.Length == 0 || orderMin > orderMax || frequenciesHz[0] <= 0 || frequenciesHz[^1] > sampleRateHz / 2)
            throw new ArgumentException($"superlets: frequencies in (0, {sampleRateHz / 2}] Hz and orderMin ≤ orderMax, got {frequenciesHz.Length} frequencies and orders {orderMin} … {orderMax}.");
        FrequenciesHz = frequenciesHz;
        _orders = new (Wavelet, double)[frequenciesHz.Length][];
        double span = frequenciesHz[^1] - frequenciesHz[0];
        for (int j = 0; j < _orders.Length; j++)
        {
            double order = orderMin + (span > 0 ? (orderMax - orderMin) * (frequenciesHz[j] - frequenciesHz[0]) / span : 0);
            double whole = Math.Floor(order), rest = order - whole, norm = order - orderMin + 1;
            List<(Wavelet, double)> wavelets = [];
            for (double o = orderMin; o <= whole; o++) wavelets.Add((Wavelet.OfCycles(frequenciesHz[j], baseCycles * o, sampleRateHz), 1 / norm));
            if (rest > 0) wavelets.Add((Wavelet.OfCycles(frequenciesHz[j], baseCycles * (whole + 1), sampleRateHz), rest / norm));
            _orders[j] = [.. wavelets];
        }
    }

    /// <summary>The rows' frequencies.</summary>
    public IReadOnlyList<double> FrequenciesHz { get; }

    /// <summary>|R| at every <paramref name="step"/>th sample: [frequencies, ⌈N/step⌉], row-major.</summary>
    public double[] Transform(double[] x, int step = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        int frames = (x.Length + step - 1) / step;
        var result = new double[_orders.Length * frames];
        Parallel.For(0, _orders.Length, j =>
        {
            var magnitude = new double[frames];
            Span<double> row = result.AsSpan(j * frames, frames);
            foreach ((Wavelet wavelet, double weight) in _orders[j])
            {
                wavelet.Magnitudes(x, step, magnitude);
                for (int i = 0; i < frames; i++) row[i] += weight * Math.Log(magnitude[i]);
            }
            for (int i = 0; i < frames; i++) row[i] = Math.Exp(row[i]);
        });
        return result;
    }
}
