namespace Neuron.Kernels.Operators;

/// <summary>Element-wise functions of one argument; A and B are their constants.</summary>
internal enum UnaryOperator
{
    Negate,
    Abs,
    Sign,
    Square,
    Sqrt,
    Rsqrt,
    Reciprocal,
    Exp,
    Expm1,
    Log,
    Log1p,
    Sin,
    Cos,
    Tanh,
    Erf,
    Floor,
    Ceiling,
    Round,
    Truncate,
    Relu,
    Sigmoid,
    Gelu,

    /// <summary>Logical not, of bools.</summary>
    Not,

    /// <summary>x + A.</summary>
    AddScalar,

    /// <summary>x · A.</summary>
    MultiplyScalar,

    /// <summary>x to the power A.</summary>
    PowerScalar,

    /// <summary>x limited to [A, B]; NaN stays.</summary>
    Clamp,

    /// <summary>x where positive, else A·x.</summary>
    LeakyRelu,
}
