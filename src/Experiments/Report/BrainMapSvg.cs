namespace Neuron.Experiments.Report;

/// <summary>Draws a <see cref="BrainMap"/>: the same places from the left, from above and from behind, in one scale.</summary>
internal static class BrainMapSvg
{
    private const double Width = 1040, Top = 30, Right = 110, Left = 20, Gap = 30, High = 240, Bottom = 26, Radius = 6;

    /// <summary>The map as one SVG element.</summary>
    public static string Draw(BrainMap map)
    {
        var svg = new Svg(Width, Top + High + Bottom, $"{map.Title}: {map.Value} on three projections");
        (string Name, string Across, string Down, Func<BrainPlace, double> X, Func<BrainPlace, double> Y)[] views =
        [
            ("from the left", "posterior →", "inferior ↓", p => p.Posterior, p => p.Inferior),
            ("from above", "right →", "posterior ↓", p => -p.Left, p => p.Posterior),
            ("from behind", "right →", "inferior ↓", p => -p.Left, p => p.Inferior),
        ];
        double wide = (Width - Left - Right - Gap * (views.Length - 1)) / views.Length;
        double[] spans = [.. views.SelectMany(v => new[] { Span(v.X) / (wide - 6 * Radius), Span(v.Y) / (High - 6 * Radius) })];
        double unit = Math.Max(spans.Max(), 1e-9); // of the coordinates in one unit of the drawing: equal in all views
        for (int i = 0; i < views.Length; i++)
        {
            var view = views[i];
            double left = Left + i * (wide + Gap), x0 = Middle(view.X), y0 = Middle(view.Y);
            svg.Rectangle(left, Top, wide, High, "frame", radius: 6);
            svg.Text(left, Top - 10, view.Name, "label");
            svg.Text(left + wide - 6, Top + High + 16, view.Across, "tick", "end");
            svg.Text(left + 6, Top + High + 16, view.Down, "tick");
            foreach (BrainPlace place in map.Places.OrderBy(p => p.Value))
            {
                double strength = double.IsFinite(place.Value) ? Math.Clamp((place.Value - map.Minimum) / (map.Maximum - map.Minimum), 0, 1) : 0;
                svg.Disc(left + wide / 2 + (view.X(place) - x0) / unit, Top + High / 2 + (view.Y(place) - y0) / unit, Radius,
                    place.Marked ? "place marked" : "place", $"{place.Name}: {place.Value:0.###}", 0.06 + 0.94 * strength);
            }
        }
        Key(svg, map);
        return svg.ToString();

        double Span(Func<BrainPlace, double> of) => map.Places.Count == 0 ? 1 : Math.Max(1, map.Places.Max(of) - map.Places.Min(of));
        double Middle(Func<BrainPlace, double> of) => map.Places.Count == 0 ? 0 : (map.Places.Max(of) + map.Places.Min(of)) / 2;
    }

    private static void Key(Svg svg, BrainMap map)
    {
        const int steps = 24;
        double x = Width - Right + 24;
        for (int i = 0; i < steps; i++) svg.Rectangle(x, Top + High * (steps - 1 - i) / steps, 12, High / steps + 0.3, "cell", null, 0.06 + 0.94 * i / (steps - 1));
        Scale scale = Scale.Linear(map.Minimum, map.Maximum, Top + High, Top, 4, widen: false);
        foreach (double tick in scale.Ticks) svg.Text(x + 17, scale[tick] + 4, scale.Label(tick), "tick");
        svg.Text(x, Top - 10, map.Value, "label");
    }
}
