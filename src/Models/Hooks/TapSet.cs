namespace Neuron.Models;

/// <summary>Which outputs are recorded.</summary>
public enum TapSet
{
    /// <summary>
    /// Those of the paper's code (arXiv 2410.20035): every convolution, linear layer, adaptive pooling, RNN, LSTM, transformer decoder layer, layer norm
    /// and attention, before any batch norm or non-linearity; without the last, the logits.
    /// </summary>
    Reference,

    /// <summary>One for each block that the network is a row of.</summary>
    Blocks,
}
