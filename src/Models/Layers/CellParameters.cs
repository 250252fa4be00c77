namespace Neuron.Models;

/// <summary>The weights of one recurrent layer in one direction.</summary>
/// <param name="InputWeight">[gates · hidden, in].</param>
/// <param name="StateWeight">[gates · hidden, out].</param>
/// <param name="InputBias">[gates · hidden], or null.</param>
/// <param name="StateBias">[gates · hidden], or null.</param>
/// <param name="Projection">[out, hidden] of an LSTM that projects its state, or null.</param>
internal sealed record CellParameters(Parameter InputWeight, Parameter StateWeight, Parameter? InputBias, Parameter? StateBias, Parameter? Projection)
{
    /// <summary>The part of the gates that comes from the state: h·W_hhᵀ + b_hh.</summary>
    public Tensor OfState(Tensor h) => h.Linear(StateWeight, StateBias?.Value);
}
