namespace Neuron.Kernels.Gpu;

/// <summary>What becomes of the losses of a batch.</summary>
internal enum LossReduction
{
    /// <summary>They stay as they are.</summary>
    None,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their sum over the sum of the weights that count.</summary>
    Mean,
}
