namespace Neuron.Models;

/// <summary>What an attention takes.</summary>
/// <param name="Query">[B, L, width].</param>
/// <param name="Key">[B, S, key width]; the query by default.</param>
/// <param name="Value">[B, S, value width]; the key by default.</param>
/// <param name="Mask">[L, S], [B · heads, L, S] or [B, heads, L, S]: bools, true = may not attend, or numbers that are added to the scores.</param>
/// <param name="KeyPadding">[B, S] bools, true = padding that nobody attends to.</param>
/// <param name="IsCausal">Whether query i attends to keys 0 … i + S − L only: the last query sees every key.</param>
/// <param name="NeedsWeights">Whether the weights are given, too.</param>
public sealed record AttentionInput(
    Tensor Query, Tensor? Key = null, Tensor? Value = null, Tensor? Mask = null, Tensor? KeyPadding = null, bool IsCausal = false, bool NeedsWeights = false);
