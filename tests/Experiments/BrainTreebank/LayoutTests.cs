using System.Globalization;
using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Data;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.BrainTreebank;

/// <summary>The release's conventions and its traps, by the numbers of the Brain Treebank specification.</summary>
public class LayoutTests
{
    private static readonly double[] s_times = [0, 0.080, 0.161, 0.240, 0.322, 0.400], s_samples = [4096, 4260, 4425, 4588, 14992, 15152];

    [Theory] // section 5.3
    [InlineData(0.05, 4199, 4199)]
    [InlineData(0.12, 4342, 4341)]
    [InlineData(0.20, 4505, 4506)]
    [InlineData(0.28, 4670, 14906)]
    [InlineData(0.33, 15008, 15009)]
    public void Both_alignment_rules_give_the_published_samples(double t, long nearest, long next)
    {
        MovieClock clock = new(s_times, s_samples);
        Assert.Equal(nearest, clock.SampleAt(t, AlignmentRule.Nearest));
        Assert.Equal(next, clock.SampleAt(t, AlignmentRule.Next));
    }

    [Theory] // a pause pair whose common time steps back
    [InlineData(0.20, 4539)]
    [InlineData(0.236, 4580)]
    [InlineData(0.28, 4670)]
    [InlineData(0.33, 15008)]
    public void Time_that_steps_back_at_a_pause_is_followed(double t, long nearest)
    {
        MovieClock clock = new([.. s_times[..4], 0.230, 0.230, .. s_times[4..]], [.. s_samples[..4], 4600, 14840, .. s_samples[4..]]);
        Assert.Equal(nearest, clock.SampleAt(t, AlignmentRule.Nearest));
    }

    [Theory]
    [InlineData(2048.02, 0.1)]
    [InlineData(1024.07, 0.1)] // the recording of one subject
    public void Rate_of_the_file_is_estimated_across_jitter_and_pauses(double rate, double tolerance)
    {
        Random random = new(1);
        double[] times = [.. Enumerable.Range(0, 4000).Select(i => i * 0.08 + random.NextDouble() * 0.02)]; // 80 ± 10 ms apart
        double[] samples = [.. times.Select((t, i) => Math.Round(4096 + t * rate + (i > 2000 ? 50_000 : 0) + (random.NextDouble() - 0.5) * 20))];
        Assert.Equal(rate, new MovieClock(times, samples).EstimateRateHz(), tolerance);
    }

    [Theory]
    [InlineData("T1b2", "T1b", 2)]
    [InlineData("F10Fa13", "F10Fa", 13)]
    [InlineData("T1cIe11", "T1cIe", 11)]
    [InlineData("DC", "DC", null)]
    public void Labels_split_at_their_last_letter(string label, string shaft, int? contact) => Assert.Equal((shaft, contact), ElectrodeLabel.Split(label));

    [Fact]
    public void Starred_corrupted_names_match_only_under_the_rule_that_cleans_both()
    {
        string[] labels = ["RF2I*13", "RF2I*14", "RF2I*15", "RF2I*16", "A_1", "DC4", "trig4"], corrupted = ["RF2I*14", "DC10"];
        ElectrodeSelection bert = new(labels, corrupted, LabelRule.BrainBert), probe = new(labels, corrupted, LabelRule.Neuroprobe);
        Assert.Equal(["RF2I13", "RF2I14", "RF2I15", "RF2I16", "A1"], bert.Clean.Select(e => e.Name));
        Assert.Equal(["RF2I13", "RF2I15", "RF2I16", "A_1"], probe.Clean.Select(e => e.Name));
        Assert.Equal(["RF2I14", "RF2I15"], bert.Laplacian.Select(t => t.Electrode.Name));
        Assert.Empty(probe.Laplacian);
        Assert.Equal(["DC10", "RF2I*14"], bert.UnknownCorrupted);
        Assert.Equal("data/electrode_3", bert.Laplacian[1].After.Dataset);
    }

    [Theory] // counts and lists of sections 1.1, 4.2 and 4.3
    [InlineData("F2bIc", 11, new[] { 9, 10, 11 }, "2-7")]
    [InlineData("F2c", 5, new[] { 1, 5 }, "3-3")]
    [InlineData("F3IaOF", 16, new[] { 6 }, "2-4,8-15")]
    public void Laplacian_contacts_of_real_shafts_are_the_published_ones(string shaft, int contacts, int[] bad, string expected)
    {
        ElectrodeSelection selection = new([.. Enumerable.Range(1, contacts).Select(i => $"{shaft}{i}")], [.. bad.Select(b => $"{shaft}{b}")], LabelRule.BrainBert);
        int[] kept = [.. expected.Split(',').SelectMany(r => Enumerable.Range(int.Parse(r.Split('-')[0], CultureInfo.InvariantCulture), int.Parse(r.Split('-')[1], CultureInfo.InvariantCulture) - int.Parse(r.Split('-')[0], CultureInfo.InvariantCulture) + 1))];
        Assert.Equal(kept.Select(k => $"{shaft}{k}"), selection.Laplacian.Select(t => t.Electrode.Name));
    }

    [Fact] // section 6.3
    public void Windows_between_words_start_where_published()
    {
        Assert.Equal(Enumerable.Range(0, 8).Select(i => 14096L + 1024 * i), SilentWindows.Neuroprobe([(9000, 10000), (30000, 31000)], 1_000_000));
        Assert.Empty(SilentWindows.Neuroprobe([(9000, 10000), (30000, 31000)], 15_000));
    }

    [ReferenceFact("data/neuro/braintreebank")]
    public void Windows_of_the_real_session_equal_the_published_table()
    {
        DelimitedTable words = DelimitedTable.Read(SharedFolder.Locate("data/neuro/braintreebank/subject1_trial0_words_timing.csv.gz"));
        DelimitedTable expected = DelimitedTable.Read(SharedFolder.Locate("data/neuro/braintreebank/subject1_trial0_nonverbal_df.csv"));
        double[] start = words.Numbers("est_idx"), end = words.Numbers("est_end_idx");
        Assert.Equal(7839, start.Length);
        long[] windows = SilentWindows.Neuroprobe([.. start.Zip(end, (s, e) => ((long)s, (long)e))], long.MaxValue);
        Assert.Equal(3075, expected.Rows.Count);
        Assert.Equal(expected.Numbers("est_idx").Select(v => (long)v), windows);
    }

    [Fact]
    public void Silent_seconds_of_the_grid_touch_no_word_and_keep_off_the_ends()
    {
        long[] centres = SilentWindows.Grid([(7 * 2048 + 100, 8 * 2048 + 5)], 16 * 2048);
        Assert.Equal([5, 6, 9, 10], centres.Select(c => c / 2048));
    }

    [Fact]
    public void Words_are_cleaned_by_the_papers_rule()
    {
        DelimitedTable table = DelimitedTable.Parse(",text,start,end,is_onset,gpt2_surprisal,word_diff\n0,A,0.05,0.1,1,2.5,\n1,b,,0.2,0,1,\n2,c,0.12,0.2,0,inf,\n3,,0.2,0.21,0,1,\n4,D,0.3,0.31,1,-inf,\n5,e,0.5,0.6,0,1,\n", ',', "features.csv");
        WordTable words = WordTable.From(table, new MovieClock(s_times, s_samples));
        Assert.Equal(["A", "c", "D"], words.Words.Select(w => w.Text));
        Assert.Equal((1, 2), (words.Incomplete, words.Unaligned)); // a missing start; no text, and after the last trigger
        Assert.Equal([2.5, WordTable.LargestFinite, -WordTable.LargestFinite], words.Feature("gpt2_surprisal"));
        Assert.Equal([(true, false), (false, false), (true, false)], words.Words.Select(w => (w.IsOnset, w.IsOffset)));
        Assert.Equal([4199, 4342], words.Words.Take(2).Select(w => w.Sample));
        Assert.Equal(0.02, words.Words[1].Gap, 12);
        var missing = Assert.Throws<InvalidDataException>(() => words.Feature("surprisal"));
        Assert.Contains("features.csv: no column 'surprisal'", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unusable_tables_are_named()
    {
        Assert.Contains("row 2: movie_time NaN", Assert.Throws<InvalidDataException>(() => new MovieClock([0, double.NaN], [1, 2], "t.csv")).Message, StringComparison.Ordinal);
        DelimitedTable backwards = DelimitedTable.Parse("text,start,end,is_onset\nx,0.2,0.1,1\n", ',', "f.csv");
        Assert.Contains("f.csv: no row is sound; row 1: the word ends", Assert.Throws<InvalidDataException>(() => WordTable.From(backwards, new MovieClock(s_times, s_samples))).Message, StringComparison.Ordinal);
    }
}
