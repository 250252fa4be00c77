namespace Neuron.Models;

/// <summary>What RNN, LSTM and GRU share: layers, directions, lengths, dropout between layers.</summary>
/// <remarks>
/// Parameters weight_ih_l{k}, weight_hh_l{k}, bias_ih_l{k}, bias_hh_l{k}, with "_reverse" for the direction backwards in time, all uniform in ±1/√hidden.
/// </remarks>
public abstract class RecurrentLayer : Module<RecurrentInput, RecurrentOutput>
{
    private readonly CellParameters[] _cells; // layer 0 forwards, layer 0 backwards, layer 1 …
    private readonly Dropout? _dropout;
    private readonly int _in, _layers, _directions;
    private readonly bool _batchFirst;

    private protected RecurrentLayer(
        int gates, int inFeatures, int hidden, int layers, bool bidirectional, bool batchFirst, bool bias, double dropout, int projection, Rng? rng)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFeatures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(layers);
        ArgumentOutOfRangeException.ThrowIfNegative(projection);
        (_in, _layers, _directions, _batchFirst) = (inFeatures, layers, bidirectional ? 2 : 1, batchFirst);
        (Hidden, OutFeatures) = (hidden, projection > 0 ? projection : hidden);
        var uniform = Init.Uniform(1 / Math.Sqrt(hidden));
        _cells = new CellParameters[layers * _directions];
        for (int i = 0; i < _cells.Length; i++)
        {
            string suffix = $"_l{i / _directions}{(i % _directions == 1 ? "_reverse" : "")}";
            int width = i < _directions ? inFeatures : OutFeatures * _directions;
            _cells[i] = new CellParameters(
                AddParameter($"weight_ih{suffix}", [gates * hidden, width], uniform, rng),
                AddParameter($"weight_hh{suffix}", [gates * hidden, OutFeatures], uniform, rng),
                bias ? AddParameter($"bias_ih{suffix}", [gates * hidden], uniform, rng) : null,
                bias ? AddParameter($"bias_hh{suffix}", [gates * hidden], uniform, rng) : null,
                projection > 0 ? AddParameter($"weight_hr{suffix}", [projection, hidden], uniform, rng) : null);
        }
        if (dropout > 0 && layers > 1) _dropout = AddChild("dropout", new Dropout(dropout, rng));
    }

    /// <summary>Width of the state inside.</summary>
    public int Hidden { get; }

    /// <summary>Width of the state that is given, for each direction.</summary>
    public int OutFeatures { get; }

    /// <inheritdoc/>
    public override int BatchAxis => _batchFirst ? 0 : 1;

    /// <inheritdoc/>
    protected override string Description =>
        $"{_in} → {OutFeatures}{(_layers > 1 ? $", {_layers} layers" : "")}{(_directions > 1 ? ", bidirectional" : "")}";

    private protected virtual bool HasCell => false;

    /// <summary>Runs the layers over a sequence.</summary>
    public RecurrentOutput Forward(Tensor x, Tensor? h0 = null, Tensor? c0 = null, Tensor? lengths = null) => Forward(new RecurrentInput(x, h0, c0, lengths));

    /// <inheritdoc/>
    protected sealed override RecurrentOutput Compute(RecurrentInput input)
    {
        if (input.X.Rank != 3 || input.X.Shape[2] != _in)
            throw ShapeException.Expected("recurrent", _batchFirst ? $"[B, T, {_in}]" : $"[T, B, {_in}]", input.X.Shape);
        var x = _batchFirst ? input.X.Transpose(0, 1) : input.X;
        int batch = x.Shape[1];
        Tensor h0 = State(input.H0, OutFeatures, "h0", x), c0 = HasCell ? State(input.C0, Hidden, "c0", x) : h0;
        CheckLengths(input.Lengths, x);
        var (hn, cn) = (new Tensor[_cells.Length], new Tensor[_cells.Length]);
        for (int layer = 0; layer < _layers; layer++)
        {
            if (layer > 0 && _dropout is not null) x = _dropout.Forward(x);
            var outputs = new Tensor[_directions];
            for (int d = 0; d < _directions; d++)
            {
                int i = (layer * _directions) + d;
                (outputs[d], hn[i], cn[i]) = Run(_cells[i], x, h0.Select(0, i), c0.Select(0, i), input.Lengths, d == 1);
            }
            x = _directions == 1 ? outputs[0] : Tensor.Concat(outputs, axis: 2);
        }
        return new(_batchFirst ? x.Transpose(0, 1) : x, Tensor.Stack(hn), HasCell ? Tensor.Stack(cn) : null);

        Tensor State(Tensor? given, int width, string name, Tensor like)
        {
            Shape expected = [_cells.Length, batch, width];
            return given is null ? Tensor.Zeros(expected, like.DType, like.Device)
                : given.Shape == expected ? given : throw ShapeException.Expected($"recurrent ({name})", expected.ToString(), given.Shape);
        }
    }

    /// <inheritdoc/>
    protected sealed override Tensor ActivationOf(RecurrentOutput output) => output.Y;

    /// <inheritdoc/>
    protected sealed override RecurrentOutput WithActivation(RecurrentOutput output, Tensor activation) => output with { Y = activation };

    /// <summary>All steps of one layer in one direction.</summary>
    /// <param name="parameters">Weights.</param>
    /// <param name="x">[T, B, in].</param>
    /// <param name="h">State before.</param>
    /// <param name="c">Cell state before.</param>
    /// <param name="lengths">Steps of each sample, or null.</param>
    /// <param name="backwards">From the last step to the first.</param>
    private protected abstract (Tensor Y, Tensor H, Tensor C) Run(CellParameters parameters, Tensor x, Tensor h, Tensor c, Tensor? lengths, bool backwards);

    private static void CheckLengths(Tensor? lengths, Tensor x)
    {
        if (lengths is null) return;
        int steps = x.Shape[0], batch = x.Shape[1];
        if (lengths.Rank != 1 || lengths.Shape[0] != batch || !lengths.DType.IsInteger) throw ShapeException.Expected("recurrent (lengths)", $"integers [{batch}]", lengths.Shape);
        long[] n = lengths.To(DType.Int64).ToArray<long>();
        if (Array.FindIndex(n, v => v < 1 || v > steps) is >= 0 and int bad)
            throw new ShapeException($"recurrent (lengths): {n[bad]} for sample {bad}; expected 1 to {steps}.");
    }
}
