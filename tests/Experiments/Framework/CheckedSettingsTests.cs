using Neuron.Experiments;

namespace Neuron.Tests.Experiments.Framework;

/// <summary>Settings that no run could use are refused before anything begins.</summary>
public class CheckedSettingsTests
{
    [Theory]
    [InlineData("brainbert/decode", "splits", "", "splits = none is out of range: expected one or more, none of them twice.")]
    [InlineData("brainbert/decode", "tasks", "", "tasks = none is out of range")]
    [InlineData("brainbert/decode", "decoders", "", "decoders = none is out of range")]
    [InlineData("brainbert/label-efficiency", "tasks", "sentence-onset,sentence-onset", "tasks = sentence-onset,sentence-onset is out of range")]
    [InlineData("guidance/fcn-resnet", "conditions", "unguided,unguided", "conditions = unguided,unguided is out of range: expected one or more, none of them twice.")]
    [InlineData("guidance/rnn-copy-paste", "longest", "2", "longest = 2 is less than shortest = 3.")]
    [InlineData("guidance/transformer-parity", "shortest", "7", "longest = 6 is less than shortest = 7.")]
    [InlineData("brainbert/pretrain", "microBatch", "3", "microBatch = 3 does not divide batchSize = 8.")]
    public void What_cannot_run_is_refused_by_key(string experiment, string key, string value, string message) =>
        Assert.StartsWith(message, Assert.Throws<ConfigException>(() => Registry.Find(experiment).Configure(Preset.Smoke, [new(key, value)])).Message, StringComparison.Ordinal);

    public static TheoryData<string> All => [.. Registry.All.Select(e => e.Name)];

    [Theory, MemberData(nameof(All))]
    public void Every_preset_can_run(string experiment) => Assert.All(Enum.GetValues<Preset>(), preset => Registry.Find(experiment).Configure(preset, []));
}
