using Neuron.Experiments;

namespace Neuron.Tests.Experiments.Framework;

public sealed class MetricsLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rewinding_a_part_forgets_its_later_steps_and_no_other_line()
    {
        var folder = new RunFolder(_folder.Root);
        using (var log = new MetricsLog(folder))
        {
            log.Write("a", 1, ("loss", 2.5));
            log.Write("b", 5, ("loss", double.NaN));
            log.Write("a", 2, ("loss", 1.5));
            log.Rewind("a", 1);
            log.Write("a", 2, ("loss", 1.25));
        }
        var lines = MetricsLog.Read(folder.MetricsPath).Select(l => l.ToJsonString()).ToArray();
        Assert.Equal(["""{"part":"a","step":1,"loss":2.5}""", """{"part":"b","step":5,"loss":"NaN"}""", """{"part":"a","step":2,"loss":1.25}"""], lines);
    }

    [Fact]
    public void A_line_cut_by_a_killed_run_is_dropped_on_opening()
    {
        var folder = new RunFolder(_folder.Root);
        File.WriteAllText(folder.MetricsPath, "{\"part\":\"a\",\"step\":1,\"loss\":2}\n{\"part\":\"a\",\"st");
        using (var log = new MetricsLog(folder)) log.Write("a", 2, ("loss", 1));
        Assert.Equal("{\"part\":\"a\",\"step\":1,\"loss\":2}\n{\"part\":\"a\",\"step\":2,\"loss\":1}\n", File.ReadAllText(folder.MetricsPath).ReplaceLineEndings("\n"));
    }
}
