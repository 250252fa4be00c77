using System.Text.Json.Nodes;
using Neuron.Experiments;

namespace Neuron.Tests.Experiments.Framework;

public class ConfigJsonTests
{
    internal enum Shade { Light, VeryDark }

    internal sealed record SampleConfig : ExperimentConfig
    {
        public int BatchSize { get; init => field = AtLeast(1, value); } = 64;
        public double Rate { get; init => field = Positive(value); } = 0.5;
        public double Dropout { get; init => field = Probability(value); }
        public Shade Shade { get; init; }
        public IReadOnlyList<int> Widths { get; init; } = [3, 4];
        public bool Tied { get; init; }
    }

    private static SampleConfig Set(params (string Key, string Value)[] settings) =>
        ConfigJson.Apply(new SampleConfig(), settings.Select(s => KeyValuePair.Create(s.Key, s.Value)));

    [Fact]
    public void Settings_of_every_type_are_applied()
    {
        SampleConfig config = Set(("batchSize", "7"), ("RATE", "1e-3"), ("shade", "very-dark"), ("widths", "5, 6,7"), ("tied", "true"));
        Assert.Equal(7, config.BatchSize);
        Assert.Equal(1e-3, config.Rate);
        Assert.Equal(Shade.VeryDark, config.Shade);
        Assert.Equal([5, 6, 7], config.Widths);
        Assert.True(config.Tied);
        Assert.Equal(5, config.Seeds);
    }

    [Theory]
    [InlineData("batchsise", "7", "Unknown key 'batchsise'. Did you mean 'batchSize'?")]
    [InlineData("batchSize", "0", "batchSize = 0 is out of range: expected 1 or more.")]
    [InlineData("batchSize", "abc", "batchSize = 'abc': expected a whole number.")]
    [InlineData("batchSize", "99999999999", "batchSize = '99999999999': expected a whole number.")]
    [InlineData("rate", "0,001", "rate = '0,001': expected a finite number.")]
    [InlineData("rate", "nan", "rate = 'nan': expected a finite number.")]
    [InlineData("rate", "-1", "rate = -1 is out of range: expected a finite number above 0.")]
    [InlineData("dropout", "1", "dropout = 1 is out of range: expected a number in [0, 1).")]
    [InlineData("shade", "lihgt", "shade = 'lihgt' is unknown. Did you mean 'light'?")]
    [InlineData("widths", "3,x", "widths = 'x': expected a whole number.")]
    [InlineData("tied", "maybe", "tied = 'maybe': expected true or false.")]
    public void A_bad_setting_is_named_with_what_would_be_right(string key, string value, string message) =>
        Assert.StartsWith(message, Assert.Throws<ConfigException>(() => Set((key, value))).Message, StringComparison.Ordinal);

    [Fact]
    public void Json_is_read_back_to_an_equal_configuration()
    {
        SampleConfig config = Set(("batchSize", "9"), ("dropout", "0.25"));
        SampleConfig back = ConfigJson.Read<SampleConfig>(JsonNode.Parse(ConfigJson.Write(config).ToJsonString())!.AsObject());
        Assert.Equal(config with { Widths = [] }, back with { Widths = [] });
        Assert.Equal(config.Widths, back.Widths);
    }

    [Theory]
    [InlineData("""{"batchSize":1.5}""", "batchSize = 1.5: expected a whole number.")]
    [InlineData("""{"batchSize":-3}""", "batchSize = -3 is out of range")]
    [InlineData("""{"widths":"x"}""", "widths = \"x\": expected a list, each a whole number.")]
    [InlineData("""{"batch":1}""", "Unknown key 'batch'.")]
    [InlineData("""{"shade":7}""", "shade = 7: expected one of light, very-dark.")]
    public void Bad_json_is_named_with_what_would_be_right(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<ConfigException>(
            () => ConfigJson.Read<SampleConfig>(JsonNode.Parse(json)!.AsObject())).Message, StringComparison.Ordinal);
}
