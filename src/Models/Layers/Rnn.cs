namespace Neuron.Models;

/// <summary>Elman network: h_t = tanh(W_ih·x_t + b_ih + W_hh·h_(t−1) + b_hh), or ReLU instead of tanh.</summary>
public sealed class Rnn(int inFeatures, int hidden, int layers = 1, bool bidirectional = false, bool batchFirst = true, bool bias = true, double dropout = 0, bool relu = false, Rng? rng = null)
    : RecurrentLayer(1, inFeatures, hidden, layers, bidirectional, batchFirst, bias, dropout, 0, rng)
{
    private protected override (Tensor Y, Tensor H, Tensor C) Run(CellParameters parameters, Tensor x, Tensor h, Tensor c, Tensor? lengths, bool backwards)
    {
        var (y, last) = Tensor.Rnn(x, h, parameters.InputWeight, parameters.StateWeight, parameters.InputBias?.Value, parameters.StateBias?.Value, relu, lengths, backwards);
        return (y, last, last);
    }
}
