using System.Text.Json.Nodes;
using Neuron.Experiments;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Guidance;

public sealed class SmokeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Registry.All.Where(e => e.Paper == "guidance").Select(e => e.Name)];

    public void Dispose() => _folder.Dispose();

    private sealed class Silent : IProgressDisplay
    {
        public void Show(double fraction, string doing) => Assert.InRange(fraction, 0, 1 + 1e-9);

        public void End() { }
    }

    // every experiment, by the way that 'neuron run' takes, at a size of seconds
    [Theory, MemberData(nameof(Names))]
    public void Every_experiment_runs_at_smoke_size_and_leaves_a_report(string name)
    {
        ExperimentEntry entry = Registry.Find(name);
        bool needsText = name == "guidance/rnn-lm";
        if (needsText && SharedFolder.WhyAbsent("data/tinyshakespeare/input.txt") is not null) return; // the text is not at hand; the language model's own test says so
        var data = new DataLocation(needsText ? SharedFolder.Locate("data") : null);
        KeyValuePair<string, string>[] settings = [new("seeds", "1"), new("epochs", "1"), new("guideEpochs", "1"), .. Extra(entry)];
        var request = new RunRequest(name, Preset.Smoke, "auto", 3, settings, data) { Output = _folder[name.Replace('/', '-')] };
        RunFolder folder = Runner.Prepare(entry, request);
        RunRecord record = Runner.Run(entry, request, folder, new Silent(), CancellationToken.None);
        Assert.True(record.Summary.Finding.Length > 40, record.Summary.Finding);
        Assert.NotEmpty(record.Summary.Results);
        Assert.All(record.Summary.Results, r => Assert.True(double.IsFinite(r.Ours.Mean), $"{r.Condition}: {r.Ours.Mean}"));
        Assert.Contains("<svg", File.ReadAllText(folder.ReportPath), StringComparison.Ordinal);
        Assert.NotEmpty(MetricsLog.Read(folder.MetricsPath).OfType<JsonObject>());
    }

    [ReferenceTheory("data/tokenizers/gpt2-vocab.bpe"), InlineData("byte-pairs"), InlineData("gpt2"), InlineData("words")]
    public void Language_models_take_sub_words_and_words_too(string unit)
    {
        ExperimentEntry entry = Registry.Find("guidance/rnn-lm");
        KeyValuePair<string, string>[] settings = [new("unit", unit), new("vocabularySize", "300"), new("seeds", "1"), new("trainTokens", "2000"), new("heldOutTokens", "400"), new("conditions", "unguided,untrained-guide")];
        RunFolder folder = Runner.Prepare(entry, new(entry.Name, Preset.Smoke, "auto", 0, settings, new DataLocation(SharedFolder.Locate("data"))) { Output = _folder[unit] });
        RunRecord record = Runner.Run(entry, new(entry.Name, Preset.Smoke, "auto", 0, settings, new DataLocation(SharedFolder.Locate("data"))), folder, new Silent(), CancellationToken.None);
        Result byUnit = record.Summary.Results[0], byWord = record.Summary.Results.First(r => r.Metric == "test perplexity by word");
        // an untrained model guesses: no better than the number of units, no worse by much; a word has more than one sub-word
        Assert.InRange(byUnit.Ours.Mean, 20, unit == "gpt2" ? 100_000 : 600);
        if (unit != "words") Assert.True(byWord.Ours.Mean > byUnit.Ours.Mean, $"{byWord.Ours.Mean} by word, {byUnit.Ours.Mean} by {unit}");
    }

    // as small as still takes every branch
    private static KeyValuePair<string, string>[] Extra(ExperimentEntry entry) => entry.Keys.Contains("trainImages")
        ? [new("trainImages", "400"), new("testImages", "100"), .. entry.Keys.Contains("depth") ? [new("depth", "6")] : (KeyValuePair<string, string>[])[], new("alignmentSteps", "5")] : [];
}
