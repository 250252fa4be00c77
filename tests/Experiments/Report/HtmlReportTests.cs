using System.Text.Json;
using System.Xml.Linq;
using Neuron.Experiments;
using Neuron.Experiments.Report;

namespace Neuron.Tests.Experiments.Report;

public class HtmlReportTests
{
    private static RunRecord Sample()
    {
        double[] x = [.. Enumerable.Range(0, 25).Select(i => (double)i)];
        Series Curve(string name, double rate, double noise) => new(name, x,
            [.. x.Select(t => 0.5 + 1.8 * Math.Exp(-rate * t) + noise * Math.Sin(t))], [.. x.Select(t => 0.02 + noise * 0.8)]);
        string[] conditions = ["no guide", "trained guide", "untrained guide", "noise-input guide", "early-stopped guide"];
        string[] taps = [.. Enumerable.Range(0, 12).Select(i => $"conv {i}")], layers = [.. Enumerable.Range(0, 24).Select(i => $"linear {i}")];
        HeatMap Map(string title, double sharp) => new(title, "Outlined: the pairs that the loss compares.", "guide tap", "target tap", taps, layers,
            [.. layers.Select((_, r) => (IReadOnlyList<double?>)[.. taps.Select((_, c) => (double?)Math.Exp(-sharp * Math.Abs(r / 2.0 - c)))])], 0, 1,
            [.. taps.Select((_, c) => (IReadOnlyList<int>)[2 * c, c])]);
        return new("guidance/sample <&>", "arXiv 2410.20035, Table 3", Preset.Small, 0, "cpu", "2 processors, 256-bit vectors",
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), 754, new Dictionary<string, string> { ["depth"] = "40", ["width"] = "64", ["alpha"] = "1" },
            new Dictionary<string, string> { ["depth"] = "40" },
            new("An untrained guide lifts a 40-layer network from 0.11 to 0.18 test accuracy; the paper reports 1.65 to 13.10.",
                [.. conditions.Select((c, i) => new Result(c, "test accuracy", new(0.11 + 0.03 * i, 0.012, 3), i < 3 ? new(1.65 + 5 * i, 1.21) : null, Note: i == 0 ? "ImageNet top-5, %" : null))],
                [
                    new("Accuracy and loss", "Each curve is the mean over three seeds; the band is one standard error.",
                    [
                        new LineChart("Training loss", "Lower is better.", "epoch", "cross-entropy", [.. conditions.Select((c, i) => Curve(c, 0.02 + 0.1 * i, 0.02 * i))]),
                        new BarChart("Test accuracy after training", "Dots are single seeds.", "accuracy",
                            [.. conditions.Select((c, i) => new Bar(c, new(0.11 + 0.03 * i, 0.012, 3), [0.1 + 0.03 * i, 0.11 + 0.03 * i, 0.12 + 0.03 * i]))], 0.1),
                    ]),
                    new("Similarity", "Linear CKA of every target tap with every guide tap.", [Map("Before", 0.2), Map("After", 0.9)]),
                    new("Error consistency", "", [new HeatMap("κ", "", "network", "network", ["base", "guided", "guide"], ["base", "guided", "guide"],
                        [[1, 0.036, 0.003], [0.036, 1, 0.047], [0.003, null, 1]], 0, 1),
                        new LineChart("Loss by powers of ten", "", "step", "loss", [new("loss", x, [.. x.Select(t => Math.Pow(10, -t / 6))])], LogY: true),
                        new Table("The paper's table", "", ["Experiment", "Top-5"], [["Deep FCN", "1.65 ± 1.21"], ["→ guided", "7.50 ± 1.51"]])]),
                ]));
    }

    [Fact]
    public void Page_is_well_formed_and_asks_for_nothing_from_outside()
    {
        string html = HtmlReport.Write(Sample());
        if (Environment.GetEnvironmentVariable("NEURON_SAMPLE_REPORT") is { } path) File.WriteAllText(path, html); // to look at it
        var page = XDocument.Parse(html[html.IndexOf("<html", StringComparison.Ordinal)..]);
        Assert.Empty(page.Descendants("script"));
        Assert.DoesNotContain("http", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(6, page.Descendants("svg").Count());
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
        Assert.Contains("guidance/sample &lt;&amp;&gt;", html, StringComparison.Ordinal);
        Assert.Contains("1.65 ± 1.21", html, StringComparison.Ordinal);
        Assert.Contains("neuron run guidance/sample", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/data/two words", "cifar-10", "cifar-10 (/data/two words)", " --data \"/data/two words\" --set depth=40")]
    [InlineData("", "glyphs, drawn by this run", "glyphs, drawn by this run", "cpu --set depth=40")]
    [InlineData("/data", null, "/data", " --data /data --set depth=40")]
    [InlineData(null, null, null, "cpu --set depth=40")] // a record that does not say
    public void Page_says_on_which_data_and_how_to_run_on_them_again(string? folder, string? set, string? fact, string command)
    {
        string html = HtmlReport.Write(Sample() with { Data = folder, DataSet = set });
        if (fact is not null) Assert.Contains($"<dt>Data</dt><dd>{fact}</dd>", html, StringComparison.Ordinal);
        else Assert.DoesNotContain("<dt>Data</dt>", html, StringComparison.Ordinal);
        Assert.Contains(Svg.Escape(command), html, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_says_what_was_averaged()
    {
        Assert.Contains("<th scope=\"col\" class=\"number\">Runs</th>", HtmlReport.Write(Sample()), StringComparison.Ordinal);
        Assert.Contains("standard error over runs that differ in their seed.", HtmlReport.Write(Sample()), StringComparison.Ordinal);
        RunRecord record = Sample() with { Summary = Sample().Summary with { Over = "electrodes" } };
        record = JsonSerializer.Deserialize<RunRecord>(JsonSerializer.Serialize(record, RunJson.Options), RunJson.Options)!;
        Assert.Contains("<th scope=\"col\" class=\"number\">Number</th>", HtmlReport.Write(record), StringComparison.Ordinal);
        Assert.Contains("standard error over electrodes.", HtmlReport.Write(record), StringComparison.Ordinal);
        // written before records said it
        string old = JsonSerializer.Serialize(Sample(), RunJson.Options).Replace(",\n    \"over\": \"runs that differ in their seed\"", "", StringComparison.Ordinal);
        Assert.DoesNotContain("\"over\"", old, StringComparison.Ordinal);
        Assert.Equal(Summary.Runs, JsonSerializer.Deserialize<RunRecord>(old, RunJson.Options)!.Summary.Over);
    }

    [Fact]
    public void Drawings_stay_inside_their_box()
    {
        string html = HtmlReport.Write(Sample());
        var page = XDocument.Parse(html[html.IndexOf("<html", StringComparison.Ordinal)..]);
        foreach (XElement svg in page.Descendants("svg"))
        {
            double[] box = [.. svg.Attribute("viewBox")!.Value.Split(' ').Select(v => double.Parse(v, null))];
            foreach (XElement rect in svg.Descendants("rect"))
            {
                Assert.InRange((double)rect.Attribute("x")! + (double)rect.Attribute("width")!, 0, box[2]);
                Assert.InRange((double)rect.Attribute("y")! + (double)rect.Attribute("height")!, 0, box[3]);
            }
        }
    }

    [Fact]
    public void Record_survives_being_written_and_read()
    {
        RunRecord record = Sample();
        string json = JsonSerializer.Serialize(record, RunJson.Options);
        RunRecord back = JsonSerializer.Deserialize<RunRecord>(json, RunJson.Options)!;
        Assert.Equal(HtmlReport.Write(record), HtmlReport.Write(back));
    }

    [Fact]
    public void Values_that_cannot_be_drawn_leave_gaps()
    {
        string svg = LineChartSvg.Draw(new("t", "", "x", "y", [new("diverged", [0, 1, 2], [1, double.NaN, double.PositiveInfinity])]));
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.Single(XElement.Parse(svg).Elements("circle"));
    }
}
