using System.Text;

namespace Neuron.Experiments.Report;

/// <summary>The key above a chart: text beside a swatch, so that it wraps on a narrow screen.</summary>
internal static class Legend
{
    /// <summary>Number of colours that the page defines; more entries start again at the second.</summary>
    public const int Colours = 8;

    /// <summary>CSS class of colour <paramref name="index"/>.</summary>
    public static string Colour(int index) => $"c{(index < Colours ? index : 1 + (index - 1) % (Colours - 1))}";

    /// <summary>The legend as HTML; nothing for a single entry, which the title names.</summary>
    public static string Html(IReadOnlyList<Series> series)
    {
        if (series.Count < 2) return "";
        var html = new StringBuilder("<ul class=\"legend\">");
        for (int i = 0; i < series.Count; i++)
            html.Append($"<li class=\"{Colour(series[i].Colour ?? i)}\"><i></i>{Svg.Escape(series[i].Name)}</li>");
        return html.Append("</ul>").ToString();
    }
}
