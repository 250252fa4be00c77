using System.Globalization;
using System.Text;

namespace Neuron.Experiments.Report;

/// <summary>Builds one SVG drawing; colours are CSS classes, so that the page decides them for light, dark and print.</summary>
internal sealed class Svg(double width, double height, string label)
{
    private readonly StringBuilder _body = new();

    /// <summary>Width of the drawing in its own units.</summary>
    public double Width => width;
    /// <summary>Height of the drawing in its own units.</summary>
    public double Height => height;

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string css) =>
        Add($"<line class=\"{css}\" x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"/>");

    /// <summary>A rectangle with an optional text that shows under the pointer.</summary>
    public void Rectangle(double x, double y, double w, double h, string css, string? title = null, double? opacity = null, double radius = 0) =>
        Add($"<rect class=\"{css}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(w)}\" height=\"{N(h)}\""
            + (radius > 0 ? $" rx=\"{N(radius)}\"" : "") + (opacity is { } o ? $" fill-opacity=\"{o.ToString("0.###", null)}\"" : "")
            + (title is null ? "/>" : $"><title>{Escape(title)}</title></rect>"));

    /// <summary>A circle with an optional text that shows under the pointer.</summary>
    public void Circle(double x, double y, double radius, string css, string? title = null) =>
        Add($"<circle class=\"{css}\" cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\""
            + (title is null ? "/>" : $"><title>{Escape(title)}</title></circle>"));

    /// <summary>A circle filled to a degree, with a text that shows under the pointer.</summary>
    public void Disc(double x, double y, double radius, string css, string title, double opacity) =>
        Add($"<circle class=\"{css}\" cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\" fill-opacity=\"{opacity.ToString("0.###", null)}\"><title>{Escape(title)}</title></circle>");

    /// <summary>A connected path through the points, closed or open.</summary>
    public void Path(IEnumerable<(double X, double Y)> points, string css, bool closed = false)
    {
        var d = new StringBuilder();
        foreach (var (x, y) in points) d.Append(d.Length == 0 ? 'M' : 'L').Append(N(x)).Append(' ').Append(N(y));
        if (d.Length > 0) Add($"<path class=\"{css}\" d=\"{d}{(closed ? "Z" : "")}\"/>");
    }

    /// <summary>A picture in PNG format stretched over a rectangle, its pixels kept sharp.</summary>
    public void Image(double x, double y, double w, double h, ReadOnlySpan<byte> png) =>
        Add($"<image x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(w)}\" height=\"{N(h)}\" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>");

    /// <summary>Text at a point; <paramref name="anchor"/> is start, middle or end; <paramref name="turn"/> in degrees.</summary>
    public void Text(double x, double y, string text, string css, string anchor = "start", double turn = 0) =>
        Add($"<text class=\"{css}\" x=\"{N(x)}\" y=\"{N(y)}\" text-anchor=\"{anchor}\""
            + (turn == 0 ? "" : $" transform=\"rotate({N(turn)} {N(x)} {N(y)})\"") + $">{Escape(text)}</text>");

    /// <summary>The finished element.</summary>
    public override string ToString() =>
        $"<svg viewBox=\"0 0 {N(width)} {N(height)}\" role=\"img\" aria-label=\"{Escape(label)}\">{_body}</svg>";

    /// <summary>Text made safe for XML and HTML, inside elements and attributes.</summary>
    public static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            safe.Append(c switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                < ' ' and not '\n' and not '\t' => "\ufffd", // XML has no way to write other control characters
                _ => c.ToString(),
            });
        }
        return safe.ToString();
    }

    private static string N(double value) =>
        double.IsFinite(value) ? value.ToString("0.##", CultureInfo.InvariantCulture)
        : throw new ArgumentException($"A drawing cannot place {value}.", nameof(value));

    private void Add(string element) => _body.Append(element);
}
