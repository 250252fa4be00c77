using System.Text;
using System.Text.Json.Nodes;
using Neuron.Experiments;

namespace Neuron.Tests.Experiments.Framework;

public class RunSettingsTests
{
    private static readonly RunSettings s_settings = new("guidance/fcn-resnet", Preset.Small, 3, "cpu", new JsonObject { ["seeds"] = 4 });

    [Fact]
    public void Settings_survive_being_written_and_read()
    {
        RunSettings back = RunSettings.Parse(s_settings.ToJson(), "config.json");
        Assert.Equal(s_settings with { Config = back.Config }, back);
        Assert.Equal(4, (int)back.Config["seeds"]!);
        foreach (string? data in (string?[])[null, "", "/data/mnist"])
            Assert.Equal(data, RunSettings.Parse((s_settings with { Data = data }).ToJson(), "config.json").Data);
        Assert.DoesNotContain("\"data\"", s_settings.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "not a run configuration")]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("""{"sead":1}""", "unknown key 'sead'. Did you mean 'seed'?")]
    [InlineData("""{"experiment":"a","preset":"smal","seed":0,"device":"cpu","config":{}}""", "Did you mean 'small'?")]
    [InlineData("""{"experiment":"a","preset":"small","seed":"x","device":"cpu","config":{}}""", "not a run configuration")]
    [InlineData("""{"experiment":"a","preset":"small","seed":0,"device":"cpu"}""", "'config' is missing")]
    public void A_bad_file_is_named_with_what_is_wrong(string text, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => RunSettings.Parse(text, "config.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        byte[] good = Encoding.UTF8.GetBytes(s_settings.ToJson());
        Fuzz.Run(seed: 11, good, bytes => RunSettings.Parse(Encoding.UTF8.GetString(bytes), "config.json"));
    }
}
