using System.Collections.Concurrent;

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
    private readonly ConcurrentDictionary<(int Band, int Step, int Samples, DType DType, Device Device), WaveletKernels> _kernels = new();

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

    /// <summary>|R| at every <paramref name="step"/>th sample along the last axis: [.., N] → [.., frequencies, ⌈N/step⌉].</summary>
    public Tensor Transform(Tensor x, int step = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        if (x.Rank < 1 || x.Shape[^1] == 0) throw ShapeException.Expected("superlets", "signals [.., N], N at least 1", x);
        int samples = x.Shape[^1], frames = (samples + step - 1) / step;
        Tensor rows = x.Reshape(-1, samples);
        Tensor[] bands = [.. Enumerable.Range(0, _orders.Length).Select(j => Band(rows, j, step, frames))];
        return Tensor.Stack(bands, 1).Reshape([.. x.Shape[..^1], _orders.Length, frames]);
    }

    /// <summary>|R| of one signal: [frequencies, ⌈N/step⌉], row-major.</summary>
    public double[] Transform(double[] x, int step = 1) => Transform(Tensor.From(x), step).ToArray<double>();

    // all wavelets of one frequency as the kernels of one convolution over blocks of step samples
    private Tensor Band(Tensor rows, int j, int step, int frames)
    {
        int samples = rows.Shape[1];
        WaveletKernels kernels = _kernels.GetOrAdd((j, step, samples, rows.DType, rows.Device), key => WaveletKernels.Of(_orders[key.Band], key.Step, key.Samples, key.DType, key.Device));
        int blocks = kernels.Taps.Shape[2], after = (frames - 1 + blocks) * step - kernels.Before - samples;
        Tensor padded = after >= 0 ? rows.Pad([kernels.Before, after]) : rows.Pad([kernels.Before, 0]).Slice(-1, 0, kernels.Before + samples + after);
        Tensor parts = padded.Reshape(rows.Shape[0], -1, step).Transpose(1, 2).Contiguous().Conv1d(kernels.Taps); // [R, 2·wavelets, frames]
        Tensor power = parts.Reshape(rows.Shape[0], -1, 2, frames).Square().Sum(2);
        return (power.Log() * kernels.HalfWeights).Sum(1).Exp();
    }

    private sealed record WaveletKernels(Tensor Taps, Tensor HalfWeights, int Before)
    {
        /// <summary>Taps [2·wavelets, step, blocks], reversed in time, aligned at their centres; what never meets the signal is cut off.</summary>
        public static WaveletKernels Of((Wavelet Wavelet, double Weight)[] wavelets, int step, int samples, DType dtype, Device device)
        {
            int before = Math.Min(samples - 1, wavelets.Max(w => w.Wavelet.Length - 1 - (w.Wavelet.Length - 1) / 2));
            int behind = Math.Min(samples - 1, wavelets.Max(w => (w.Wavelet.Length - 1) / 2)), blocks = (before + behind + step) / step;
            var taps = new double[2 * wavelets.Length * step * blocks];
            for (int w = 0; w < wavelets.Length; w++)
            {
                Wavelet wavelet = wavelets[w].Wavelet;
                int centre = (wavelet.Length - 1) / 2;
                for (int offset = -before; offset <= behind; offset++)
                {
                    int tap = centre - offset; // y[n] = Σ ψ[centre − o]·x[n + o]
                    if (tap < 0 || tap >= wavelet.Length) continue;
                    (int block, int within) = Math.DivRem(offset + before, step);
                    taps[(2 * w * step + within) * blocks + block] = wavelet.Re[tap];
                    taps[((2 * w + 1) * step + within) * blocks + block] = wavelet.Im[tap];
                }
            }
            return new(Tensor.From(taps, [2 * wavelets.Length, step, blocks], device).To(dtype),
                Tensor.From(wavelets.Select(w => w.Weight / 2).ToArray(), [wavelets.Length, 1], device).To(dtype), before);
        }
    }
}
