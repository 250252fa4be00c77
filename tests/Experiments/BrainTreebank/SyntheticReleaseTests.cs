using System.Text.Json;
using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Hdf5;
using Neuron.Experiments.Recordings;
using Neuron.Experiments.Signal;
using Neuron.Experiments.Statistics;
using Neuron.Tests.Experiments.Hdf5;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.BrainTreebank;

/// <summary>A small release of fixed contrasts, written once and read back through the loader that reads the real one.</summary>
public sealed class SyntheticReleaseTests : IClassFixture<SyntheticReleaseTests.Fixture>
{
    private readonly Fixture _fixture;

    public SyntheticReleaseTests(Fixture fixture) => _fixture = fixture;

    public sealed class Fixture : IDisposable
    {
        private readonly TemporaryFile _folder = new();

        public Fixture()
        {
            if (Hdf5File.WhyUnavailable is not null) return;
            Directory.CreateDirectory(_folder.Path);
            new SyntheticRelease(_folder.Path, subjects: 1, minutes: 2, seed: 3, PlantedScheme.Contrasts).Write(_ => { });
        }

        public string Path => _folder.Path;

        public void Dispose() => _folder.Dispose();
    }

    [Hdf5Fact]
    public void Words_land_on_the_planted_samples_under_both_rules()
    {
        TreebankRelease release = new(_fixture.Path);
        Assert.Equal(["sub_1_trial000", "sub_1_trial001"], release.Sessions.Select(s => s.ToString()));
        using JsonDocument truth = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_fixture.Path, "ground_truth.json")));
        foreach (TreebankSession session in release.Sessions)
        {
            JsonElement planted = truth.RootElement.GetProperty("sub_1").GetProperty("sessions").GetProperty(session.ToString());
            double[] samples = [.. planted.GetProperty("word_samples").EnumerateArray().Select(v => v.GetDouble())];
            double[] pauses = [.. planted.GetProperty("pauses").EnumerateArray().Select(v => v.GetDouble())];
            foreach (AlignmentRule rule in Enum.GetValues<AlignmentRule>())
            {
                WordTable words = release.Words(session, rule);
                Assert.NotEmpty(words.Words);
                Assert.Equal(samples.Length, words.Words.Count + words.Incomplete + words.Unaligned);
                // within the triggers' jitter of 22 ms and one sample; a tenth of a second around a pause the rules differ
                foreach (Word word in words.Words.Where(w => pauses.All(p => Math.Abs(w.Start - p) > 0.15)))
                    Assert.True(Math.Abs(word.Sample - samples[word.Row]) <= 0.022 * 2048 + 1, $"{session} {rule}: word {word.Row} at {word.Start} s: sample {word.Sample}, planted {samples[word.Row]}");
            }
            Assert.Equal(2048.05, release.Clock(session).EstimateRateHz(), 1.0);
        }
    }

    [Hdf5Fact]
    public void Selections_trees_and_places_agree_with_the_labels()
    {
        TreebankRelease release = new(_fixture.Path);
        TreebankSession session = release.Sessions[0];
        ElectrodeSelection electrodes = release.Electrodes(session);
        // 6 inner contacts a shaft, less T1a2 and LF3aOFa7, each beside a corrupted one
        Assert.Equal((24, 22, 16), (electrodes.All.Count, electrodes.Clean.Count, electrodes.Laplacian.Count));
        Assert.All(electrodes.All, e => Assert.True(release.Places(session).ContainsKey(e.Name)));
        IReadOnlyList<ConlluSentence> trees = ConlluReader.Read(Path.Combine(_fixture.Path, "trees", $"{release.Movie(session)}.conllu"));
        WordTable words = release.Words(session);
        ConlluWord[] flat = [.. trees.SelectMany(t => t.Words)];
        string[] pos = words.Texts("pos");
        for (int i = 0; i < words.Words.Count; i++) Assert.Equal((words.Words[i].Text, pos[i]), (flat[words.Words[i].Row].Form, flat[words.Words[i].Row].Upos));
        SessionReport report = TreebankCheck.Run(release)[0];
        Assert.True(report.Usable, report.Text);
        Assert.Contains("24 electrodes, 22 clean (22 sound), 16 Laplacian", report.Text, StringComparison.Ordinal);
    }

    [Hdf5Fact]
    public void Voltages_are_quantised_carry_line_noise_and_the_planted_speech_response()
    {
        TreebankRelease release = new(_fixture.Path);
        TreebankSession session = release.Sessions[0];
        ElectrodeSelection electrodes = release.Electrodes(session);
        using TreebankRecording recording = new(release.Recording(session), electrodes.Labels);
        Assert.Equal(1, recording.Unlabelled);
        using JsonDocument truth = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_fixture.Path, "ground_truth.json")));
        Dictionary<string, string> effects = truth.RootElement.GetProperty("sub_1").GetProperty("effects").Deserialize<Dictionary<string, string>>()!;
        Assert.Equal([("Erp", 4), ("HighGamma", 2), ("Null", 8), ("Surprisal", 2), ("Sustained", 4), ("Verb", 2), ("Volume", 2)], effects.Values.CountBy(e => e).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (p.Key, p.Value)));
        Electrode[] sustained = [.. electrodes.All.Where(e => effects[e.Label] == "Sustained")];
        Assert.Equal(4, sustained.Length);
        int count = (int)recording.Samples;
        float[] all = recording.Read(sustained, 0, count);
        Assert.All(all.Take(1000), v => Assert.Equal(0, Math.IEEERemainder(v / SyntheticSignals.Step, 1), 1e-4));
        Assert.Equal(all.Take(5000), recording.Stream(sustained[..1], 1777).SelectMany(b => b.Values).Take(5000));

        // the notches take the 60 Hz line away: the density at 60 Hz falls below that of the noise around it
        double[] x = [.. all.Take(count).Select(v => (double)v)], before = PowerSpectrum.Welch(x, 2048, 2048);
        double[] after = PowerSpectrum.Welch(FilterDesign.NotchCascade(2048, 30, 60, 120, 180).Filter(x), 2048, 2048);
        // 10 µV of line: 50 µV² over the window's 1.5 Hz, on 1/f noise of about 5 µV²/Hz
        Assert.True(before[60] > 5 * before[50], $"line {before[60]:g3} against {before[50]:g3} at 50 Hz");
        Assert.True(after[60] < after[50], $"after the notch {after[60]:g3} against {after[50]:g3} at 50 Hz");

        // planted 25 µV during speech: each such electrode is higher in words than in silent seconds
        (long Sample, long EndSample)[] spans = [.. release.Words(session).Words.Select(w => (w.Sample, w.EndSample))];
        long[] silent = SilentWindows.Grid(spans, recording.Samples);
        Assert.True(silent.Length > 5, "silent seconds");
        for (int e = 0; e < sustained.Length; e++)
        {
            double Mean(long from, int length) => all.AsSpan(e * count + (int)from, length).ToArray().Average();
            double[] speech = [.. spans.Where(s => s.EndSample - s.Sample > 400).Select(s => Mean(s.Sample + 205, 400))], quiet = [.. silent.Select(c => Mean(c - 200, 400))];
            TestResult test = TTest.Welch(speech, quiet, Alternative.Greater);
            Assert.True(test.P < 0.05, $"{sustained[e].Label}: t {test.Statistic:g3}, p {test.P:g3}");
        }
    }

    [Hdf5Fact]
    public void Missing_and_inconsistent_files_are_reported_by_name()
    {
        TreebankRelease release = new(_fixture.Path);
        TreebankSession session = release.Sessions[0];
        var tooMany = Assert.Throws<InvalidDataException>(() => new TreebankRecording(release.Recording(session), [.. release.Labels(session), "X1", "X2"]));
        Assert.EndsWith("28 labels, but no dataset electrode_27 (X2).", tooMany.Message, StringComparison.Ordinal);
        Assert.Contains("sub_4_trial002.h5 is neither in", Assert.Throws<FileNotFoundException>(() => release.Recording(new(4, 2))).Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => new TreebankRelease("/nonexistent"));
    }
}
