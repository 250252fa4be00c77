namespace Neuron.Models;

/// <summary>What a transformer encoder takes.</summary>
/// <param name="X">[B, T, width].</param>
/// <param name="Mask">As an attention's.</param>
/// <param name="KeyPadding">[B, T] bools, true = padding.</param>
/// <param name="IsCausal">Whether position i attends to 0 … i only.</param>
/// <param name="Wanted">
/// The positions of which the output is wanted; null for all. The last layer then computes these alone, from all of its input; without a mask, and not causal.
/// </param>
public sealed record SequenceInput(Tensor X, Tensor? Mask = null, Tensor? KeyPadding = null, bool IsCausal = false, Range? Wanted = null);
