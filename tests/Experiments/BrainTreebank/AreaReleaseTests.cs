using System.Text.Json;
using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Hdf5;
using Neuron.Experiments.Signal;
using Neuron.Experiments.Statistics;
using Neuron.Tests.Experiments.Hdf5;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.BrainTreebank;

/// <summary>A release whose areas respond by position, read back through the loader that reads the real one.</summary>
public sealed class AreaReleaseTests(AreaReleaseTests.Fixture fixture) : IClassFixture<AreaReleaseTests.Fixture>
{
    public sealed class Fixture : IDisposable
    {
        private readonly TemporaryFile _folder = new();

        public Fixture()
        {
            if (Hdf5File.WhyUnavailable is not null) return;
            Directory.CreateDirectory(_folder.Path);
            new SyntheticRelease(_folder.Path, subjects: 1, minutes: 2, seed: 5).Write(_ => { });
        }

        public string Path => _folder.Path;

        public JsonElement Truth => JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(_folder.Path, "ground_truth.json"))).RootElement;

        public void Dispose() => _folder.Dispose();
    }

    [Hdf5Fact]
    public void Every_word_lands_on_its_planted_sample_under_both_rules()
    {
        TreebankRelease release = new(fixture.Path);
        Assert.Equal(2, release.Sessions.Count);
        foreach (TreebankSession session in release.Sessions)
        {
            JsonElement planted = fixture.Truth.GetProperty("sub_1").GetProperty("sessions").GetProperty(session.ToString());
            Assert.True(planted.GetProperty("pauses").GetArrayLength() > 0, "the film stops");
            long[] samples = [.. planted.GetProperty("word_samples").EnumerateArray().Select(v => v.GetInt64())];
            foreach (AlignmentRule rule in Enum.GetValues<AlignmentRule>())
            {
                WordTable words = release.Words(session, rule);
                Assert.Equal((0, 0), (words.Incomplete, words.Unaligned));
                Assert.Equal(samples, words.Words.Select(w => w.Sample));
                Assert.All(words.Words, w => Assert.Equal(w.Sample + (w.End - w.Start) * 2048, w.EndSample, 1.0)); // no word spans a stop
            }
            Assert.Equal(2048, release.Clock(session).EstimateRateHz());
        }
    }

    [Hdf5Fact]
    public void Selections_regions_and_planted_weights_agree_with_the_coordinates()
    {
        TreebankRelease release = new(fixture.Path);
        TreebankSession session = release.Sessions[0];
        ElectrodeSelection electrodes = release.Electrodes(session);
        Assert.Equal((24, 23, 15), (electrodes.All.Count, electrodes.Clean.Count, electrodes.Laplacian.Count)); // 4 inner contacts a shaft, less one beside S4x6
        JsonElement planted = fixture.Truth.GetProperty("sub_1").GetProperty("electrodes");
        foreach (Electrode e in electrodes.All)
        {
            ContactPlace place = release.Places(session)[e.Name];
            JsonElement told = planted.GetProperty(e.Label);
            SyntheticContact contact = new(e.Label, place.Left, place.Inferior, place.Posterior, place.Region);
            Assert.Equal(contact.Area, told.GetProperty("area").GetString());
            Closeness.Check(e.Label, contact.Weights, [.. SyntheticContact.Areas.Select(a => told.GetProperty(a.Name).GetDouble())], 0, 5e-7);
        }
        SessionReport report = TreebankCheck.Run(release)[0];
        Assert.True(report.Usable, report.Text);
    }

    [Hdf5Fact]
    public void High_gamma_follows_the_words_where_planted_and_not_on_silent_contacts()
    {
        TreebankRelease release = new(fixture.Path);
        JsonElement planted = fixture.Truth.GetProperty("sub_1").GetProperty("electrodes");
        TreebankSession session = release.Sessions[0];
        ElectrodeSelection electrodes = release.Electrodes(session);
        using TreebankRecording recording = new(release.Recording(session), electrodes.Labels);
        double Auditory(Electrode e) => planted.GetProperty(e.Label).GetProperty("aud").GetDouble();
        Electrode[] ordered = [.. electrodes.Clean.OrderByDescending(Auditory)];
        Assert.True(Auditory(ordered[0]) > 0.5 && Auditory(ordered[^1]) < 0.05, "the montage holds responding and silent contacts");
        WordTable words = release.Words(session);
        // high-gamma amplitude while words last against silent seconds
        double Contrast(Electrode e)
        {
            float[] x = recording.Read([e], 0, (int)recording.Samples);
            double[] envelope = HighGamma.Envelope(Array.ConvertAll(x, v => (double)v), 2048, 70, 110);
            double[] speech = [.. words.Words.Select(w => envelope.AsSpan((int)w.Sample + 225, 512).ToArray().Average())];
            double[] quiet = [.. SilentWindows.Grid([.. words.Words.Select(w => (w.Sample, w.EndSample))], recording.Samples).Select(c => envelope.AsSpan((int)c - 256, 512).ToArray().Average())];
            return TTest.Welch(speech, quiet, Alternative.TwoSided).Statistic;
        }
        double responding = Contrast(ordered[0]), silent = Contrast(ordered[^1]);
        Assert.True(responding > 8, $"{ordered[0].Label}: t {responding:g3}");
        Assert.True(Math.Abs(silent) < 4, $"{ordered[^1].Label}: t {silent:g3}"); // words are not independent of each other
    }

    [Hdf5Fact]
    public void Notches_take_the_planted_line_noise_away()
    {
        TreebankRelease release = new(fixture.Path);
        TreebankSession session = release.Sessions[0];
        ElectrodeSelection electrodes = release.Electrodes(session);
        using TreebankRecording recording = new(release.Recording(session), electrodes.Labels);
        double[] x = Array.ConvertAll(recording.Read([electrodes.Clean[0]], 0, (int)recording.Samples), v => (double)v);
        SecondOrderSections notches = FilterDesign.NotchCascade(2048, 30, 60, 120, 180);
        double[] causal = notches.Filter(x), zeroPhase = notches.FilterBothWays(x);
        foreach ((double hz, double amplitude) in new[] { (60.0, 1.5), (120.0, 0.6) })
        {
            double before = Amplitude(x, hz), gain = before / amplitude;
            Assert.InRange(gain, 0.5, 1.7); // U(0.6, 1.6) of the electrode, and the noise at that frequency
            // the line is gone in both directions of filtering: what is left is below a thousandth of it
            Assert.InRange(Amplitude(causal, hz) / before, 0, 1e-3);
            Assert.InRange(Amplitude(zeroPhase, hz) / before, 0, 1e-3);
            // and a neighbouring frequency keeps its power
            Assert.InRange(Amplitude(causal, hz - 10) / Amplitude(x, hz - 10), 0.9, 1.1);
        }

        // amplitude of a sinusoid over whole periods in the middle, clear of the filters' settling
        static double Amplitude(double[] x, double hz)
        {
            int count = x.Length / 1024 / 2 * 1024;
            double re = 0, im = 0;
            for (int n = 0; n < count; n++)
            {
                double phase = 2 * Math.PI * hz * n / 2048;
                (re, im) = (re + x[count / 2 + n] * Math.Cos(phase), im + x[count / 2 + n] * Math.Sin(phase));
            }
            return 2 * Math.Sqrt(re * re + im * im) / count;
        }
    }
}
