namespace Neuron.Models;

/// <summary>Long short-term memory; gates i, f, g, o: c' = σ(f)·c + σ(i)·tanh(g), h' = σ(o)·tanh(c'), optionally projected.</summary>
public sealed class Lstm(int inFeatures, int hidden, int layers = 1, bool bidirectional = false, bool batchFirst = true, bool bias = true, double dropout = 0, int projection = 0, Rng? rng = null)
    : RecurrentLayer(4, inFeatures, hidden, layers, bidirectional, batchFirst, bias, dropout, projection, rng)
{
    private protected override bool HasCell => true;

    private protected override (Tensor H, Tensor C) Step(CellParameters parameters, Tensor xi, Tensor h, Tensor c)
    {
        var (next, cell) = RecurrentCell.Lstm(xi, parameters.OfState(h), c);
        return (parameters.Projection is { } projection ? next.Linear(projection) : next, cell);
    }
}
