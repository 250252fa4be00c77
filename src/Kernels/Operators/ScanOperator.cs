namespace Neuron.Kernels.Operators;

/// <summary>How running results along an axis are combined.</summary>
internal enum ScanOperator
{
    Sum,
    Product,

    /// <summary>log Σ eˣ of the elements so far.</summary>
    LogSumExp,
}
