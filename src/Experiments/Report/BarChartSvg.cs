using System.Text;

namespace Neuron.Experiments.Report;

/// <summary>Draws a <see cref="BarChart"/>.</summary>
internal static class BarChartSvg
{
    private const double Width = 520, Height = 320, Left = 62, Right = 58, Top = 12, Bottom = 56;

    /// <summary>The chart as one SVG element.</summary>
    public static string Draw(BarChart chart)
    {
        var svg = new Svg(Width, Height, $"{chart.Title}: {chart.Y}");
        var bars = chart.Bars.Select(b => double.IsFinite(b.Value.Mean) ? b : b with { Value = new(0) }).ToArray();
        double bottom = Height - Bottom, right = Width - Right;
        double[] all = [0, .. bars.Select(b => b.Value.Mean + (b.Value.StandardError ?? 0)), .. bars.SelectMany(b => b.Points).Where(double.IsFinite),
            .. bars.Select(b => b.Value.Mean - (b.Value.StandardError ?? 0)), chart.Reference ?? 0];
        Scale y = Scale.Linear(all.Min(), all.Max(), bottom, Top, 5);
        foreach (double tick in y.Ticks)
        {
            svg.Line(Left, y[tick], right, y[tick], "grid");
            svg.Text(Left - 8, y[tick] + 4, y.Label(tick), "tick", "end");
        }
        double slot = (right - Left) / Math.Max(1, bars.Length), wide = Math.Min(slot * 0.6, 72);
        for (int i = 0; i < bars.Length; i++)
        {
            Bar bar = bars[i];
            double centre = Left + slot * (i + 0.5), top = Math.Min(y[bar.Value.Mean], y[0]);
            string text = $"{chart.Bars[i].Name}: {chart.Bars[i].Value.ToString("0.####")}";
            svg.Rectangle(centre - wide / 2, top, wide, Math.Abs(y[0] - y[bar.Value.Mean]), $"bar {Legend.Colour(i)}", text, radius: 2);
            if (bar.Value.StandardError is { } error && double.IsFinite(error))
            {
                svg.Line(centre, y[bar.Value.Mean - error], centre, y[bar.Value.Mean + error], "error");
                svg.Line(centre - 6, y[bar.Value.Mean + error], centre + 6, y[bar.Value.Mean + error], "error");
                svg.Line(centre - 6, y[bar.Value.Mean - error], centre + 6, y[bar.Value.Mean - error], "error");
            }
            double[] points = [.. bar.Points.Where(double.IsFinite)];
            for (int k = 0; k < points.Length; k++) // side by side, so that equal values stay visible
                svg.Circle(centre + wide * 0.5 * ((k + 0.5) / points.Length - 0.5), y[points[k]], 2.6, "point", $"{points[k]:0.####}");
            string[] lines = Wrap(bar.Name, (int)(slot / 6.4));
            for (int k = 0; k < lines.Length; k++) svg.Text(centre, bottom + 17 + 14 * k, lines[k], "tick", "middle");
        }
        svg.Line(Left, y[0], right, y[0], "axis");
        if (chart.Reference is { } level)
        {
            svg.Line(Left, y[level], right, y[level], "reference");
            svg.Text(right + 5, y[level] + 4, chart.ReferenceName, "note");
        }
        svg.Text(15, (Top + bottom) / 2, chart.Y, "label", "middle", -90);
        return svg.ToString();
    }

    /// <summary>Breaks <paramref name="text"/> at spaces into at most three lines of about <paramref name="columns"/> letters.</summary>
    public static string[] Wrap(string text, int columns)
    {
        List<string> lines = [];
        var line = new StringBuilder();
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > columns && lines.Count < 2)
            {
                lines.Add(line.ToString());
                line.Clear();
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        return [.. lines, line.ToString()];
    }
}
