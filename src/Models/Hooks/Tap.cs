namespace Neuron.Models;

/// <summary>A recorded output.</summary>
/// <param name="Name">Path of the module that gave it.</param>
/// <param name="Value">The tensor, [B, …]: the axis of the samples first; part of the graph, so a loss on it reaches the parameters.</param>
public readonly record struct Tap(string Name, Tensor Value);
