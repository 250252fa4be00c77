using Spectre.Console;

namespace Neuron.Experiments.Commands;

/// <summary>Measured numbers beside the published ones, as tables.</summary>
internal static class ResultTables
{
    /// <summary>Prints the results of a run, a table for each metric.</summary>
    public static void Print(Terminal terminal, RunRecord record)
    {
        foreach (var metric in record.Summary.Results.GroupBy(r => r.Metric))
        {
            bool published = metric.Any(r => r.Published is not null);
            string[] headings = ["Condition", metric.Key, record.Summary.CountHeading, .. published ? ["Paper"] : Array.Empty<string>()];
            var table = Terminal.NewTable(headings);
            for (int c = 1; c < headings.Length; c++) table.Columns[c].RightAligned();
            foreach (Result r in metric)
            {
                string[] cells = [r.Condition, r.Ours.ToString(r.Format), r.Ours.Count.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    .. published ? [r.Published?.ToString("0.##") ?? "—"] : Array.Empty<string>()];
                table.AddRow([.. cells.Select(Markup.Escape)]);
            }
            terminal.Tables.Write(table);
        }
    }
}
