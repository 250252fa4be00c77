namespace Neuron.Models;

/// <summary>Long short-term memory; gates i, f, g, o: c' = σ(f)·c + σ(i)·tanh(g), h' = σ(o)·tanh(c'), optionally projected.</summary>
public sealed class Lstm(int inFeatures, int hidden, int layers = 1, bool bidirectional = false, bool batchFirst = true, bool bias = true, double dropout = 0, int projection = 0, Rng? rng = null)
    : RecurrentLayer(4, inFeatures, hidden, layers, bidirectional, batchFirst, bias, dropout, projection, rng)
{
    private protected override bool HasCell => true;

    private protected override (Tensor Y, Tensor H, Tensor C) Run(CellParameters parameters, Tensor x, Tensor h, Tensor c, Tensor? lengths, bool backwards) =>
        parameters.Projection is null
            ? Tensor.Lstm(x, h, c, parameters.InputWeight, parameters.StateWeight, parameters.InputBias?.Value, parameters.StateBias?.Value, lengths, backwards)
            : ProjectedLstm.Run(parameters, x, h, c, lengths, backwards);
}
