namespace Neuron.Experiments.Report;

/// <summary>Draws a <see cref="LineChart"/>.</summary>
internal static class LineChartSvg
{
    private const double Width = 520, Height = 320, Left = 62, Right = 16, Top = 12, Bottom = 50;
    private const int MostDots = 40;
    private const int MostPoints = 400; // more than pixels can show only make the file large

    /// <summary>The chart as one SVG element.</summary>
    public static string Draw(LineChart chart)
    {
        var svg = new Svg(Width, Height, $"{chart.Title}: {chart.Y} against {chart.X}");
        var series = chart.Series.Select(s => Thin(s, chart.LogY)).ToArray();
        double[] xs = [.. series.SelectMany(s => s.Select(p => p.X)).DefaultIfEmpty(0)];
        double[] lows = [.. series.SelectMany(s => s.Select(p => p.Y - p.Error)).DefaultIfEmpty(0)];
        double[] highs = [.. series.SelectMany(s => s.Select(p => p.Y + p.Error)).DefaultIfEmpty(1)];
        double smallest = series.SelectMany(s => s.Select(p => p.Y)).DefaultIfEmpty(1).Min();
        double bottom = Height - Bottom, right = Width - Right;
        Scale x = Scale.Linear(xs.Min(), xs.Max(), Left, right, 6, widen: false);
        Scale y = chart.LogY
            ? Scale.Log(Math.Max(lows.Min(), smallest * 0.5), highs.Max(), bottom, Top)
            : Scale.Linear(lows.Min(), highs.Max(), bottom, Top, 5);

        foreach (double tick in y.Ticks)
        {
            svg.Line(Left, y[tick], right, y[tick], "grid");
            svg.Text(Left - 8, y[tick] + 4, y.Label(tick), "tick", "end");
        }
        svg.Line(Left, bottom, right, bottom, "axis");
        foreach (double tick in x.Ticks)
        {
            svg.Line(x[tick], bottom, x[tick], bottom + 4, "axis");
            svg.Text(x[tick], bottom + 18, x.Label(tick), "tick", "middle");
        }
        svg.Text((Left + right) / 2, Height - 8, chart.X, "label", "middle");
        svg.Text(15, (Top + bottom) / 2, chart.Y, "label", "middle", -90);

        int first = series.Length == 1 ? 1 : 0; // colour 0 is the baseline's grey
        string Colour(int i) => Legend.Colour(chart.Series[i].Colour ?? i + first);
        double Clamped(double value) => Math.Clamp(y[value], Top, bottom);
        for (int i = 0; i < series.Length; i++)
        {
            if (chart.Series[i].Error is null) continue;
            svg.Path([.. series[i].Select(p => (x[p.X], Clamped(p.Y + p.Error))),
                .. series[i].Reverse().Select(p => (x[p.X], Clamped(p.Y - p.Error)))], $"band {Colour(i)}", closed: true);
        }
        for (int i = 0; i < series.Length; i++)
        {
            svg.Path(series[i].Select(p => (x[p.X], Clamped(p.Y))), $"curve {Colour(i)}");
            if (series[i].Length > MostDots) continue;
            foreach (var p in series[i])
                svg.Circle(x[p.X], Clamped(p.Y), 2.6, $"dot {Colour(i)}", $"{chart.Series[i].Name}, {p.X:0.###}: {p.Y:0.####}");
        }
        return svg.ToString();
    }

    private static (double X, double Y, double Error)[] Thin(Series series, bool log)
    {
        if (series.X.Count != series.Y.Count || (series.Error is { } e && e.Count != series.Y.Count))
            throw new ArgumentException($"Series '{series.Name}': {series.X.Count} positions, {series.Y.Count} values, {series.Error?.Count} errors.");
        int step = Math.Max(1, (series.X.Count + MostPoints - 1) / MostPoints);
        return [.. Enumerable.Range(0, series.X.Count)
            .Where(i => i % step == 0 || i == series.X.Count - 1)
            .Where(i => double.IsFinite(series.X[i]) && double.IsFinite(series.Y[i]) && (!log || series.Y[i] > 0))
            .Select(i => (series.X[i], series.Y[i], series.Error is { } error && double.IsFinite(error[i]) ? error[i] : 0))];
    }
}
