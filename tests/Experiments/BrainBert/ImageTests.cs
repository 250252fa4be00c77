using Neuron.Experiments.BrainBert;
using Neuron.Experiments.Signal;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.BrainBert;

/// <summary>Filters, references and images against the numbers of the specification, sections 2.4 and 3.</summary>
public class ImageTests
{
    // signal S1 of section 3.1
    private static float[] S1 => [.. Enumerable.Range(0, 10240).Select(n => (float)((1 + 0.5 * Math.Sin(2 * Math.PI * 0.7 * n / 2048)) * Math.Sin(2 * Math.PI * 60 * n / 2048)
        + 0.5 * Math.Cos(2 * Math.PI * 17.3 * n / 2048 + 0.4) + (n >= 5120 ? 0.3 * Math.Sin(2 * Math.PI * 110 * n / 2048) : 0)))];

    private static float[] Image(SpectrogramKind kind, float[] x) => new SpectrogramTransform(kind).Of(x, [0], x.Length).ToArray<float>();

    // samples are float32: 6e-8 of a unit signal, which a bin of deviation 0.003 (bin 39) makes 2e-5
    private static void Check(string what, double[] expected, IEnumerable<float> actual) => Closeness.Check(what, expected, [.. actual.Select(v => (double)v)], 1e-4, 1e-4);

    [Fact]
    public void Library_image_has_the_stated_values()
    {
        SpectrogramTransform transform = new(SpectrogramKind.Stft);
        float[] p = Image(SpectrogramKind.Stft, S1);
        Assert.Equal(186, transform.Frames(10240));
        Assert.Equal(186 * 40, p.Length);
        (int Frame, int Bin)[] cells = [(0, 0), (0, 12), (50, 12), (93, 3), (93, 12), (92, 21), (93, 21), (94, 21), (185, 39)];
        Check("P", [-0.44530344, 1.13564286, 0.11885971, -0.13654061, -1.52300533, -0.09592046, 0.42938524, 0.81763931, -0.20050863], cells.Select(c => p[c.Frame * 40 + c.Bin]));
        float[] centre = BrainBertDecoder.Centre(Tensor.From(p, [1, 186, 40])).ToArray<float>();
        Check("mean of frames 88 to 97", [-0.06578076, 0.06802079, -1.45398242, 0.06686138, 0.72778247], ((int[])[0, 3, 12, 21, 39]).Select(b => centre[b]));
    }

    [Fact]
    public void Notebook_image_has_the_stated_values()
    {
        float[] q = Image(SpectrogramKind.StftNotebook, S1);
        Assert.Equal(196 * 40, q.Length);
        Check("Q[98]", [-1.77290814, -6.56358790, -1.51913020, 0.42005723, 7.60262174], ((int[])[0, 3, 12, 21, 39]).Select(b => q[98 * 40 + b]));
    }

    [Fact]
    public void Superlet_image_has_the_stated_values()
    {
        float[] r = Image(SpectrogramKind.Superlet, S1);
        Assert.Equal(195 * 40, r.Length);
        Check("R[97]", [0.334971, -3.872820, -1.491537, -0.452625, 10.297622], ((int[])[0, 3, 12, 21, 39]).Select(b => r[97 * 40 + b]));
    }

    [Theory, InlineData(6144, 104), InlineData(10239, 186), InlineData(10240, 186)]
    public void Frames_are_as_many_as_stated(int samples, int frames) => Assert.Equal(frames, new SpectrogramTransform(SpectrogramKind.Stft).Frames(samples));

    [Fact]
    public void A_constant_window_becomes_zeros() => Assert.All(Image(SpectrogramKind.Stft, new float[6144]), v => Assert.Equal(0, v));

    [Fact]
    public void Line_filter_has_the_stated_impulse_response() => Closeness.Check("impulse response",
        [0.93799815, -0.08014420, 0.00805605, 0.06404052, 0.05493601, 0.00877250, -0.02208309, -0.01376436], ChannelReader.LineFilter.Filter([1, 0, 0, 0, 0, 0, 0, 0]), 0, 1e-8);

    [Fact]
    public void Laplacian_cancels_what_all_three_share_and_the_released_one_leaves_line_noise()
    {
        float[] line = [.. Enumerable.Range(0, 5 * 2048).Select(n => (float)Math.Sin(2 * Math.PI * 60 * n / 2048))];
        Assert.True(Rms(ChannelReference.Laplacian) < 1e-6, $"{Rms(ChannelReference.Laplacian)}");
        Assert.Equal(0.634930, Rms(ChannelReference.LaplacianAsReleased), 2e-4); // the last second's phase

        double Rms(ChannelReference reference) => Math.Sqrt(ChannelReader.Reference(line, line, line, reference)[^2048..].Average(v => (double)v * v));
    }
}
