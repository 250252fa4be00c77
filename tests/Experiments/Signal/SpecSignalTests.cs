using Neuron.Experiments.Signal;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Signal;

/// <summary>The numbers that the BrainBERT and Brain Treebank specifications give for signals (six to nine printed digits).</summary>
public class SpecSignalTests
{
    private const double Fs = 2048;
    private static readonly double[] s_line = [60, 120, 180, 240, 300, 360];

    private static double[] Signal(int n, Func<int, double> at) => [.. Enumerable.Range(0, n).Select(at)];

    /// <summary>S1 of BrainBERT section 3.1.</summary>
    private static double[] S1() => Signal(10240, n => (1 + 0.5 * Math.Sin(2 * Math.PI * 0.7 * n / Fs)) * Math.Sin(2 * Math.PI * 60 * n / Fs)
        + 0.5 * Math.Cos(2 * Math.PI * 17.3 * n / Fs + 0.4) + 0.3 * Math.Sin(2 * Math.PI * 110 * n / Fs) * (n >= 5120 ? 1 : 0));

    [Fact]
    public void Notch_cascade_has_the_published_impulse_response()
    {
        double[] impulse = new double[8];
        impulse[0] = 1;
        Closeness.Check("BrainBERT 2.4", [0.93799815, -0.08014420, 0.00805605, 0.06404052, 0.05493601, 0.00877250, -0.02208309, -0.01376436],
            FilterDesign.NotchCascade(Fs, 30, s_line).Filter(impulse), 0, 5e-9);
    }

    [Fact]
    public void Notches_bandpass_decimation_and_envelope_match_the_treebank_numbers()
    {
        double[] w = Lcg.Normals(31, 64), y = FilterDesign.NotchCascade(Fs, 30, s_line).Filter(w);
        Closeness.Check("notched", [1.320361088, 0.818334494, 0.666661035, 0.792695598], y.AsSpan(0, 4), 0, 1e-9);
        Closeness.Check("notched end", [-0.422741975, 1.367199767, 44.98579014], [y[^2], y[^1], y.Sum(v => v * v)], 0, 1e-8);
        double[] z = HighGamma.Filter(Fs).Filter(w);
        Closeness.Check("high gamma", [0.001037134, 0.008545052, 0.032694064, 0.077027461, 3.223336642], [.. z[..4], z.Sum(v => v * v)], 0, 1e-9);
        double[] d = Resampling.Decimate(Tensor.From(Lcg.Normals(32, 512)), 10).ToArray<double>();
        Assert.Equal(52, d.Length);
        // the eighth-order polynomial form amplifies rounding of its coefficients: the specification's own tolerance, 1e-6
        Closeness.Check("decimated", [0.703179652, -0.186936287, -0.053772516, -0.449211792, -0.194358827, 1.076239933, 7.421573237],
            [.. d[..4], d[^2], d[^1], d.Sum(v => v * v)], 0, 1e-6);
        double[] envelope = AnalyticSignal.Of(w).Envelope();
        Closeness.Check("envelope", [1.475524095, 1.149459025, 0.790903532, 1.772076351], [.. envelope[..3], envelope[^1]], 0, 1e-9);
    }

    [Fact]
    public void Short_time_spectra_match_the_BrainBERT_numbers()
    {
        Stft stft = new() { Window = Window.Hann(400), Overlap = 350, SampleRateHz = Fs };
        Assert.Equal([12, 42, 83, 124, 206, 206], new List<int> { 512, 2048, 4096, 6144, 10239, 10240 }.Select(stft.FrameCount));
        ComplexSpectrogram z = stft.Transform(Signal(2048, n => Math.Cos(2 * Math.PI * 51.2 * n / Fs)));
        double[] m = z.Magnitude();
        Closeness.Check("tone, bins 8 to 12", [0, 0.25, 0.5, 0.25, 0], [.. Enumerable.Range(8, 5).Select(b => m[b * z.Frames + 20])], 0, 1e-9);
        // the printed values agree with float64 (held to 1e-8 by the reference vectors) to single precision only
        Closeness.Check("tone, first frames", [0.25262393, 0.37082145, 0.45564192, 0.49399387, 0.5, 0.5], m.AsSpan(10 * z.Frames, 6), 0, 9e-8);
        Closeness.Check("tone, last frames", [0.5, 0.49999987, 0.49381752, 0.45447722, 0.36842420, 0.24946477], m.AsSpan(11 * z.Frames - 6, 6), 0, 9e-8);
        ComplexSpectrogram s = stft.Transform(Signal(2048, n => Math.Sin(2 * Math.PI * 60 * n / Fs) + 0.5 * Math.Cos(2 * Math.PI * 17.3 * n / Fs + 0.4) + 0.001 * n));
        double Mag(int b, int k) => double.Hypot(s.Re[b * s.Frames + k], s.Im[b * s.Frames + k]);
        Closeness.Check("sum of tones", [0.0411769185, 0.9959588568, -0.1114236206, -0.0726838791, 0.2270832634, 0.0130320015, 0.1936428637, -0.1476334723, 0.1918060288, 0.3539602023, 0.4751000996, 0.4751039883, 5.1538988e-6],
            [s.Re[0], s.Re[20], s.Re[3 * s.Frames], s.Im[3 * s.Frames], s.Re[3 * s.Frames + 20], s.Im[3 * s.Frames + 20], Mag(4, 20), s.Re[11 * s.Frames], s.Im[11 * s.Frames], Mag(11, 20), Mag(12, 20), Mag(12, 21), Mag(39, 20)], 0, 9e-8);
    }

    [Fact]
    public void Morlet_magnitudes_of_a_tone_match_the_table()
    {
        double[] x = Signal(2048, n => Math.Cos(2 * Math.PI * 60 * n / Fs));
        (double F, double[] Values, int[] Lengths)[] rows =
        [
            (20, [6.039e-5, 2.202e-5, 3.429e-5, 6.45e-6], [489, 652, 815, 978]),
            (40, [0.30469417, 0.07655305, 0.01285153, 0.00155634], [245, 326, 408, 489]),
            (60, [1.80044981, 1.80055533, 1.80049207, 1.80050628], [163, 218, 272, 326]),
            (80, [1.15500596, 0.81749493, 0.52423644, 0.30475186], [123, 163, 204, 245]),
            (100, [0.57743657, 0.23863024, 0.07661987, 0.01894359], [98, 131, 163, 196]),
        ];
        foreach ((double f, double[] values, int[] lengths) in rows)
            for (int i = 0; i < 4; i++)
            {
                Wavelet wavelet = Wavelet.OfCycles(f, 3 + i, Fs);
                Assert.Equal(lengths[i], wavelet.Length);
                double[] re = Convolution.Same(x, [.. wavelet.Re]), im = Convolution.Same(x, [.. wavelet.Im]);
                Closeness.Check($"{f} Hz, {3 + i} cycles", [values[i]], [double.Hypot(re[1024], im[1024])], 0, 1e-8);
            }
        Assert.Equal(97785, Wavelet.OfCycles(0.1, 3, Fs).Length);
    }

    [Fact]
    public void Superlets_match_the_BrainBERT_numbers()
    {
        double[] x = Signal(2048, n => Math.Cos(2 * Math.PI * 60 * n / Fs));
        double[] r = new Superlets(Fs, [20, 40, 60, 80, 100], 3, 6).Transform(x);
        double[] At(int n) => [.. Enumerable.Range(0, 5).Select(j => r[j * 2048 + n])];
        Closeness.Check("sample 1024", [6.03936e-5, 0.16856346, 1.80050047, 0.73507772, 0.11892095], At(1024), 0, 1e-8);
        Closeness.Check("sample 300", [5.65337e-5, 0.16861709, 1.80051999, 0.73506940, 0.11896669], At(300), 0, 1e-8);
        Closeness.Check("edge", [0.05066888, 0.37807426, 0.92969154, 0.75054665, 0.49973340], At(0), 0, 1e-8);

        double[] frequencies = [.. Enumerable.Range(0, 40).Select(j => 0.1 + j * 199.9 / 39)];
        double[] s1 = new Superlets(Fs, frequencies).Transform(S1(), 512);
        int[] rows = [0, 3, 11, 12, 21, 39];
        Closeness.Check("S1 at 5120", [0.00125883, 0.74138594, 0.76685606, 0.87663717, 0.28391381, 0.02100525], [.. rows.Select(j => s1[j * 20 + 10])], 1e-6, 1e-8);
        Closeness.Check("S1 at 2560", [0.00116593, 0.74614580, 0.99600743, 1.13369445, 0.00019017, 0.00002705], [.. rows.Select(j => s1[j * 20 + 5])], 1e-6, 1e-8);
    }

    [Fact]
    public void Line_noise_common_to_a_shaft_vanishes_under_the_laplacian_and_the_notches()
    {
        double[] line = Signal(8192, n => Math.Sin(2 * Math.PI * 60 * n / Fs));
        double[] own = Lcg.Normals(5, 8192), x = [.. line, .. line.Zip(own, (l, o) => l + o), .. line];
        Tensor y = Rereference.Laplacian(Tensor.From(x, [3, 8192]), [(1, 0, 2)]);
        Closeness.Check("only the channel's own signal is left", own, y.ToArray<double>(), 0, 1e-12);
        double[] notched = FilterDesign.NotchCascade(Fs, 30, s_line).Filter(line);
        double rest = Math.Sqrt(notched.AsSpan(6144).ToArray().Average(v => v * v)) / Math.Sqrt(0.5);
        Assert.True(rest < 1e-3, $"60 Hz is left at {rest:g3} of its amplitude after three seconds");
    }

    [Fact]
    public void Artefacts_are_marked_widened_and_damped()
    {
        double[] x = Signal(2000, n => Math.Sin(n) + (n == 700 ? 60 : 0));
        double[] quiet = Signal(2000, n => Math.Sin(n));
        Tensor both = Tensor.From([.. quiet, .. x], [2, 2000]);
        bool[] marks = Artefacts.Mark(both).ToArray<bool>();
        Assert.Equal(Enumerable.Range(2638, 125), Enumerable.Range(0, 4000).Where(i => marks[i])); // the other channel's has none
        double[] z = Detrend.ZScore(both).ToArray<double>(), damped = Artefacts.Despike(both).ToArray<double>();
        Assert.Equal([.. z.Select((v, i) => marks[i] ? 0.05 * v : v)], damped);
        // at the ends the box is cut off; an even one reaches further forward
        bool[] ends = Artefacts.Mark(Tensor.From(Signal(2000, n => n is 1 or 1000 or 1999 ? 60 : Math.Sin(n))), box: 4).ToArray<bool>();
        Assert.Equal([0, 1, 2, 998, 999, 1000, 1001, 1997, 1998, 1999], Enumerable.Range(0, 2000).Where(i => ends[i]));
        string? Defect(params ReadOnlySpan<float> x)
        {
            ChannelScreen screen = new();
            foreach (float v in x) screen.Add([v]);
            return screen.Defect;
        }
        Assert.Equal("all 3 samples are 2", Defect(2, 2, 2));
        Assert.Equal("2 of 4 samples are no finite numbers, between 1 and 3", Defect(1, float.NaN, 2, float.PositiveInfinity));
        Assert.Null(Defect(1, 2));
        Assert.Equal([-1, -1, 1, 1], Rereference.CommonAverage(Tensor.From([1.0, 2, 3, 4], [2, 2])).ToArray<double>());
    }

    [Fact]
    public void Long_convolutions_through_the_spectrum_equal_the_sum()
    {
        double[] a = Lcg.Normals(1, 300), b = Lcg.Normals(2, 90);
        double[] expected = new double[389];
        for (int i = 0; i < a.Length; i++)
            for (int j = 0; j < b.Length; j++) expected[i + j] += a[i] * b[j];
        Closeness.Check("convolution", expected, Convolution.Full(a, b), 0, 1e-12);
    }

    // rows share vectors, vectors share pieces, and samples tiles: none of it may show
    [Theory]
    [InlineData(1, 30)]
    [InlineData(5, 131)]
    [InlineData(23, 390)]
    [InlineData(61, 257)]
    public void Rows_are_filtered_as_if_alone(int rows, int samples)
    {
        Tensor wide = new Rng(5).Normal([rows, samples], dtype: DType.Float64);
        foreach (Tensor x in (Tensor[])[wide, wide.To(DType.Float32)])
            foreach (SecondOrderSections filter in (SecondOrderSections[])[FilterDesign.NotchCascade(Fs, 30), FilterDesign.NotchCascade(Fs, 30, 60), FilterDesign.NotchCascade(Fs, 30, 60, 120, 180)])
                foreach (Func<Tensor, Tensor> run in (Func<Tensor, Tensor>[])[filter.Filter, filter.FilterBothWays])
                {
                    double[] together = run(x).To(DType.Float64).ToArray<double>();
                    double tolerance = x.DType == DType.Float32 ? 5e-7 : 0; // rounded to float32 once, both ways twice
                    for (int r = 0; r < rows; r++)
                    {
                        var signal = x.Slice(0, r, r + 1);
                        double[] row = together[(r * samples)..((r + 1) * samples)], reference = run(signal.To(DType.Float64)).ToArray<double>();
                        Assert.Equal(run(signal).To(DType.Float64).ToArray<double>(), row);
                        Closeness.Check($"row {r}", reference, row, tolerance, tolerance);
                    }
                }
    }

    [Fact]
    public void Impossible_requests_say_what_would_be_possible()
    {
        var e = Assert.Throws<ArgumentException>(() => FilterDesign.Butterworth(4, Band.Bandpass, 160, 70, 150));
        Assert.Contains("a cut-off of 150 Hz at a sampling rate of 160 Hz; it must lie in (0, 80)", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FilterDesign.Butterworth(4, Band.Bandpass, 1000, 70));
        Assert.Throws<ArgumentException>(() => FilterDesign.NotchCascade(1000, 30, 60).FilterBothWays(new double[5]));
        Assert.Throws<ArgumentException>(() => new Stft { Window = Window.Hann(400), ZeroBoundary = false }.Transform(new double[100]));
    }
}
