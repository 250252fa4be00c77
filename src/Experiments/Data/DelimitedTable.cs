using System.Globalization;
using System.Text;

namespace Neuron.Experiments.Data;

/// <summary>A table of text with named columns, from comma- or tab-separated values (RFC 4180: quotes, doubled quotes, line breaks in quotes).</summary>
/// <param name="Name">The file, for errors.</param>
/// <param name="Columns">Names of the columns, from the first line.</param>
/// <param name="Rows">The cells by row.</param>
internal sealed record DelimitedTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows)
{
    private const int MostCells = 100_000_000;

    /// <summary>Reads a file, packed by gzip or not; names ending in .tsv (or .tsv.gz) are split at tabs, others at commas.</summary>
    /// <exception cref="InvalidDataException">A row has another number of cells than the header, or a quote never ends.</exception>
    public static DelimitedTable Read(string path)
    {
        using Stream stream = DataFile.Open(path);
        string bare = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Parse(Encoding.UTF8.GetString(DataFile.ReadAll(stream, path)), bare.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',', path);
    }

    /// <summary>Reads text; <paramref name="name"/> is used in errors.</summary>
    /// <exception cref="InvalidDataException">As for files.</exception>
    public static DelimitedTable Parse(string text, char separator, string name)
    {
        var reader = new Reader(text.TrimStart('\ufeff'), separator, name);
        string[] columns = reader.Next() ?? throw new InvalidDataException($"{name}: the file is empty; expected a line of column names.");
        List<string[]> rows = [];
        for (int line = reader.Line; reader.Next() is { } cells; line = reader.Line)
        {
            if (cells is [""]) continue; // a blank line
            if (cells.Length != columns.Length)
                throw new InvalidDataException($"{name}, line {line}: {cells.Length} cells, but the header has {columns.Length} columns.");
            rows.Add(cells);
            if ((long)rows.Count * columns.Length > MostCells) throw new InvalidDataException($"{name}: more than {MostCells} cells.");
        }
        return new(name, columns, rows);
    }

    /// <summary>Position of a column.</summary>
    /// <exception cref="InvalidDataException">There is none of that name; the message names the nearest.</exception>
    public int IndexOf(string column)
    {
        for (int i = 0; i < Columns.Count; i++)
            if (Columns[i] == column) return i;
        throw new InvalidDataException($"{Name}: no column '{column}'.{Nearest.Hint(column, [.. Columns])}");
    }

    /// <summary>The cells of a column as text.</summary>
    /// <exception cref="InvalidDataException">There is none of that name.</exception>
    public IReadOnlyList<string> Text(string column)
    {
        int index = IndexOf(column);
        return [.. Rows.Select(r => r[index])];
    }

    /// <summary>The cells of a column as numbers; empty cells, "n/a" and "NaN" are NaN.</summary>
    /// <exception cref="InvalidDataException">There is none of that name, or a cell is no number.</exception>
    public double[] Numbers(string column)
    {
        int index = IndexOf(column);
        double[] numbers = new double[Rows.Count];
        for (int row = 0; row < numbers.Length; row++)
        {
            string cell = Rows[row][index].Trim();
            if (cell is "" or "n/a" or "NaN" or "nan") numbers[row] = double.NaN;
            else if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[row]))
                throw new InvalidDataException($"{Name}: '{cell}' in row {row + 1} of column '{column}' is not a number.");
        }
        return numbers;
    }

    private sealed class Reader(string text, char separator, string name)
    {
        private int _at;

        /// <summary>The line at which the next row begins, counted from 1.</summary>
        public int Line { get; private set; } = 1;

        /// <summary>The cells of the next row; null at the end.</summary>
        public string[]? Next()
        {
            if (_at >= text.Length) return null;
            List<string> cells = [];
            while (true)
            {
                cells.Add(_at < text.Length && text[_at] == '"' ? Quoted() : Plain());
                if (_at >= text.Length) return [.. cells];
                char end = text[_at++];
                if (end == separator) continue;
                if (end == '\r' && _at < text.Length && text[_at] == '\n') _at++;
                Line++;
                return [.. cells];
            }
        }

        private string Plain()
        {
            int length = text.AsSpan(_at).IndexOfAny(separator, '\r', '\n'), start = _at;
            _at = length < 0 ? text.Length : _at + length;
            return text[start.._at];
        }

        private string Quoted()
        {
            int opened = Line;
            var cell = new StringBuilder();
            for (_at++; _at < text.Length; _at++)
            {
                if (text[_at] == '\n') Line++;
                if (text[_at] != '"') cell.Append(text[_at]);
                else if (_at + 1 < text.Length && text[_at + 1] == '"') cell.Append(text[_at++]);
                else break;
            }
            if (_at++ >= text.Length) throw new InvalidDataException($"{name}, line {opened}: a quote opens and never closes.");
            return _at >= text.Length || text[_at] == separator || text[_at] is '\r' or '\n' ? cell.ToString()
                : throw new InvalidDataException($"{name}, line {Line}: '{text[_at]}' after a closing quote; expected '{(separator == '\t' ? "\\t" : separator)}' or the end of the line.");
        }
    }
}
