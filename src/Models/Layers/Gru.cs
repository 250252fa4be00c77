namespace Neuron.Models;

/// <summary>Gated recurrent unit (arXiv 1406.1078), the reset gate applied after the product, as in PyTorch.</summary>
public sealed class Gru(int inFeatures, int hidden, int layers = 1, bool bidirectional = false, bool batchFirst = true, bool bias = true, double dropout = 0, Rng? rng = null)
    : RecurrentLayer(3, inFeatures, hidden, layers, bidirectional, batchFirst, bias, dropout, 0, rng)
{
    private protected override (Tensor H, Tensor C) Step(CellParameters parameters, Tensor xi, Tensor h, Tensor c)
    {
        var next = RecurrentCell.Gru(xi, parameters.OfState(h), h);
        return (next, next);
    }
}
