namespace Neuron.Models;

/// <summary>What a <see cref="Llama"/> is made of.</summary>
/// <param name="Vocabulary">Number of tokens.</param>
/// <param name="Width">Width of the residual stream.</param>
/// <param name="FeedForward">Width inside the feed-forward network.</param>
/// <param name="Layers">Number of blocks.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyHeads">Key and value heads; each serves Heads / KeyHeads query heads.</param>
public sealed record LlamaConfig(int Vocabulary, int Width, int FeedForward, int Layers, int Heads, int KeyHeads);
