namespace Neuron.Experiments.Report;

/// <summary>Draws a <see cref="HeatMap"/>: the stronger the colour, the larger the value.</summary>
internal static class HeatMapSvg
{
    private const double Width = 520, Top = 8, Right = 66;
    private const int MostLabels = 24, MostNumbers = 10; // beyond these, texts would overlap

    /// <summary>The chart as one SVG element.</summary>
    public static string Draw(HeatMap map)
    {
        int rows = map.Rows.Count, columns = map.Columns.Count;
        if (map.Values.Count != rows || map.Values.Any(r => r.Count != columns))
            throw new ArgumentException($"Heat map '{map.Title}': the values are not {rows} rows of {columns}.");
        double left = 36 + 6.6 * Math.Min(18, map.Rows.Select(r => r.Length).DefaultIfEmpty(1).Max());
        double bottom = 34 + 5.6 * Math.Min(18, map.Columns.Select(c => c.Length).DefaultIfEmpty(1).Max());
        double wide = (Width - left - Right) / Math.Max(1, columns);
        double high = Math.Clamp(Math.Min(wide, 300.0 / Math.Max(1, rows)), 5, 44);
        double grid = high * rows, height = Top + grid + bottom;
        var svg = new Svg(Width, height, $"{map.Title}: {map.Y} by {map.X}");

        var marked = (map.Marked ?? []).Where(m => m.Count == 2).Select(m => (m[0], m[1])).ToHashSet();
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                double x = left + c * wide, y = Top + r * high;
                if (map.Values[r][c] is not { } value || !double.IsFinite(value))
                {
                    svg.Rectangle(x + 0.5, y + 0.5, wide - 1, high - 1, "empty");
                    continue;
                }
                double strength = Math.Clamp((value - map.Minimum) / (map.Maximum - map.Minimum), 0, 1);
                svg.Rectangle(x + 0.5, y + 0.5, wide - 1, high - 1, "cell", $"{map.Rows[r]}, {map.Columns[c]}: {value:0.###}", 0.04 + 0.96 * strength);
                if (columns <= MostNumbers && high >= 14)
                    svg.Text(x + wide / 2, y + high / 2 + 4, value.ToString("0.00", null), strength > 0.55 ? "in strong" : "in", "middle");
            }
        }
        foreach (var (r, c) in marked.Where(m => m.Item1 < rows && m.Item2 < columns))
            svg.Rectangle(left + c * wide + 1, Top + r * high + 1, wide - 2, high - 2, "mark");

        int rowStep = (rows + MostLabels - 1) / MostLabels, columnStep = (columns + MostLabels - 1) / MostLabels;
        for (int r = 0; r < rows; r += Math.Max(1, rowStep))
            svg.Text(left - 6, Top + (r + 0.5) * high + 4, Short(map.Rows[r]), "tick", "end");
        for (int c = 0; c < columns; c += Math.Max(1, columnStep))
            svg.Text(left + (c + 0.5) * wide + 4, Top + grid + 12, Short(map.Columns[c]), "tick", "end", -50);
        svg.Text(left + wide * columns / 2, height - 6, map.X, "label", "middle");
        svg.Text(14, Top + grid / 2, map.Y, "label", "middle", -90);
        DrawKey(svg, map, Math.Max(grid, 60));
        return svg.ToString();
    }

    private static void DrawKey(Svg svg, HeatMap map, double length)
    {
        const int steps = 24;
        double x = Width - Right + 16;
        for (int i = 0; i < steps; i++)
            svg.Rectangle(x, Top + length * (steps - 1 - i) / steps, 12, length / steps + 0.3, "cell", null, 0.04 + 0.96 * i / (steps - 1));
        Scale scale = Scale.Linear(map.Minimum, map.Maximum, Top + length, Top, 4, widen: false);
        foreach (double tick in scale.Ticks) svg.Text(x + 17, scale[tick] + 4, scale.Label(tick), "tick");
    }

    private static string Short(string text) => text.Length <= 18 ? text : text[..17] + "…";
}
