namespace Neuron.Models;

/// <summary>What a recurrent layer takes.</summary>
/// <param name="X">[T, B, in], or [B, T, in] if the layer is batch-first.</param>
/// <param name="H0">Initial state [layers · directions, B, out]; zeros by default.</param>
/// <param name="C0">Initial cell state of an LSTM [layers · directions, B, hidden]; zeros by default.</param>
/// <param name="Lengths">Number of valid steps of each sample, integers [B]; all by default.</param>
public sealed record RecurrentInput(Tensor X, Tensor? H0 = null, Tensor? C0 = null, Tensor? Lengths = null);
