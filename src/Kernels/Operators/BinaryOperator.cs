namespace Neuron.Kernels.Operators;

/// <summary>Element-wise functions of two arguments.</summary>
internal enum BinaryOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,

    /// <summary>The larger one; NaN if either is.</summary>
    Maximum,

    /// <summary>The smaller one; NaN if either is.</summary>
    Minimum,

    /// <summary>Remainder with the sign of the divisor (Python's %).</summary>
    Remainder,

    /// <summary>Angle of the point (b, a).</summary>
    Atan2,

    /// <summary>Remainder with the sign of the dividend (C's fmod).</summary>
    TruncatedRemainder,

    /// <summary>√(a² + b²) without overflow.</summary>
    Hypot,

    /// <summary>log(eᵃ + eᵇ).</summary>
    LogAddExp,
}
