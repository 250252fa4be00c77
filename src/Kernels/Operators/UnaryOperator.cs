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

    /// <summary>2ˣ.</summary>
    Exp2,
    Log2,
    Log10,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Asinh,
    Acosh,
    Atanh,

    /// <summary>1 − erf(x).</summary>
    Erfc,

    /// <summary>The x whose erf is given.</summary>
    ErfInv,

    /// <summary>log Γ(x).</summary>
    LogGamma,

    /// <summary>Derivative number A + 1 of log Γ: digamma for 0.</summary>
    Polygamma,

    /// <summary>GELU by tanh.</summary>
    GeluTanh,

    /// <summary>x · sigmoid(A · x).</summary>
    Swish,
    Mish,

    /// <summary>log(1 + e^(Ax)) / A; x where Ax exceeds B.</summary>
    Softplus,
    LogSigmoid,

    /// <summary>x where positive, else A(e^(Bx) − 1).</summary>
    Elu,

    /// <summary>x limited to [A, B], flat at the limits too.</summary>
    Hardtanh,
    HardSigmoid,
    HardSwish,
    Softsign,
    TanhShrink,

    /// <summary>x moved by A towards 0.</summary>
    Softshrink,

    /// <summary>x, but 0 within A of 0.</summary>
    Hardshrink,

    /// <summary>x above A, else B.</summary>
    Threshold,
}
