namespace Neuron;

/// <summary>Sums of products of tensors by Einstein's convention: "bij,bjk->bik".</summary>
/// <remarks>
/// Operands are joined from left to right; each join is one batched matrix product, over the labels that nothing later needs.
/// "..." stands for axes that broadcast, aligned at the end; without "->" the result has the labels that occur once, sorted.
/// </remarks>
internal sealed class Einsum
{
    // letters are themselves, the axes of "..." are negative: −1 the last, −2 the one before
    private readonly string _equation;
    private readonly List<(Tensor Value, int[] Labels)> _operands = [];
    private readonly Dictionary<int, int> _lengths = [];
    private readonly int[] _output;

    private Einsum(string equation, ReadOnlySpan<Tensor> operands)
    {
        _equation = equation;
        string text = equation.Replace(" ", "", StringComparison.Ordinal);
        int arrow = text.IndexOf("->", StringComparison.Ordinal);
        string[] terms = (arrow < 0 ? text : text[..arrow]).Split(',');
        if (terms.Length != operands.Length) throw Wrong($"{terms.Length} terms for {operands.Length} tensors");
        int ellipsis = 0;
        for (int i = 0; i < terms.Length; i++)
        {
            int[] labels = Labels(terms[i], operands[i].Rank);
            ellipsis = Math.Max(ellipsis, labels.Count(l => l < 0));
            for (int axis = 0; axis < labels.Length; axis++) Bind(labels[axis], operands[i].Shape[axis]);
            _operands.Add((operands[i], labels));
        }
        _output = arrow >= 0 ? Labels(text[(arrow + 2)..], -1, ellipsis) : Implicit(ellipsis);
        if (_output.Distinct().Count() != _output.Length) throw Wrong("a label is repeated in the result");
        foreach (int label in _output)
            if (!_lengths.ContainsKey(label)) throw Wrong($"the result's label '{(char)label}' occurs in no operand");
    }

    public static Tensor Run(string equation, ReadOnlySpan<Tensor> operands) => new Einsum(equation, operands).Run();

    private Tensor Run()
    {
        for (int i = 0; i < _operands.Count; i++) _operands[i] = Prepared(_operands[i].Value, _operands[i].Labels);
        var (value, labels) = _operands[0];
        for (int i = 1; i < _operands.Count; i++)
        {
            var needed = _output.Concat(_operands.Skip(i + 1).SelectMany(o => o.Labels)).ToHashSet();
            (value, labels) = Join(SumOut(value, labels, [.. needed, .. _operands[i].Labels]), _operands[i], needed);
        }
        (value, labels) = SumOut(value, labels, [.. _output]);
        return value.Permute([.. _output.Select(l => Array.IndexOf(labels, l))]);
    }

    /// <summary>Repeated labels become diagonals, and axes of "..." their broadcast length.</summary>
    private (Tensor Value, int[] Labels) Prepared(Tensor x, int[] labels)
    {
        var list = labels.ToList();
        while (list.GroupBy(l => l).FirstOrDefault(g => g.Count() > 1) is { } repeated)
        {
            int first = list.IndexOf(repeated.Key), second = list.IndexOf(repeated.Key, first + 1);
            x = x.Diagonal(0, first, second);
            list.RemoveAt(second);
            list.RemoveAt(first);
            list.Add(repeated.Key);
        }
        return (x.Expand([.. list.Select(l => _lengths[l])]), [.. list]);
    }

    private static (Tensor Value, int[] Labels) SumOut(Tensor x, int[] labels, HashSet<int> needed)
    {
        int[] gone = [.. Enumerable.Range(0, labels.Length).Where(i => !needed.Contains(labels[i]))];
        return gone.Length == 0 ? (x, labels) : (x.Sum(gone), [.. labels.Where(needed.Contains)]);
    }

    private (Tensor Value, int[] Labels) Join((Tensor Value, int[] Labels) a, (Tensor Value, int[] Labels) b, HashSet<int> needed)
    {
        b = SumOut(b.Value, b.Labels, [.. needed, .. a.Labels]);
        int[] shared = [.. a.Labels.Intersect(b.Labels)];
        int[] batch = [.. shared.Where(needed.Contains)], inner = [.. shared.Except(batch)];
        int[] rows = [.. a.Labels.Except(shared)], columns = [.. b.Labels.Except(shared)];
        var left = Ordered(a, [.. batch, .. rows, .. inner]).Reshape([.. LengthsOf(batch), SizeOf(rows), SizeOf(inner)]);
        var right = Ordered(b, [.. batch, .. inner, .. columns]).Reshape([.. LengthsOf(batch), SizeOf(inner), SizeOf(columns)]);
        int[] labels = [.. batch, .. rows, .. columns];
        return (left.MatMul(right).Reshape(LengthsOf(labels)), labels);
    }

    private static Tensor Ordered((Tensor Value, int[] Labels) x, int[] order) =>
        x.Value.Permute([.. order.Select(l => Array.IndexOf(x.Labels, l))]);

    private int[] LengthsOf(int[] labels) => [.. labels.Select(l => _lengths[l])];

    private int SizeOf(int[] labels) => checked((int)Shape.Create(LengthsOf(labels)).Size);

    private int[] Implicit(int ellipsis)
    {
        var letters = _operands.SelectMany(o => o.Labels).Where(l => l >= 0).GroupBy(l => l).Where(g => g.Count() == 1).Select(g => g.Key);
        return [.. Enumerable.Range(-ellipsis, ellipsis), .. letters.Order()];
    }

    private int[] Labels(string term, int rank, int ellipsis = 0)
    {
        int dots = term.IndexOf("...", StringComparison.Ordinal);
        string before = dots < 0 ? term : term[..dots], after = dots < 0 ? "" : term[(dots + 3)..];
        foreach (char c in before + after)
            if (!char.IsAsciiLetter(c)) throw Wrong($"'{c}' is no label; expected letters and one \"...\" a term");
        int letters = before.Length + after.Length, covered = rank < 0 ? ellipsis : rank - letters;
        if (covered < 0 || (dots < 0 && rank >= 0 && covered != 0)) throw Wrong($"\"{term}\" names {letters} axes of a tensor that has {rank}");
        if (dots < 0) covered = 0;
        return [.. before.Select(c => (int)c), .. Enumerable.Range(-covered, covered), .. after.Select(c => (int)c)];
    }

    private void Bind(int label, int length)
    {
        if (!_lengths.TryGetValue(label, out int known) || known == 1) _lengths[label] = length;
        else if (length != known && length != 1)
            throw Wrong($"{(label < 0 ? "an axis of \"...\"" : $"label '{(char)label}'")} has length {known} in one place and {length} in another");
    }

    private ShapeException Wrong(string what) => new($"einsum \"{_equation}\": {what}.");
}
