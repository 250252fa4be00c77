using System.Text.Json;
using Neuron.Experiments.Signal;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Signal;

/// <summary>All cases of scipy_signal.safetensors at their stated tolerances.</summary>
public class SciPySignalTests
{
    private const string File = "scipy_signal";

    private static ReferenceCase Case(string name) => ReferenceFile.Open(File)[name];

    [ReferenceFact]
    public void Every_case_runs() => ReferenceFile.Open(File).AssertEveryCaseIsNamed(typeof(SciPySignalTests).Assembly);

    [ReferenceTheory, ReferenceCases(File, "notch_*")]
    public void Notch(string name)
    {
        ReferenceCase c = Case(name);
        TransferFunction filter = FilterDesign.Notch(c.Arg("w0", 60), c.Arg("Q", 30), c.Arg("fs", 1000));
        c.Check("out.b", filter.B);
        c.Check("out.a", filter.A);
        c.Check("out.lfilter", filter.Filter(c.Double("in.x")));
        SecondOrderSections section = new([[.. filter.B, .. filter.A]]);
        c.Check("out.lfilter", section.Filter(c.Double("in.x")));
        if (c.Has("out.filtfilt")) c.Check("out.filtfilt", section.FilterBothWays(c.Double("in.x")));
    }

    [ReferenceTheory, ReferenceCases(File, "butter_*")]
    public void Butterworth(string name)
    {
        ReferenceCase c = Case(name);
        JsonElement wn = c.Args.GetProperty("wn");
        double[] frequencies = wn.ValueKind == JsonValueKind.Array ? [.. wn.EnumerateArray().Select(f => f.GetDouble())] : [wn.GetDouble()];
        ZeroPoleGain design = FilterDesign.Butterworth((int)c.Arg("order"), Enum.Parse<Band>(c.Args.GetProperty("btype").GetString()!, ignoreCase: true), c.Arg("fs"), frequencies);
        SecondOrderSections sections = SecondOrderSections.From(design);
        c.Check("out.sos", sections.Sections.SelectMany(s => s).ToArray());
        c.Check("out.b", design.ToTransferFunction().B);
        c.Check("out.a", design.ToTransferFunction().A);
        double[] x = c.Double("in.x");
        c.Check("out.sosfilt", sections.Filter(x));
        c.Check("out.sosfiltfilt", sections.FilterBothWays(x));
        // as rows of a batch, where the last of 17 lies in a group of its own
        Tensor rows = Tensor.From(x).Expand(17, x.Length);
        c.Check("out.sosfilt", sections.Filter(rows).ToArray<double>().AsSpan(16 * x.Length));
        c.Check("out.sosfiltfilt", sections.FilterBothWays(rows).ToArray<double>().AsSpan(16 * x.Length));
        // and in pieces, the state carried on
        float[] pieces = [.. x.Select(v => (float)v)], whole = sections.Filter(Tensor.From(pieces)).ToArray<float>();
        double[] state = new double[2 * sections.Sections.Count];
        sections.FilterBlock(pieces.AsSpan(0, 100), 1, state);
        sections.FilterBlock(pieces.AsSpan(100), 1, state);
        Assert.Equal(whole, pieces);
    }

    [ReferenceTheory, ReferenceCases(File, "firwin_lp30")]
    public void FirLowpass(string name)
    {
        ReferenceCase c = Case(name);
        double[] h = FilterDesign.FirLowpass(30 / 500.0, SignalWindow.Hamming(51, periodic: false, DType.Float64).ToArray<double>());
        c.Check("out.h", h);
        c.Check("out.lfilter", new TransferFunction(h, [1]).Filter(c.Double("in.x")));
    }

    [ReferenceTheory, ReferenceCases(File, "stft_*")]
    public void ShortTimeSpectrum(string name)
    {
        ReferenceCase c = Case(name);
        int frame = (int)c.Arg("nperseg");
        Stft stft = new()
        {
            Window = Window.Hann(frame),
            Overlap = (int)c.Arg("noverlap", frame / 2),
            TransformLength = (int)c.Arg("nfft", 0),
            SampleRateHz = 2048,
            ZeroBoundary = !c.Args.TryGetProperty("boundary", out _),
            PadEnd = !c.Args.TryGetProperty("padded", out _),
            Scaling = c.Args.TryGetProperty("scaling", out _) ? SpectralScaling.Density : SpectralScaling.Spectrum,
        };
        ComplexSpectrogram z = stft.Transform(c.Double("in.x"));
        c.Check("out.f", z.FrequenciesHz);
        c.Check("out.t", z.TimesSeconds);
        int kept = c["out.z"].Shape[0] * z.Frames;
        c.Check("out.z", Interleave(z.Re.AsSpan(0, kept), z.Im.AsSpan(0, kept)));
        Assert.Equal(z.Frames, stft.FrameCount(c.Double("in.x").Length));
        // the same in float32 for a batch, the first bins alone
        Tensor single = (stft with { Bins = 3 }).Transform(Tensor.From(c.Double("in.x")).To(DType.Float32).Expand(2, c.Double("in.x").Length));
        Assert.Equal([2, 3, z.Frames, 2], single.Shape);
        double most = z.Re.Concat(z.Im).Max(Math.Abs);
        Closeness.Check("float32", Interleave(z.Re.AsSpan(0, 3 * z.Frames), z.Im.AsSpan(0, 3 * z.Frames)), single.Select(0, 1).To(DType.Float64).ToArray<double>(), 0, 2e-6 * most);
    }

    [ReferenceTheory, ReferenceCases(File, "istft_256")]
    public void InverseShortTimeSpectrum(string name)
    {
        ReferenceCase c = Case(name);
        Stft stft = new() { Window = Window.Hann(256) };
        c.Check("out.y", stft.Inverse(stft.Transform(c.Double("in.x"))).AsSpan(0, 2048));
    }

    [ReferenceTheory, ReferenceCases(File, "spectrogram_zscore")]
    public void ZScoredSpectrogram(string name)
    {
        ReferenceCase c = Case(name);
        double[] magnitude = new Stft { Window = Window.Hann(400), Overlap = 350, SampleRateHz = 2048 }.Transform(c.Double("in.x")).Magnitude()[..(40 * 104)];
        c.Check("out.mag", magnitude);
        Detrend.ZScoreRows(magnitude, 40);
        c.Check("out.z", magnitude);
    }

    [ReferenceTheory, ReferenceCases(File, "welch_500", "spectrogram_200")]
    public void PowerDensity(string name)
    {
        ReferenceCase c = Case(name);
        c.Check("out.p", name == "welch_500" ? PowerSpectrum.Welch(c.Double("in.x"), 1000, 500)
            : PowerSpectrum.Spectrogram(c.Double("in.x"), 1000, Window.Tukey(200, 0.25), 100));
    }

    [ReferenceTheory, ReferenceCases(File, "resample_*", "decimate_8")]
    public void Resampled(string name)
    {
        ReferenceCase c = Case(name);
        double[] x = c.Double("in.x");
        Tensor y = Resample(Tensor.From(x).Expand(2, 3, x.Length)); // as rows of a batch
        Assert.Equal([2, 3, c["out.y"].Shape[0]], y.Shape);
        foreach (int row in (int[])[0, 5]) c.Check("out.y", y.Reshape(6, -1)[row].ToArray<double>());

        Tensor Resample(Tensor x) => name switch
        {
            "resample_poly_1_4" => Resampling.Polyphase(x, 1, 4),
            "resample_poly_3_2" => Resampling.Polyphase(x, 3, 2),
            "resample_fft_300" => Resampling.Fourier(x, 300),
            _ => Resampling.Decimate(x, 8),
        };
    }

    [ReferenceTheory, ReferenceCases(File, "hilbert")]
    public void Analytic(string name)
    {
        ReferenceCase c = Case(name);
        AnalyticSignal z = AnalyticSignal.Of(c.Double("in.x"));
        c.Check("out.z", Interleave(z.Re, z.Im));
        c.Check("out.env", z.Envelope());
        c.Check("out.phase", z.UnwrappedPhase());
    }

    [ReferenceTheory, ReferenceCases(File, "detrend")]
    public void Detrended(string name)
    {
        ReferenceCase c = Case(name);
        c.Check("out.constant", Detrend.Constant(c.Double("in.x")));
        c.Check("out.linear", Detrend.Linear(c.Double("in.x")));
    }

    [ReferenceTheory, ReferenceCases(File, "convolve")]
    public void Convolved(string name)
    {
        ReferenceCase c = Case(name);
        (double[] a, double[] b) = (c.Double("in.a"), c.Double("in.c"));
        c.Check("out.full", Convolution.Full(a, b));
        c.Check("out.same", Convolution.Same(a, b));
        c.Check("out.valid", Convolution.Valid(a, b));
        c.Check("out.correlate", Convolution.Correlate(a, b));
    }

    [ReferenceTheory, ReferenceCases(File, "windows")]
    public void Windows(string name)
    {
        ReferenceCase c = Case(name);
        c.Check("out.hann_p", Window.Hann(400));
        c.Check("out.hann_s", Window.Hann(400, periodic: false));
        c.Check("out.tukey", Window.Tukey(200, 0.25));
        c.Check("out.kaiser", Window.Kaiser(41, 5));
        c.Check("out.gaussian", Window.Gaussian(51, 7));
    }

    [ReferenceTheory, ReferenceCases(File, "morlet2")]
    public void Morlet(string name)
    {
        Wavelet w = Wavelet.Morlet(101, 10, 6);
        Case(name).Check("out.w", Interleave([.. w.Re], [.. w.Im]));
    }

    [ReferenceTheory, ReferenceCases(File, "laplacian_rereference")]
    public void LaplacianReference(string name)
    {
        ReferenceCase c = Case(name);
        double[] x = c.Double("in.x");
        c.Check("out.y", Rereference.Laplacian(Tensor.From(x, [6, x.Length / 6]), [.. Enumerable.Range(1, 4).Select(i => (i, i - 1, i + 1))]).ToArray<double>());
    }

    private static double[] Interleave(ReadOnlySpan<double> re, ReadOnlySpan<double> im)
    {
        var both = new double[2 * re.Length];
        for (int i = 0; i < re.Length; i++) (both[2 * i], both[2 * i + 1]) = (re[i], im[i]);
        return both;
    }
}
