using Neuron.Experiments.BrainBert;
using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Data;
using Neuron.Experiments.Statistics;

namespace Neuron.Tests.Experiments.BrainBert;

/// <summary>Examples, splits and probes on transcripts made by hand (specification 7).</summary>
public class DecodingTests
{
    private const int Rate = 2048, Window = 3 * Rate;

    // a trigger each second, sample = 1000 + 2048 t; words at 8 s, 8.5 s and 20 s, the last one off the recording's end
    private static WordTable Words(params (double Start, bool Onset, double Rms)[] words) => WordTable.From(
        DelimitedTable.Parse("text,start,end,is_onset,rms,pitch\n" + string.Concat(words.Select((w, i) => FormattableString.Invariant($"w{i},{w.Start},{w.Start + 0.3},{(w.Onset ? 1 : 0)},{w.Rms},{-w.Rms}\n"))), ',', "words"),
        new MovieClock([.. Enumerable.Range(0, 60).Select(t => (double)t)], [.. Enumerable.Range(0, 60).Select(t => 1000.0 + Rate * t)]));

    [Fact]
    public void Onsets_are_centred_on_first_words_and_balanced_with_silent_seconds()
    {
        WordTable words = Words((8, true, 0), (8.5, false, 0), (20, true, 0), (21, false, 0), (30, true, 0));
        Example[] onset = DecodingExamples.Of(DecodingTask.SentenceOnset, words, 40 * Rate, Window, 0, new Rng(1));
        Assert.Equal([1000 + 8L * Rate, 1000 + 20L * Rate, 1000 + 30L * Rate], onset.Where(e => e.Label).Select(e => e.Sample));
        Assert.Equal(3, onset.Count(e => !e.Label));
        Assert.All(onset.Where(e => !e.Label), e => Assert.Equal(Rate / 2, e.Sample % Rate)); // centres of seconds
        Assert.Equal(onset.OrderBy(e => e.Sample), onset);
        Assert.Equal(5, DecodingExamples.Of(DecodingTask.Speech, words, 40 * Rate, Window, 0, new Rng(1)).Count(e => e.Label));
        Assert.Equal(2, DecodingExamples.Of(DecodingTask.Speech, words, 40 * Rate, Window, 2, new Rng(1)).Count(e => e.Label));
    }

    [Fact]
    public void Windows_off_the_recording_are_left_out() => Assert.Single(
        DecodingExamples.Of(DecodingTask.SentenceOnset, Words((0.5, true, 0), (20, true, 0), (38, true, 0)), 38 * Rate, Window, 0, new Rng(1)), e => e.Label);

    [Fact]
    public void Volume_and_pitch_keep_what_is_beyond_one_deviation_of_the_sessions_mean()
    {
        // mean 0, population deviation √(2·9/5)≈1.9: 3 and −3 are beyond, ±0 are not
        WordTable words = Words((8, true, 3), (12, false, -3), (16, false, 0), (20, false, 0), (24, false, 0));
        Assert.Equal([(1000 + 8L * Rate, true), (1000 + 12L * Rate, false)], DecodingExamples.Of(DecodingTask.Volume, words, 40 * Rate, Window, 0, new Rng(1)).Select(e => (e.Sample, e.Label)));
        Assert.Equal([(1000 + 8L * Rate, false), (1000 + 12L * Rate, true)], DecodingExamples.Of(DecodingTask.Pitch, words, 40 * Rate, Window, 0, new Rng(1)).Select(e => (e.Sample, e.Label)));
    }

    [Fact]
    public void A_blocked_split_keeps_windows_of_training_and_test_five_seconds_apart()
    {
        Example[] examples = [.. Enumerable.Range(0, 300).Select(i => new Example(Window + i * (long)Rate, i % 2 == 0))];
        DecodingSplit split = DecodingSplit.Of(SplitKind.Blocked, examples, Window, 1 / 3.0, 0.1, new Rng(1));
        Assert.Equal(100, split.Test.Length);
        Apart(split.Train, split.Validation);
        Apart(split.Validation, split.Test);
        Assert.Equal([.. Enumerable.Range(200, 100)], split.Test);
        DecodingSplit random = DecodingSplit.Of(SplitKind.Random, examples, Window, 0.1, 0.1, new Rng(1));
        Assert.Equal(Enumerable.Range(0, 300), random.Train.Concat(random.Validation).Concat(random.Test).Order());
        Assert.Equal((240, 30, 30), (random.Train.Length, random.Validation.Length, random.Test.Length));

        void Apart(int[] first, int[] second) => Assert.True(second.Min(i => examples[i].Sample) - first.Max(i => examples[i].Sample) >= Window + 5 * Rate, "too close");
    }

    [Fact]
    public void A_probe_with_more_features_than_examples_has_the_direct_fit()
    {
        Rng rng = new(3);
        const int n = 12, d = 30;
        float[][] x = [.. rng.Normal([n + 5, d]).ToArray<float>().Chunk(d)];
        bool[] y = [.. Enumerable.Range(0, n + 5).Select(i => x[i][0] + x[i][1] > 0)];
        int[] train = [.. Enumerable.Range(0, n)], test = [.. Enumerable.Range(n, 5)];
        double[] mean = [.. Enumerable.Range(0, d).Select(j => train.Average(i => (double)x[i][j]))];
        double[] deviation = [.. Enumerable.Range(0, d).Select(j => Math.Sqrt(train.Average(i => Math.Pow(x[i][j] - mean[j], 2))))];
        double[] Scaled(int[] rows) => [.. rows.SelectMany(i => Enumerable.Range(0, d).Select(j => (x[i][j] - mean[j]) / deviation[j]))];
        double[] direct = LogisticRegression.Fit(Scaled(train), [.. train.Select(i => y[i])]).Scores(Scaled(test));
        Neuron.Tests.Shared.Closeness.Check("scores", direct, LinearProbe.Scores(x, y, train, test), 1e-6, 1e-6);
    }

    [Fact]
    public void The_published_sessions_are_divided_as_stated()
    {
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["sub_1_trial000", "sub_1_trial001", "sub_1_trial002", "sub_6_trial004", "sub_10_trial001"])
            File.WriteAllText(folder[$"{name}.h5"], "");
        PretrainingSplit split = PretrainingSplit.Of(new TreebankRelease(folder.Root));
        Assert.Equal(["sub_1_trial000", "sub_1_trial002", "sub_10_trial001"], split.Pretraining.Select(s => s.ToString()));
        Assert.Equal(["sub_1_trial001", "sub_6_trial004"], split.Decoding.Select(s => s.ToString()));
        File.WriteAllText(folder[PretrainingSplit.FileName], """{"sub_1": ["trial001"]}""");
        Assert.Equal(["sub_1_trial001"], PretrainingSplit.Of(new TreebankRelease(folder.Root)).Pretraining.Select(s => s.ToString()));
    }
}
