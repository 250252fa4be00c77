using System.Text.Json.Serialization;

namespace Neuron.Experiments.Report;

/// <summary>Something that a report draws: a chart or a table.</summary>
/// <param name="Title">Short title over the figure.</param>
/// <param name="Caption">What a reader should look at; may be empty.</param>
[JsonDerivedType(typeof(LineChart), "lines")]
[JsonDerivedType(typeof(BarChart), "bars")]
[JsonDerivedType(typeof(HeatMap), "heatmap")]
[JsonDerivedType(typeof(ImagePanels), "images")]
[JsonDerivedType(typeof(BrainMap), "brain")]
[JsonDerivedType(typeof(Table), "table")]
internal abstract record Figure(string Title, string Caption);

/// <summary>Curves with an optional band of ± one standard error.</summary>
/// <param name="Title">Short title over the figure.</param>
/// <param name="Caption">What a reader should look at; may be empty.</param>
/// <param name="X">Name and unit of the horizontal axis.</param>
/// <param name="Y">Name and unit of the vertical axis.</param>
/// <param name="Series">The curves, in the order of the legend.</param>
/// <param name="LogY">Draw the vertical axis by powers of ten; values must then be above 0.</param>
internal sealed record LineChart(
    string Title, string Caption, string X, string Y, IReadOnlyList<Series> Series, bool LogY = false) : Figure(Title, Caption);

/// <summary>One curve.</summary>
/// <param name="Name">Legend entry.</param>
/// <param name="X">Positions, ascending.</param>
/// <param name="Y">Values, or means over repetitions.</param>
/// <param name="Error">Standard error of each value; null draws no band.</param>
/// <param name="Colour">Number of its colour, so that a condition keeps one over all charts; null takes the position.</param>
internal sealed record Series(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<double>? Error = null, int? Colour = null)
{
    /// <summary>Means over repetitions with their standard errors.</summary>
    /// <param name="name">Legend entry.</param>
    /// <param name="repetitions">Each one's values by position; where one is shorter, the curve ends with it.</param>
    /// <param name="first">The first position; the others follow in steps of 1.</param>
    public static Series Mean(string name, IReadOnlyList<IReadOnlyList<double>> repetitions, double first = 0)
    {
        SampleMean[] means = [.. Enumerable.Range(0, repetitions.Min(r => r.Count)).Select(i => SampleMean.Of([.. repetitions.Select(r => r[i])]))];
        return new(name, [.. means.Select((_, i) => first + i)], [.. means.Select(m => m.Mean)], repetitions.Count > 1 ? [.. means.Select(m => m.StandardError ?? 0)] : null);
    }
}

/// <summary>One bar a condition, with its error and the published value as a mark beside it.</summary>
/// <param name="Title">Short title over the figure.</param>
/// <param name="Caption">What a reader should look at; may be empty.</param>
/// <param name="Y">Name and unit of the vertical axis.</param>
/// <param name="Bars">The bars, left to right.</param>
/// <param name="Reference">A level worth a line across, such as chance.</param>
/// <param name="ReferenceName">What the line is.</param>
internal sealed record BarChart(
    string Title, string Caption, string Y, IReadOnlyList<Bar> Bars,
    double? Reference = null, string ReferenceName = "chance") : Figure(Title, Caption);

/// <summary>One bar.</summary>
/// <param name="Name">Text under the bar.</param>
/// <param name="Value">Its height and error.</param>
/// <param name="Points">The single repetitions, drawn as dots.</param>
internal sealed record Bar(string Name, SampleMean Value, IReadOnlyList<double> Points);

/// <summary>A matrix as coloured cells.</summary>
/// <param name="Title">Short title over the figure.</param>
/// <param name="Caption">What a reader should look at; may be empty.</param>
/// <param name="X">What the columns are.</param>
/// <param name="Y">What the rows are.</param>
/// <param name="Columns">Column labels.</param>
/// <param name="Rows">Row labels, top to bottom.</param>
/// <param name="Values">Values by row; a NaN-free matrix, null cells stay empty.</param>
/// <param name="Minimum">Value of the lightest colour.</param>
/// <param name="Maximum">Value of the strongest colour.</param>
/// <param name="Marked">Cells to outline, as (row, column) pairs.</param>
internal sealed record HeatMap(
    string Title, string Caption, string X, string Y, IReadOnlyList<string> Columns, IReadOnlyList<string> Rows,
    IReadOnlyList<IReadOnlyList<double?>> Values, double Minimum, double Maximum,
    IReadOnlyList<IReadOnlyList<int>>? Marked = null) : Figure(Title, Caption);

/// <summary>A table of text; columns whose cells are numbers are aligned right.</summary>
/// <param name="Title">Short title over the figure.</param>
/// <param name="Caption">What a reader should look at; may be empty.</param>
/// <param name="Columns">Column headings.</param>
/// <param name="Rows">Cells by row.</param>
internal sealed record Table(
    string Title, string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : Figure(Title, Caption);

/// <summary>Images of one size side by side, such as spectrograms, in one scale of colours around 0.</summary>
/// <param name="Title">Short title over the figure.</param>
/// <param name="Caption">What a reader should look at; may be empty.</param>
/// <param name="X">Name and unit of the horizontal axis.</param>
/// <param name="Y">Name and unit of the vertical axis.</param>
/// <param name="Right">Value at the right edge; 0 at the left.</param>
/// <param name="Top">Value at the upper edge; 0 at the lower.</param>
/// <param name="Limit">Value of the strongest colours, ±.</param>
/// <param name="Panels">The images.</param>
internal sealed record ImagePanels(
    string Title, string Caption, string X, string Y, double Right, double Top, double Limit, IReadOnlyList<ImagePanel> Panels) : Figure(Title, Caption);

/// <summary>One image.</summary>
/// <param name="Name">Text over it.</param>
/// <param name="Columns">Values, column by column from the left, each from the bottom up.</param>
internal sealed record ImagePanel(string Name, IReadOnlyList<IReadOnlyList<float>> Columns);

/// <summary>Places in a brain on its three projections, coloured by a value.</summary>
/// <param name="Title">Short title over the figure.</param>
/// <param name="Caption">What a reader should look at; may be empty.</param>
/// <param name="Value">Name of the value.</param>
/// <param name="Minimum">Value of the lightest colour.</param>
/// <param name="Maximum">Value of the strongest colour.</param>
/// <param name="Places">The places.</param>
internal sealed record BrainMap(
    string Title, string Caption, string Value, double Minimum, double Maximum, IReadOnlyList<BrainPlace> Places) : Figure(Title, Caption);

/// <summary>A place in a brain: coordinates to the left, down (inferior) and back (posterior).</summary>
/// <param name="Name">Shown under the pointer.</param>
/// <param name="Left">Coordinate L.</param>
/// <param name="Inferior">Coordinate I.</param>
/// <param name="Posterior">Coordinate P.</param>
/// <param name="Value">Its value.</param>
/// <param name="Marked">Whether it is outlined.</param>
internal sealed record BrainPlace(string Name, double Left, double Inferior, double Posterior, double Value, bool Marked = false);
