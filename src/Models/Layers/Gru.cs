namespace Neuron.Models;

/// <summary>Gated recurrent unit (arXiv 1406.1078), the reset gate applied after the product, as in PyTorch.</summary>
public sealed class Gru(int inFeatures, int hidden, int layers = 1, bool bidirectional = false, bool batchFirst = true, bool bias = true, double dropout = 0, Rng? rng = null)
    : RecurrentLayer(3, inFeatures, hidden, layers, bidirectional, batchFirst, bias, dropout, 0, rng)
{
    private protected override (Tensor Y, Tensor H, Tensor C) Run(CellParameters parameters, Tensor x, Tensor h, Tensor c, Tensor? lengths, bool backwards)
    {
        var (y, last) = Tensor.Gru(x, h, parameters.InputWeight, parameters.StateWeight, parameters.InputBias?.Value, parameters.StateBias?.Value, lengths, backwards);
        return (y, last, last);
    }
}
