namespace Neuron.Models;

/// <summary>What an attention gives.</summary>
/// <param name="Y">[B, L, width].</param>
/// <param name="Weights">[B, heads, L, S] if they were asked for; each row sums to 1.</param>
public sealed record AttentionOutput(Tensor Y, Tensor? Weights);
