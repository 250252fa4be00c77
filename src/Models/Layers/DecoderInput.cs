namespace Neuron.Models;

/// <summary>What a transformer decoder layer takes.</summary>
/// <param name="X">[B, T, width].</param>
/// <param name="Memory">[B, S, width]: what the cross-attention looks at.</param>
/// <param name="Mask">Of the self-attention.</param>
/// <param name="MemoryMask">Of the cross-attention.</param>
/// <param name="KeyPadding">[B, T] bools, true = padding.</param>
/// <param name="MemoryKeyPadding">[B, S] bools, true = padding.</param>
/// <param name="IsCausal">Whether position i of the self-attention attends to 0 … i only.</param>
public sealed record DecoderInput(
    Tensor X, Tensor Memory, Tensor? Mask = null, Tensor? MemoryMask = null, Tensor? KeyPadding = null, Tensor? MemoryKeyPadding = null, bool IsCausal = false);
