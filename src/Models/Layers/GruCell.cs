namespace Neuron.Models;

/// <summary>One step of an gated recurrent unit, for loops of one's own.</summary>
/// <remarks>Shapes: x [B, in], h [B, hidden] → [B, hidden].</remarks>
public sealed class GruCell : Module<(Tensor X, Tensor H)>
{
    private readonly CellParameters _cell;

    /// <summary>A cell.</summary>
    public GruCell(int inFeatures, int hidden, bool bias = true, Rng? rng = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFeatures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        var uniform = Init.Uniform(1 / Math.Sqrt(hidden));
        _cell = new CellParameters(
            AddParameter("weight_ih", [3 * hidden, inFeatures], uniform, rng), AddParameter("weight_hh", [3 * hidden, hidden], uniform, rng),
            bias ? AddParameter("bias_ih", [3 * hidden], uniform, rng) : null, bias ? AddParameter("bias_hh", [3 * hidden], uniform, rng) : null, null);
    }

    /// <summary>The state after x.</summary>
    public Tensor Forward(Tensor x, Tensor h) => Forward((x, h));

    /// <inheritdoc/>
    protected override Tensor Compute((Tensor X, Tensor H) input) =>
        RecurrentCell.Gru(input.X.Linear(_cell.InputWeight, _cell.InputBias?.Value), _cell.OfState(input.H), input.H);
}
