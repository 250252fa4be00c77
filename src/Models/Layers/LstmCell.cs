namespace Neuron.Models;

/// <summary>One step of a long short-term memory, for loops of one's own.</summary>
/// <remarks>Shapes: x [B, in], h and c [B, hidden] → h and c.</remarks>
public sealed class LstmCell : Module<(Tensor X, Tensor H, Tensor C), (Tensor H, Tensor C)>
{
    private readonly CellParameters _cell;

    /// <summary>A cell.</summary>
    public LstmCell(int inFeatures, int hidden, bool bias = true, Rng? rng = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFeatures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        var uniform = Init.Uniform(1 / Math.Sqrt(hidden));
        _cell = new CellParameters(
            AddParameter("weight_ih", [4 * hidden, inFeatures], uniform, rng), AddParameter("weight_hh", [4 * hidden, hidden], uniform, rng),
            bias ? AddParameter("bias_ih", [4 * hidden], uniform, rng) : null, bias ? AddParameter("bias_hh", [4 * hidden], uniform, rng) : null, null);
    }

    /// <summary>State and cell state after x.</summary>
    public (Tensor H, Tensor C) Forward(Tensor x, Tensor h, Tensor c) => Forward((x, h, c));

    /// <inheritdoc/>
    protected override (Tensor H, Tensor C) Compute((Tensor X, Tensor H, Tensor C) input) =>
        RecurrentCell.Lstm(input.X.Linear(_cell.InputWeight, _cell.InputBias?.Value), _cell.OfState(input.H), input.C);

    /// <inheritdoc/>
    protected override Tensor ActivationOf((Tensor H, Tensor C) output) => output.H;

    /// <inheritdoc/>
    protected override (Tensor H, Tensor C) WithActivation((Tensor H, Tensor C) output, Tensor activation) => (activation, output.C);
}
