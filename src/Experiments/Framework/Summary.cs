using System.Text.Json.Serialization;
using Neuron.Experiments.Report;

namespace Neuron.Experiments;

/// <summary>What a run found; <c>summary.json</c> holds it and <c>report.html</c> is drawn from it alone.</summary>
/// <param name="Finding">One sentence: what was found, against the published number.</param>
/// <param name="Results">The measured numbers, each with the published one where there is one.</param>
/// <param name="Sections">Figures and tables of the report.</param>
/// <param name="Over">What the results are means over.</param>
internal sealed record Summary(string Finding, IReadOnlyList<Result> Results, IReadOnlyList<Section> Sections, string Over = Summary.Runs)
{
    /// <summary>What most experiments average over.</summary>
    public const string Runs = "runs that differ in their seed";

    /// <summary>Heading of the column with their number.</summary>
    [JsonIgnore]
    public string CountHeading => Over == Runs ? "Runs" : "Number";
}

/// <summary>One measured number.</summary>
/// <param name="Condition">What was measured: "untrained guide".</param>
/// <param name="Metric">The quantity, with its unit: "test accuracy".</param>
/// <param name="Ours">Measured here.</param>
/// <param name="Published">In the paper, in the paper's setting; null if it gives none.</param>
/// <param name="Format">.NET format of the numbers: "0.000".</param>
/// <param name="Note">Where the published number stands, or how its setting differs.</param>
internal sealed record Result(
    string Condition, string Metric, SampleMean Ours, SampleMean? Published = null, string Format = "0.000", string? Note = null);

/// <summary>A heading of the report with its text and figures.</summary>
internal sealed record Section(string Heading, string Text, IReadOnlyList<Figure> Figures);
