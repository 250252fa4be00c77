using System.Numerics;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Operators;

/// <summary><see cref="XMath"/> through one generic name, for the scalar forms of operators: float32 or float64, on the host and in kernels.</summary>
internal static class Real
{
    /// <summary>x · y + z, rounded once.</summary>
    public static T Fma<T>(T x, T y, T z)
        where T : IFloatingPointIeee754<T> => T.FusedMultiplyAdd(x, y, z);

    /// <summary>eˣ − 1.</summary>
    public static T Expm1<T>(T x)
        where T : IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? T.CreateTruncating(XMath.Expm1(float.CreateTruncating(x))) : T.CreateTruncating(XMath.Expm1(double.CreateTruncating(x)));

    /// <summary>log(1 + x).</summary>
    public static T Log1p<T>(T x)
        where T : IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? T.CreateTruncating(XMath.Log1p(float.CreateTruncating(x))) : T.CreateTruncating(XMath.Log1p(double.CreateTruncating(x)));

    /// <summary>The error function.</summary>
    public static T Erf<T>(T x)
        where T : IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? T.CreateTruncating(XMath.Erf(float.CreateTruncating(x))) : T.CreateTruncating(XMath.Erf(double.CreateTruncating(x)));

    /// <summary>1 − erf(x).</summary>
    public static T Erfc<T>(T x)
        where T : IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? T.CreateTruncating(XMath.Erfc(float.CreateTruncating(x))) : T.CreateTruncating(XMath.Erfc(double.CreateTruncating(x)));

    /// <summary>1 / (1 + e⁻ˣ), without overflow.</summary>
    public static T Sigmoid<T>(T x)
        where T : IFloatingPointIeee754<T>
    {
        T e = T.Exp(-T.Abs(x));
        return (x >= T.Zero ? T.One : e) / (T.One + e);
    }

    /// <summary>log(1 + eˣ), without overflow.</summary>
    public static T Softplus<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Max(x, T.Zero) + Log1p(T.Exp(-T.Abs(x)));

    /// <summary>Distribution function of the standard normal, Φ(x) = ½ erfc(z), z = −x/√2.</summary>
    /// <remarks>For float64; see <see cref="NormalSingle"/>. What z loses by rounding is made up for to first order: in the lower tail erfc would multiply it by 2z².</remarks>
    public static T NormalCdf<T>(T x)
        where T : IFloatingPointIeee754<T>
    {
        T root = T.CreateTruncating(-0.7071067811865476);
        T rest = T.CreateTruncating(4.8336466567264567e-17); // of −1/√2
        T z = x * root, lost = Fma(x, root, -z) + (x * rest);
        T correction = lost * T.CreateTruncating(0.5641895835477563) * T.Exp(-z * z);
        T tail = T.CreateTruncating(0.5) * Erfc(z);
        return T.IsFinite(x) ? tail - correction : tail;
    }

    /// <summary>Density of the standard normal.</summary>
    public static T NormalDensity<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Exp(x * x * T.CreateTruncating(-0.5)) * T.CreateTruncating(0.3989422804014327);
}
