namespace Neuron.Models;

/// <summary>What a recurrent layer gives.</summary>
/// <param name="Y">The states of the last layer at every step, laid out as the input; 0 beyond a sample's length.</param>
/// <param name="Hn">State after the last valid step [layers · directions, B, out].</param>
/// <param name="Cn">Cell state of an LSTM after it, else null.</param>
public sealed record RecurrentOutput(Tensor Y, Tensor Hn, Tensor? Cn);
