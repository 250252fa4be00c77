namespace Neuron.Models;

/// <summary>One step of an Elman network, for loops of one's own.</summary>
/// <remarks>Shapes: x [B, in], h [B, hidden] → [B, hidden].</remarks>
public sealed class RnnCell : Module<(Tensor X, Tensor H)>
{
    private readonly CellParameters _cell;
    private readonly bool _relu;

    /// <summary>A cell.</summary>
    public RnnCell(int inFeatures, int hidden, bool bias = true, bool relu = false, Rng? rng = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFeatures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        _relu = relu;
        var uniform = Init.Uniform(1 / Math.Sqrt(hidden));
        _cell = new CellParameters(
            AddParameter("weight_ih", [1 * hidden, inFeatures], uniform, rng), AddParameter("weight_hh", [1 * hidden, hidden], uniform, rng),
            bias ? AddParameter("bias_ih", [1 * hidden], uniform, rng) : null, bias ? AddParameter("bias_hh", [1 * hidden], uniform, rng) : null, null);
    }

    /// <summary>The state after x.</summary>
    public Tensor Forward(Tensor x, Tensor h) => Forward((x, h));

    /// <inheritdoc/>
    protected override Tensor Compute((Tensor X, Tensor H) input) =>
        RecurrentCell.Rnn(input.X.Linear(_cell.InputWeight, _cell.InputBias?.Value), _cell.OfState(input.H), _relu);
}
