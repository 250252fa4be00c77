namespace Neuron.Models;

/// <summary>The output of a module in a forward pass, as hooks see it.</summary>
/// <param name="Module">The module.</param>
/// <param name="Path">Its dotted name.</param>
/// <param name="Value">The output; of a module with several, the first (a recurrent layer's sequence, an attention's result).</param>
/// <param name="BatchAxis">Which axis of it runs over the samples.</param>
public readonly record struct Activation(Module Module, string Path, Tensor Value, int BatchAxis);
