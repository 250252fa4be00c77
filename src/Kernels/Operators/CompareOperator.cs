namespace Neuron.Kernels.Operators;

/// <summary>Element-wise relations.</summary>
internal enum CompareOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
