using Neuron.Tests.Shared;
using Case = System.Collections.Generic.Dictionary<string, Neuron.Tensor>;

namespace Neuron.Tests.Autograd;

/// <summary>fft.safetensors: Fourier transforms, windows and short-time spectra by PyTorch.</summary>
public class FourierReferenceTests
{
    [ReferenceFact]
    public void Every_case_is_named() => ReferenceFile.Open("fft").AssertEveryCaseIsNamed(typeof(FourierReferenceTests).Assembly);

    [ReferenceTheory]
    [ReferenceCases("fft", "rfft_8", "rfft_15", "rfft_17", "rfft_64", "rfft_100", "rfft_16_*")]
    public void Rfft(string name) => Run(name, x => Y(x["x"].Rfft(norm: name.EndsWith("ortho", StringComparison.Ordinal) ? FourierNorm.Ortho
        : name.EndsWith("forward", StringComparison.Ordinal) ? FourierNorm.Forward : FourierNorm.Backward)));

    [ReferenceTheory]
    [ReferenceCases("fft", "rfft_pad")]
    public void Rfft_of_another_length(string name) => Run(name, x => new() { ["n16"] = x["x"].Rfft(16), ["n6"] = x["x"].Rfft(6) });

    [ReferenceTheory]
    [ReferenceCases("fft", "fft_8", "fft_12", "fft_13")]
    public void Fft(string name) => Run(name, x => Y(x["z"].Fft()));

    [ReferenceTheory]
    [ReferenceCases("fft", "ifft_*")]
    public void Ifft(string name) => Run(name, x => Y(x["z"].Ifft()));

    [ReferenceTheory]
    [ReferenceCases("fft", "irfft_*")]
    public void Irfft(string name) => Run(name, x => Y(x["z"].Irfft(name == "irfft_8" ? 8 : 9)));

    [ReferenceTheory]
    [ReferenceCases("fft", "rfft2")]
    public void Rfft2(string name) => Run(name, x => Y(x["x"].Rfft2()));

    [ReferenceTheory]
    [ReferenceCases("fft", "fftshift")]
    public void Shifts_and_frequencies(string name) => Run(name, x => new()
    {
        ["shift"] = x["x"].FftShift(),
        ["ishift"] = x["x"].IfftShift(),
        ["freq"] = Tensor.FftFrequencies(7, 0.25, DType.Float64),
        ["rfreq"] = Tensor.RfftFrequencies(8, 0.5, DType.Float64),
    });

    [ReferenceTheory]
    [ReferenceCases("fft", "win_*")]
    public void Windows(string name) => Run(name, _ =>
    {
        bool periodic = name.EndsWith("periodic", StringComparison.Ordinal);
        Func<int, Tensor> window = name.Split('_')[1] switch
        {
            "hann" => n => SignalWindow.Hann(n, periodic, DType.Float64),
            "hamming" => n => SignalWindow.Hamming(n, periodic, DType.Float64),
            "blackman" => n => SignalWindow.Blackman(n, periodic, DType.Float64),
            _ => n => SignalWindow.Bartlett(n, periodic, DType.Float64),
        };
        return new() { ["n10"] = window(10), ["n11"] = window(11) };
    });

    [ReferenceTheory]
    [ReferenceCases("fft", "stft_*")]
    public void Stft(string name) => Run(name, x =>
    {
        var args = x.Case.Args;
        int size = (int)x.Case.Arg("n_fft"), window = (int)x.Case.Arg("win_length", size);
        bool Flag(string key, bool otherwise) => args.TryGetProperty(key, out var value) ? value.GetBoolean() : otherwise;
        return Y(x["x"].Stft(new()
        {
            Size = size,
            Hop = (int)x.Case.Arg("hop_length"),
            Window = SignalWindow.Hann(window, dtype: x["x"].DType),
            Centre = Flag("center", true),
            Normalised = Flag("normalized", false),
            OneSided = Flag("onesided", true),
            Padding = args.TryGetProperty("pad_mode", out var mode) && mode.GetString() == "constant" ? PadMode.Constant : PadMode.Reflect,
        }));
    });

    [ReferenceTheory]
    [ReferenceCases("fft", "istft_roundtrip")]
    public void Istft_of_the_transform(string name) => Run(name, x =>
    {
        var options = new StftOptions { Size = 32, Hop = 8 };
        return Y(x["x"].Stft(options).Istft(options, 160));
    });

    [ReferenceTheory]
    [ReferenceCases("fft", "istft_modified")]
    public void Istft_of_anything(string name) => Run(name, x => Y(x["z"].Istft(new() { Size = 32, Hop = 8 }, 160)));

    [ReferenceTheory]
    [ReferenceCases("fft", "spectrogram_db")]
    public void Spectrogram(string name) => Run(name, x =>
        Y((x["x"].Stft(new() { Size = 32, Hop = 16 }).ComplexAbs() + 1e-6).Log() * (20 / Math.Log(10))));

    [ReferenceTheory]
    [ReferenceCases("fft", "fft_conv")]
    public void Convolution(string name) => Run(name, x => Y(x["a"].Rfft(38).ComplexMultiply(x["c"].Rfft(38)).Irfft(38)));

    [ReferenceTheory]
    [ReferenceCases("fft", "hilbert")]
    public void Hilbert(string name) => Run(name, x =>
    {
        var z = x["x"].Hilbert();
        return new() { ["z"] = z, ["env"] = z.ComplexAbs() };
    });

    [Fact]
    public void Transform_along_another_axis_equals_that_of_the_permuted_tensor()
    {
        var x = new Rng(1).Normal([3, 10, 4], dtype: DType.Float64);
        var direct = x.Rfft(axis: 1);
        Assert.True(direct.Shape is [3, 6, 4, 2]);
        Assert.Equal(x.Transpose(1, 2).Rfft().Transpose(1, 2).ToArray<double>(), direct.ToArray<double>());
        Assert.True((direct.Irfft(10, axis: 1) - x).Abs().Max().Item() < 1e-14, "round trip");
    }

    [Theory]
    [InlineData(10, FourierNorm.Backward)]
    [InlineData(9, FourierNorm.Ortho)]
    public void Two_dimensional_transform_of_real_numbers_comes_back(int n, FourierNorm norm)
    {
        var x = new Rng(2).Normal([2, 6, n], dtype: DType.Float64);
        Assert.True((x.Rfft2(norm).Irfft2(n, norm) - x).Abs().Max().Item() < 1e-14);
    }

    [Fact]
    public void Complex_axis_is_not_transformed() =>
        Assert.Contains("holds the real and imaginary parts", Assert.Throws<ShapeException>(() => Tensor.Zeros([4, 2]).Fft(-1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Signal_shorter_than_a_frame_is_named() =>
        Assert.Contains("at least 32 samples", Assert.Throws<ShapeException>(() => Tensor.Zeros([10]).Frames(32, 8)).Message, StringComparison.Ordinal);

    [Fact]
    public void Windows_that_leave_gaps_cannot_be_inverted() =>
        Assert.Throws<ArgumentException>(() => Tensor.Ones([9, 4, 2]).Istft(new() { Size = 16, Hop = 20, Centre = false, Window = Tensor.Ones([16]) }));

    private static void Run(string name, Func<TensorReference, Case> function) => TensorReference.Check("fft", name, function);

    private static Case Y(Tensor y) => new() { ["y"] = y };

    [Theory] // lengths of whole vectors, of no vector, with factors 2, 3 and 5, with others; 37 rows leave a part of a vector
    [InlineData(8)]
    [InlineData(60)]
    [InlineData(400)]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(14)]
    [InlineData(45)]
    public void Rows_transformed_side_by_side_equal_rows_alone(int n)
    {
        foreach (var dtype in (DType[])[DType.Float32, DType.Float64])
        {
            var x = new Rng((ulong)n).Normal([37, n], dtype: dtype);
            double[] all = x.Rfft().To(DType.Float64).ToArray<double>();
            double[] alone = [.. Enumerable.Range(0, 37).SelectMany(r => x.Select(0, r).Rfft().To(DType.Float64).ToArray<double>())];
            // rounding grows with log n, values with √n
            Closeness.Check($"rfft 37x{n} {dtype.Label}", alone, all, 0, (dtype == DType.Float32 ? 1e-6 : 1e-15) * 2 * Math.Sqrt(n));
        }
    }

    [Theory] // hops that divide the frame, that do not, beyond it; odd frames; a prime factor above 5; fewer frames than a vector has lanes
    [InlineData(40, 10, 500)]
    [InlineData(40, 7, 411)]
    [InlineData(40, 41, 900)]
    [InlineData(45, 9, 333)]
    [InlineData(44, 11, 333)]
    [InlineData(400, 50, 20_000)]
    [InlineData(64, 24, 1000)]
    [InlineData(26, 5, 400)]
    [InlineData(4, 2, 100)]
    [InlineData(2, 1, 40)]
    public void Short_time_spectra_equal_the_transforms_of_copied_frames(int size, int hop, int samples)
    {
        foreach (var dtype in (DType[])[DType.Float32, DType.Float64])
        {
            var x = new Rng(3).Normal([3, samples], dtype: dtype);
            var window = new Rng(4).Uniform([size], dtype: dtype);
            var frames = (x.Frames(size, hop) * window).Contiguous();
            foreach (int bins in (int[])[(size / 2) + 1, (size / 4) + 1, 1])
            {
                var y = x.Stft(new() { Size = size, Hop = hop, Window = window, Centre = false, Bins = bins });
                var expected = frames.Rfft().Slice(-2, 0, bins).Transpose(-3, -2).Contiguous();
                Assert.Equal(expected.Shape, y.Shape);
                Closeness.Check($"stft {size} by {hop}, {bins} bins, {dtype.Label}", expected.To(DType.Float64).ToArray<double>(), y.To(DType.Float64).ToArray<double>(), 0, (dtype == DType.Float32 ? 1e-6 : 1e-15) * 2 * Math.Sqrt(size));
            }
        }
    }

    [Theory] // a result that the cache does not hold is written past it in whole lines, a short one is not; rows that begin anywhere in a line
    [InlineData(47_732)]
    [InlineData(47_737)]
    [InlineData(47_751)]
    public void Large_short_time_spectra_equal_those_of_single_rows(int samples)
    {
        foreach (var dtype in (DType[])[DType.Float32, DType.Float64])
        {
            var x = new Rng(3).Normal([9, samples], dtype: dtype);
            StftOptions options = new() { Size = 64, Hop = 4, Centre = false };
            var y = x.Stft(options);
            for (int r = 0; r < 9; r++) Assert.Equal(x.Select(0, r).Stft(options).To(DType.Float64).ToArray<double>(), y.Select(0, r).To(DType.Float64).ToArray<double>());
        }
    }

    [Theory] // borders are read from where they lie, or from a padded copy; even and odd frames, hops below and above a vector
    [InlineData(PadMode.Reflect, 40, 10, 333)]
    [InlineData(PadMode.Circular, 40, 3, 200)]
    [InlineData(PadMode.Circular, 45, 9, 150)]
    [InlineData(PadMode.Replicate, 40, 10, 300)]
    [InlineData(PadMode.Reflect, 40, 10, 21)]
    public void Centred_frames_are_those_of_the_padded_signal(PadMode mode, int size, int hop, int samples)
    {
        var x = new Rng(3).Normal([2, 2, samples]);
        StftOptions options = new() { Size = size, Hop = hop, Padding = mode };
        var padded = x.Pad([size / 2, size / 2], mode);
        Assert.Equal(padded.Stft(options with { Centre = false }).ToArray<float>(), x.Stft(options).ToArray<float>());
        Assert.Throws<ShapeException>(() => x.Slice(-1, 0, size / 4).Stft(options with { Padding = PadMode.Reflect }));
    }
}
