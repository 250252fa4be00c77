using System.Globalization;
using System.Reflection;
using System.Text;

namespace Neuron.Experiments.Report;

/// <summary>Writes <c>report.html</c>: one file that needs no network and no script.</summary>
internal static class HtmlReport
{
    private const int LongestTitle = 140; // characters; a longer finding is set smaller
    private static readonly Lazy<string> Style = new(() =>
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("report.css")
            ?? throw new InvalidOperationException("The assembly was built without Report/report.css.");
        return new StreamReader(stream).ReadToEnd();
    });

    /// <summary>The page of one finished run.</summary>
    public static string Write(RunRecord run)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"/>")
            .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>")
            .Append("<meta name=\"color-scheme\" content=\"light dark\"/>")
            .Append($"<title>{E(run.Experiment)} · Neuron</title><style>{Style.Value}</style></head><body><main>");
        Header(html, run);
        if (run.Summary.Results.Count > 0) Results(html, run.Summary);
        foreach (Section section in run.Summary.Sections) WriteSection(html, section);
        Settings(html, run);
        return html.Append("</main></body></html>\n").ToString();
    }

    private static void Header(StringBuilder html, RunRecord run) => html
        .Append($"<header><p class=\"eyebrow\">{E(run.Experiment)}</p><h1{(run.Summary.Finding.Length > LongestTitle ? " class=\"long\"" : "")}>{E(run.Summary.Finding)}</h1><dl class=\"facts\">")
        .Append(Fact("Reproduces", run.Reproduces))
        .Append(Fact("Preset", run.Preset.ToString().ToLowerInvariant()))
        .Append(Fact("Seed", run.Seed.ToString(CultureInfo.InvariantCulture)))
        .Append(Fact("Device", run.Device))
        .Append(DataOf(run) is { } data ? Fact("Data", data) : "")
        .Append(Fact("Wall time", Duration.Text(run.Seconds)))
        .Append(Fact("Finished", run.Finished.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)))
        .Append("</dl></header>");

    private static string? DataOf(RunRecord run) => run switch
    {
        { DataSet: { } set, Data: { Length: > 0 } folder } => $"{set} ({folder})",
        { DataSet: { } set } => set,
        { Data: { Length: > 0 } folder } => folder,
        _ => null,
    };

    private static string Fact(string name, string value) => $"<div><dt>{E(name)}</dt><dd>{E(value)}</dd></div>";

    private static void Results(StringBuilder html, Summary summary)
    {
        IReadOnlyList<Result> results = summary.Results;
        html.Append("<section><h2>Published and measured</h2>");
        bool notes = results.Any(r => r.Note is not null), published = results.Any(r => r.Published is not null);
        foreach (var metric in results.GroupBy(r => r.Metric))
        {
            html.Append($"<div class=\"scroll\"><table><caption>{E(metric.Key)}</caption><thead><tr><th scope=\"col\">Condition</th>")
                .Append("<th scope=\"col\" class=\"number\">Measured here</th><th scope=\"col\" class=\"number\">").Append(summary.CountHeading).Append("</th>")
                .Append(published ? "<th scope=\"col\" class=\"number\">Paper</th>" : "")
                .Append(notes ? "<th scope=\"col\">Setting of the paper</th>" : "").Append("</tr></thead><tbody>");
            foreach (Result r in metric)
            {
                html.Append($"<tr><th scope=\"row\">{E(r.Condition)}</th><td class=\"number ours\">{E(r.Ours.ToString(r.Format))}</td>")
                    .Append($"<td class=\"number\">{r.Ours.Count}</td>")
                    .Append(published ? $"<td class=\"number\">{(r.Published is { } p ? E(p.ToString("0.##")) : "—")}</td>" : "")
                    .Append(notes ? $"<td>{E(r.Note ?? "")}</td>" : "").Append("</tr>");
            }
            html.Append("</tbody></table></div>");
        }
        html.Append($"<p class=\"small\">Mean ± standard error over {E(summary.Over)}.</p></section>");
    }

    private static void WriteSection(StringBuilder html, Section section)
    {
        html.Append($"<section><h2>{E(section.Heading)}</h2>");
        foreach (string paragraph in section.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)) html.Append($"<p>{E(paragraph)}</p>");
        html.Append("<div class=\"figures\">");
        foreach (Figure figure in section.Figures)
        {
            html.Append($"<figure{(figure is Table or ImagePanels or BrainMap ? " class=\"wide\"" : "")}><h3>{E(figure.Title)}</h3>").Append(Draw(figure))
                .Append(figure.Caption.Length > 0 ? $"<figcaption>{E(figure.Caption)}</figcaption>" : "").Append("</figure>");
        }
        html.Append("</div></section>");
    }

    private static string Draw(Figure figure) => figure switch
    {
        LineChart chart => Legend.Html(chart.Series) + LineChartSvg.Draw(chart),
        BarChart chart => BarChartSvg.Draw(chart),
        HeatMap map => HeatMapSvg.Draw(map),
        ImagePanels images => ImagePanelsSvg.Draw(images),
        BrainMap map => BrainMapSvg.Draw(map),
        Table table => DrawTable(table),
        _ => throw new NotSupportedException($"No drawing for a {figure.GetType().Name}."),
    };

    private static string DrawTable(Table table)
    {
        static bool IsNumber(string cell) => cell is "" or "—" || char.IsAsciiDigit(cell.TrimStart('-', '−', '+').FirstOrDefault());
        bool[] number = [.. table.Columns.Select((_, c) => table.Rows.Count > 0 && table.Rows.All(r => c < r.Count && IsNumber(r[c])))];
        string Css(int c) => c < number.Length && number[c] ? " class=\"number\"" : "";
        var html = new StringBuilder("<div class=\"scroll\"><table><thead><tr>");
        for (int c = 0; c < table.Columns.Count; c++) html.Append($"<th scope=\"col\"{Css(c)}>{E(table.Columns[c])}</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            for (int c = 0; c < row.Count; c++) html.Append($"<td{Css(c)}>{E(row[c])}</td>");
            html.Append("</tr>");
        }
        return html.Append("</tbody></table></div>").ToString();
    }

    private static void Settings(StringBuilder html, RunRecord run)
    {
        html.Append("<section class=\"settings\"><h2>Settings</h2><p>To run the same again:</p>")
            .Append($"<pre><code>{E(CommandLine(run))}</code></pre><details><summary>All {run.Config.Count} keys</summary><dl class=\"keys\">");
        foreach (var (key, value) in run.Config) html.Append($"<div><dt>{E(key)}</dt><dd>{E(value)}</dd></div>");
        html.Append($"</dl></details><p class=\"small\">{E(run.Machine)}</p></section>");
    }

    private static string CommandLine(RunRecord run) =>
        $"neuron run {run.Experiment} --preset {run.Preset.ToString().ToLowerInvariant()} --seed {run.Seed} --device {run.Device}"
        + (run.Data is { Length: > 0 } data ? $" --data {Quoted(data)}" : "") + string.Concat(run.Changed.Select(c => $" --set {c.Key}={Quoted(c.Value)}"));

    private static string Quoted(string value) => value.Contains(' ') ? $"\"{value}\"" : value;

    private static string E(string text) => Svg.Escape(text);
}
