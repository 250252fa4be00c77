using System.Numerics;

namespace Neuron.Kernels.Operators;

/// <summary>Logarithm to base 2.</summary>
internal readonly struct Log2 : IScalarFunction
{
    public static T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Log2(x);

    public static T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.One / (x * T.CreateTruncating(0.6931471805599453));
}

/// <summary>Logarithm to base 10.</summary>
internal readonly struct Log10 : IScalarFunction
{
    public static T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Log10(x);

    public static T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.One / (x * T.CreateTruncating(2.302585092994046));
}

/// <summary>Tangent.</summary>
internal readonly struct Tan : IScalarFunction
{
    public static T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Tan(x);

    public static T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.One + (T.Tan(x) * T.Tan(x));
}

/// <summary>Arc sine.</summary>
internal readonly struct Asin : IScalarFunction
{
    public static T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Asin(x);

    public static T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.One / T.Sqrt((T.One - x) * (T.One + x));
}

/// <summary>Arc cosine.</summary>
internal readonly struct Acos : IScalarFunction
{
    public static T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Acos(x);

    public static T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => -T.One / T.Sqrt((T.One - x) * (T.One + x));
}

/// <summary>Arc tangent.</summary>
internal readonly struct Atan : IScalarFunction
{
    public static T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Atan(x);

    public static T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.One / (T.One + (x * x));
}

/// <summary>Hyperbolic sine.</summary>
internal readonly struct Sinh : IScalarFunction
{
    public static T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Sinh(x);

    public static T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Cosh(x);
}

/// <summary>Hyperbolic cosine.</summary>
internal readonly struct Cosh : IScalarFunction
{
    public static T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Cosh(x);

    public static T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Sinh(x);
}

/// <summary>Inverse of the hyperbolic sine.</summary>
internal readonly struct Asinh : IScalarFunction
{
    public static T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Asinh(x);

    public static T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.One / T.Sqrt((x * x) + T.One);
}

/// <summary>Inverse of the hyperbolic cosine.</summary>
internal readonly struct Acosh : IScalarFunction
{
    public static T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Acosh(x);

    public static T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.One / T.Sqrt((x * x) - T.One);
}

/// <summary>Inverse of the hyperbolic tangent.</summary>
internal readonly struct Atanh : IScalarFunction
{
    public static T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Atanh(x);

    public static T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.One / ((T.One - x) * (T.One + x));
}

/// <summary>x to the power a.</summary>
internal readonly struct PowerScalar : IScalarFunction
{
    public static T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Pow(x, a);

    public static T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => a == T.Zero ? T.Zero : a * T.Pow(x, a - T.One);
}

/// <summary>The inverse of the error function.</summary>
internal readonly struct ErfInv : IScalarFunction
{
    public static T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(SpecialFunctions.ErfInv(double.CreateTruncating(x)));

    public static T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(SpecialFunctions.ErfInvDerivative(double.CreateTruncating(x)));
}

/// <summary>log |Γ(x)|</summary>
internal readonly struct LogGamma : IScalarFunction
{
    public static T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(SpecialFunctions.LogGamma(double.CreateTruncating(x)));

    public static T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(SpecialFunctions.Polygamma(0, double.CreateTruncating(x)));
}

/// <summary>Derivative number a of digamma.</summary>
internal readonly struct Polygamma : IScalarFunction
{
    public static T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(SpecialFunctions.Polygamma(int.CreateTruncating(a), double.CreateTruncating(x)));

    public static T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(SpecialFunctions.Polygamma(int.CreateTruncating(a) + 1, double.CreateTruncating(x)));
}
