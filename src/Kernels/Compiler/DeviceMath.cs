using System.Numerics;
using System.Reflection;

namespace Neuron.Kernels.Compiler;

/// <summary>
/// The mathematical functions where a device's compiler brings no library: clang for NVIDIA without the CUDA toolkit. They are
/// kernel code themselves, so they run, and are tested, as plain .NET too.
/// </summary>
/// <remarks>
/// Largest errors, in units of the last place: 2 for Exp, Exp2, Log and Sin, Cos in both precisions, 3 for the others, 4 for Sinh
/// and Cosh, 8 for Erfc. Single precision goes through double precision only where it is rare or must (Pow, the inverse trigonometric functions, and
/// the reduction of Sin and Cos).
/// </remarks>
internal static partial class DeviceMath
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["exp"] = nameof(Exp), ["exp2"] = nameof(Exp2), ["expm1"] = nameof(Expm1), ["log"] = nameof(Log), ["log2"] = nameof(Log2),
        ["log10"] = nameof(Log10), ["log1p"] = nameof(Log1p), ["sin"] = nameof(Sin), ["cos"] = nameof(Cos), ["tan"] = nameof(Tan),
        ["sinh"] = nameof(Sinh), ["cosh"] = nameof(Cosh), ["tanh"] = nameof(Tanh), ["asin"] = nameof(Asin), ["acos"] = nameof(Acos),
        ["atan"] = nameof(Atan), ["atan2"] = nameof(Atan2), ["asinh"] = nameof(Asinh), ["acosh"] = nameof(Acosh), ["atanh"] = nameof(Atanh),
        ["pow"] = nameof(Pow), ["cbrt"] = nameof(Cbrt), ["rsqrt"] = nameof(Rsqrt), ["fmod"] = nameof(Rem), ["erf"] = nameof(Erf),
        ["erfc"] = nameof(Erfc), ["hypot"] = nameof(Hypot),
    };

    /// <summary>The method for a function of the C library in one precision; null for what every GPU has as an instruction.</summary>
    public static MethodInfo? Find(string function, bool single)
    {
        if (!Names.TryGetValue(function, out string? name)) return null;
        var type = single ? typeof(float) : typeof(double);
        var all = typeof(DeviceMath).GetMember(name, MemberTypes.Method, BindingFlags.Static | BindingFlags.Public).Cast<MethodInfo>().ToArray();
        return Array.Find(all, method => method.GetParameters()[0].ParameterType == type)
            ?? Array.Find(all, method => method.IsGenericMethodDefinition)!.MakeGenericMethod(type);
    }

    /// <summary>log(1 + x): the rounding of 1 + x is made good by the factor (Kahan).</summary>
    public static T Log1p<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T u = T.One + x;
        if (u == T.One) return x;
        return u == T.PositiveInfinity ? u : LogOf(u) * (x / (u - T.One));
    }

    /// <summary>Hyperbolic tangent, (e²ˣ − 1) / (e²ˣ + 1).</summary>
    public static T Tanh<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T a = T.Abs(x);
        T t = Expm1Of(a + a);
        T y = a > T.CreateTruncating(20) ? T.One : t / (t + T.One + T.One);
        return T.CopySign(y, x);
    }

    /// <summary>Hyperbolic sine.</summary>
    public static T Sinh<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T a = T.Abs(x), half = T.CreateTruncating(0.5);
        T root = ExpOf(half * a), t = Expm1Of(a);
        T y = a > T.CreateTruncating(20) ? half * root * root : half * (t + (t / (t + T.One)));
        return T.CopySign(y, x);
    }

    /// <summary>Hyperbolic cosine.</summary>
    public static T Cosh<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T a = T.Abs(x), half = T.CreateTruncating(0.5);
        T root = ExpOf(half * a), e = ExpOf(a);
        return a > T.CreateTruncating(20) ? half * root * root : half * (e + (T.One / e));
    }

    /// <summary>Inverse of the hyperbolic sine.</summary>
    public static T Asinh<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T a = T.Abs(x), square = a * a;
        T y = a > T.CreateTruncating(1e8)
            ? LogOf(a) + T.CreateTruncating(0.6931471805599453)
            : Log1p(a + (square / (T.One + T.Sqrt(T.One + square))));
        return T.CopySign(y, x);
    }

    /// <summary>Inverse of the hyperbolic cosine.</summary>
    public static T Acosh<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T t = x - T.One;
        if (t < T.Zero) return T.NaN;
        return x > T.CreateTruncating(1e8)
            ? LogOf(x) + T.CreateTruncating(0.6931471805599453)
            : Log1p(t + T.Sqrt(t + t + (t * t)));
    }

    /// <summary>Inverse of the hyperbolic tangent.</summary>
    public static T Atanh<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T a = T.Abs(x);
        return T.CopySign(T.CreateTruncating(0.5) * Log1p((a + a) / (T.One - a)), x);
    }

    /// <summary>1 / √x.</summary>
    public static T Rsqrt<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.One / T.Sqrt(x);

    /// <summary>√(x² + y²), without overflow on the way.</summary>
    public static T Hypot<T>(T x, T y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T a = T.Abs(x), b = T.Abs(y);
        if (T.IsInfinity(a) || T.IsInfinity(b)) return T.PositiveInfinity;
        if (T.IsNaN(a) || T.IsNaN(b)) return T.NaN;
        T larger = a > b ? a : b, smaller = a > b ? b : a;
        if (larger == T.Zero) return T.Zero;
        T ratio = smaller / larger;
        return larger * T.Sqrt(T.One + (ratio * ratio));
    }

    /// <summary>The remainder of x / y with the sign of x: exact, every subtraction is.</summary>
    public static T Rem<T>(T x, T y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T rest = T.Abs(x), divisor = T.Abs(y), half = T.CreateTruncating(0.5);
        if (T.IsNaN(x) || T.IsNaN(y) || T.IsInfinity(rest) || divisor == T.Zero) return T.NaN;
        if (rest < divisor) return x;
        T part = divisor;
        while (part <= rest * half) part += part;
        while (part > divisor)
        {
            if (rest >= part) rest -= part;
            part *= half;
        }
        if (rest >= divisor) rest -= divisor;
        return T.CopySign(rest, x);
    }

    private static T ExpOf<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? T.CreateTruncating(Exp(float.CreateTruncating(x))) : T.CreateTruncating(Exp(double.CreateTruncating(x)));

    private static T Expm1Of<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? T.CreateTruncating(Expm1(float.CreateTruncating(x))) : T.CreateTruncating(Expm1(double.CreateTruncating(x)));

    private static T LogOf<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? T.CreateTruncating(Log(float.CreateTruncating(x))) : T.CreateTruncating(Log(double.CreateTruncating(x)));
}
