namespace Neuron.Experiments.Report;

/// <summary>Draws <see cref="ImagePanels"/>.</summary>
internal static class ImagePanelsSvg
{
    private const double Width = 1040, Left = 62, Right = 66, Top = 26, Bottom = 50, Gap = 14, High = 180;

    // blue, grey, orange: seen by the colour-blind, on light and on dark pages
    private static readonly (double R, double G, double B) s_low = (26, 90, 190), s_middle = (236, 236, 234), s_high = (205, 84, 12);

    /// <summary>The images as one SVG element.</summary>
    public static string Draw(ImagePanels figure)
    {
        var svg = new Svg(Width, Top + High + Bottom, $"{figure.Title}: {string.Join(", ", figure.Panels.Select(p => p.Name))}");
        double wide = (Width - Left - Right - Gap * (figure.Panels.Count - 1)) / Math.Max(1, figure.Panels.Count);
        Scale y = Scale.Linear(0, figure.Top, Top + High, Top, 4, widen: false);
        foreach (double tick in y.Ticks) svg.Text(Left - 8, y[tick] + 4, y.Label(tick), "tick", "end");
        svg.Text(15, Top + High / 2, figure.Y, "label", "middle", -90);
        for (int i = 0; i < figure.Panels.Count; i++)
        {
            ImagePanel panel = figure.Panels[i];
            double left = Left + i * (wide + Gap);
            svg.Image(left, Top, wide, High, Picture(panel, figure.Limit));
            svg.Text(left, Top - 9, panel.Name, "label");
            Scale x = Scale.Linear(0, figure.Right, left, left + wide, 4, widen: false);
            foreach (double tick in x.Ticks) svg.Text(x[tick], Top + High + 18, x.Label(tick), "tick", "middle");
            svg.Text(left + wide / 2, Top + High + 40, figure.X, "label", "middle");
        }
        DrawKey(svg, figure.Limit);
        return svg.ToString();
    }

    private static void DrawKey(Svg svg, double limit)
    {
        double x = Width - Right + 16;
        float[] ramp = [.. Enumerable.Range(0, 64).Select(i => (float)(limit * (2 * i / 63.0 - 1)))];
        svg.Image(x, Top, 12, High, Picture(new("", [ramp]), limit));
        Scale scale = Scale.Linear(-limit, limit, Top + High, Top, 4, widen: false);
        foreach (double tick in scale.Ticks) svg.Text(x + 17, scale[tick] + 4, scale.Label(tick), "tick");
    }

    private static byte[] Picture(ImagePanel panel, double limit)
    {
        int width = panel.Columns.Count, height = panel.Columns[0].Count;
        var rgb = new byte[3 * width * height];
        for (int x = 0; x < width; x++)
        {
            for (int y = 0; y < height; y++)
            {
                double v = Math.Clamp(panel.Columns[x][height - 1 - y] / limit, -1, 1), strength = Math.Abs(v);
                (double r, double g, double b) = v < 0 ? s_low : s_high;
                int at = 3 * (y * width + x);
                rgb[at] = (byte)(s_middle.R + strength * (r - s_middle.R));
                rgb[at + 1] = (byte)(s_middle.G + strength * (g - s_middle.G));
                rgb[at + 2] = (byte)(s_middle.B + strength * (b - s_middle.B));
            }
        }
        return Png.Write(width, rgb);
    }
}
