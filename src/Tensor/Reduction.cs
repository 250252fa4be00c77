namespace Neuron;

/// <summary>How the losses of a batch are combined.</summary>
public enum Reduction
{
    /// <summary>One loss an element.</summary>
    None,

    /// <summary>Their mean; weighted where the loss has weights.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,
}
