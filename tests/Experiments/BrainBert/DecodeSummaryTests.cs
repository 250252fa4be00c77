using Neuron.Experiments;
using Neuron.Experiments.BrainBert;
using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Report;

namespace Neuron.Tests.Experiments.BrainBert;

/// <summary>The report of decoding, of scores made by hand.</summary>
public class DecodeSummaryTests
{
    private static readonly DecodeConfig s_config = DecodeConfig.At(Preset.Smoke) with { Tasks = [DecodingTask.Speech], TrainSizes = [], Splits = [SplitKind.Blocked] };

    private static Score Auc(Decoder decoder, double auc, int seed = 0) => new(DecodingTask.Speech, decoder, seed, SplitKind.Blocked, 0, 20, 10, auc, auc - 0.1, auc + 0.1);

    [Theory]
    [InlineData(0.80, 0.84, 0.82, "Pretraining helps on every task.")]
    [InlineData(0.61, 0.95, 0.55, "That pretraining helps is not shown on any task.")] // 0.70 on average, but for one seed of three
    [InlineData(0.55, 0.57, 0.56, "That pretraining helps is not shown on any task.")] // surely less
    public void Pretraining_helps_where_the_difference_over_seeds_is_beyond_its_error(double first, double second, double third, string verdict) =>
        Assert.StartsWith(verdict, Finding(first, second, third), StringComparison.Ordinal);

    [Fact]
    public void One_seed_cannot_tell() => Assert.StartsWith("Mean AUC", Finding(0.9), StringComparison.Ordinal);

    private static string Finding(params double[] pretrained) => new DecodeSummary(s_config, Preset.Small, "",
    [
        Session(["A"], ("A", [Auc(Decoder.LinearImage, 0.6), .. pretrained.SelectMany((v, k) => (Score[])[Auc(Decoder.FrozenPretrained, v, k), Auc(Decoder.FrozenRandom, 0.62 + 0.01 * k, k)])])),
    ]).Of().Finding;

    [Fact]
    public void An_interval_that_says_nothing_is_not_shown() => Assert.Equal("—", Assert.Single(Table(new DecodeSummary(s_config, Preset.Small, "",
        [Session(["A"], ("A", [Auc(Decoder.LinearImage, 1) with { Low = double.NaN, High = double.NaN }]))]).Of(), "With 95 % confidence intervals").Rows)[5]);

    [Fact]
    public void Subjects_weigh_alike_with_and_without_their_pretraining()
    {
        // two sessions of sub_1, one of sub_2; leaving a subject out changes nothing
        DecodedSession[] sessions = [Of(1, 0, 0.6), Of(1, 1, 0.6), Of(2, 0, 0.9)];
        VariantResult[] results = [new(new("all", s_config), [], sessions), new(new("without sub_1", s_config), [], sessions[..2]), new(new("without sub_2", s_config), [], sessions[2..])];
        (double[] with, double[] held, double[] untrained) = HoldOneOut.BySubject(results, [1, 2], null);
        Assert.Equal([0.75], with, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(held, with);
        Assert.Equal([0.5], untrained);

        static DecodedSession Of(int subject, int trial, double auc) => Session(["A"], ("A", [Auc(Decoder.FrozenPretrained, auc), Auc(Decoder.FrozenRandom, 0.5)])) with { Session = new(subject, trial) };
    }

    [Fact]
    public void Variants_of_the_content_loss_have_names_of_their_own() =>
        Assert.Equal(["alpha 0.001", "alpha 0"], ContentLoss.Variants(s_config with { Alpha = 0.001 }).Select(v => v.Name));

    private static DecodedSession Session(string[] best, params (string Electrode, Score[] Scores)[] electrodes) => new(new TreebankSession(1, 1),
        [.. electrodes.Select(e => new ElectrodeScores("sub_1_trial001", e.Electrode, e.Scores))], [], new Dictionary<DecodingTask, string[]> { [DecodingTask.Speech] = best }, null, new Dictionary<string, ContactPlace>());

    private static Table Table(Summary summary, string title) => Assert.Single(summary.Sections.SelectMany(s => s.Figures).OfType<Table>(), t => t.Title == title);

    [Fact]
    public void Headings_say_what_pretraining_has_seen()
    {
        DecodedSession first = Made(1, 1, synthetic: true), second = Made(2, 0, synthetic: true);
        Assert.Equal("Held-out montage (sub_2_trial000)", Heading([first, second], new TreebankSession(1, 0)));
        Assert.Equal("Held-out montage (sub_1_trial001)", Heading([first, second], new TreebankSession(2, 0)));
        Assert.Equal("A session that pretraining saw (sub_2_trial000)", Heading([first, second], new(1, 0), new(2, 0)));
        Assert.Equal("Held-out session of a montage that pretraining saw (sub_1_trial001)", Heading([first], new(1, 0), new(2, 0)));
        Assert.Equal("Held-out sessions", Heading([Made(1, 1, synthetic: false)], new TreebankSession(1, 0)));
        Assert.Equal("Sessions, of which pretraining saw sub_1_trial001", Heading([Made(1, 1, synthetic: false), Made(2, 0, synthetic: false)], new TreebankSession(1, 1)));

        static DecodedSession Made(int subject, int trial, bool synthetic) => Session(["A"], ("A", [Auc(Decoder.LinearImage, 0.6)])) with
        {
            Session = new(subject, trial), Truth = synthetic ? new Dictionary<string, AreaWeights> { ["A"] = new(1, 0, 0) } : null,
        };
        static string Heading(DecodedSession[] sessions, params TreebankSession[] seen) => new DecodeSummary(s_config, Preset.Small, "", sessions, seen).Of().Sections[0].Heading;
    }

    [Fact]
    public void The_interval_is_that_of_the_electrode_beside_it()
    {
        DecodedSession session = Session(["B", "A"], ("A", [Auc(Decoder.LinearImage, 0.6)]), ("B", [Auc(Decoder.LinearImage, 0.8)]));
        IReadOnlyList<string> row = Assert.Single(Table(new DecodeSummary(s_config, Preset.Small, "", [session]).Of(), "With 95 % confidence intervals").Rows);
        Assert.Equal(["B", "20, 10", "0.800", "0.700 to 0.900", "0.700"], row.Skip(2));
    }
}
