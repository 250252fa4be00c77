namespace Neuron.Kernels.Operators;

/// <summary>How the elements along axes are combined.</summary>
internal enum ReduceOperator
{
    Sum,
    Product,

    /// <summary>NaN if one element is.</summary>
    Max,

    /// <summary>NaN if one element is.</summary>
    Min,
}
