using System.Text;
using Neuron.Experiments.Data;

namespace Neuron.Tests.Experiments.Data;

public class DelimitedTableTests
{
    private const string Sample = "name,x,note\r\nfirst,1.5,\"a, \"\"quoted\"\" cell\nof two lines\"\nsecond,n/a,\n\nthird,-2e3,é\n";

    [Fact]
    public void Quotes_line_breaks_and_blank_lines_are_read()
    {
        DelimitedTable table = DelimitedTable.Parse(Sample, ',', "t.csv");
        Assert.Equal(["name", "x", "note"], table.Columns);
        Assert.Equal(["first", "second", "third"], table.Text("name"));
        Assert.Equal([1.5, double.NaN, -2000], table.Numbers("x"));
        Assert.Equal("a, \"quoted\" cell\nof two lines", table.Rows[0][2]);
    }

    [Theory]
    [InlineData("", "t.csv: the file is empty")]
    [InlineData("a,b\n1,2,3\n", "t.csv, line 2: 3 cells, but the header has 2 columns.")]
    [InlineData("a,b\n1,\"2\n", "t.csv, line 2: a quote opens and never closes.")]
    [InlineData("a,b\n\"1\"x,2\n", "t.csv, line 2: 'x' after a closing quote")]
    public void A_bad_table_is_named_with_its_line(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<InvalidDataException>(() => DelimitedTable.Parse(text, ',', "t.csv")).Message, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_column_and_a_cell_that_is_no_number_are_named()
    {
        DelimitedTable table = DelimitedTable.Parse(Sample, ',', "t.csv");
        Assert.Contains("Did you mean 'note'?", Assert.Throws<InvalidDataException>(() => table.Text("nota")).Message, StringComparison.Ordinal);
        Assert.Contains("'first' in row 1 of column 'name' is not a number", Assert.Throws<InvalidDataException>(() => table.Numbers("name")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_tables_are_read_or_refused() =>
        Fuzz.Run(seed: 7, Encoding.UTF8.GetBytes(Sample), bytes => DelimitedTable.Parse(Encoding.UTF8.GetString(bytes), ',', "t.csv"));
}
