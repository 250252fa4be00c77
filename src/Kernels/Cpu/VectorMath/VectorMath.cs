using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// Elementary functions of vectors, at the machine's own width: <see cref="WideMath"/> where 512 bits are one register, else
/// each half by itself. The bits are the same.
/// </summary>
internal static class VectorMath
{
    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Exp<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.Exp(x) : Vector512.Create(HalfMath.Exp(x.GetLower()), HalfMath.Exp(x.GetUpper()));

    /// <summary>eˣ of x ≤ 60: the bits of <see cref="Exp"/> in fewer steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ExpOfNegative<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.ExpOfNegative(x) : Vector512.Create(HalfMath.ExpOfNegative(x.GetLower()), HalfMath.ExpOfNegative(x.GetUpper()));

    /// <summary>eˣ where it is an ordinary number, |x| ≤ 87 of float and 708 of double: the bits of <see cref="Exp"/> in half the steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ExpOfOrdinary<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.ExpOfOrdinary(x) : Vector512.Create(HalfMath.ExpOfOrdinary(x.GetLower()), HalfMath.ExpOfOrdinary(x.GetUpper()));

    /// <summary>eˣ − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Expm1<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.Expm1(x) : Vector512.Create(HalfMath.Expm1(x.GetLower()), HalfMath.Expm1(x.GetUpper()));

    /// <summary>Natural logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Log<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.Log(x) : Vector512.Create(HalfMath.Log(x.GetLower()), HalfMath.Log(x.GetUpper()));

    /// <summary>Natural logarithm of ordinary positive numbers, not 0, subnormal or infinite: the bits of <see cref="Log"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LogOfOrdinary<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.LogOfOrdinary(x) : Vector512.Create(HalfMath.LogOfOrdinary(x.GetLower()), HalfMath.LogOfOrdinary(x.GetUpper()));

    /// <summary>log(1 + x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Log1p<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.Log1p(x) : Vector512.Create(HalfMath.Log1p(x.GetLower()), HalfMath.Log1p(x.GetUpper()));

    /// <summary>Hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Tanh<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.Tanh(x) : Vector512.Create(HalfMath.Tanh(x.GetLower()), HalfMath.Tanh(x.GetUpper()));

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sigmoid<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.Sigmoid(x) : Vector512.Create(HalfMath.Sigmoid(x.GetLower()), HalfMath.Sigmoid(x.GetUpper()));

    /// <summary>log(1 + eˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Softplus<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.Softplus(x) : Vector512.Create(HalfMath.Softplus(x.GetLower()), HalfMath.Softplus(x.GetUpper()));

    /// <summary>Sine of radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sin<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.Sin(x) : Vector512.Create(HalfMath.Sin(x.GetLower()), HalfMath.Sin(x.GetUpper()));

    /// <summary>Cosine of radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Cos<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.Cos(x) : Vector512.Create(HalfMath.Cos(x.GetLower()), HalfMath.Cos(x.GetUpper()));

    /// <summary>Error function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Erf<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.Erf(x) : Vector512.Create(HalfMath.Erf(x.GetLower()), HalfMath.Erf(x.GetUpper()));

    /// <summary>1 − erf(x), exact in the upper tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Erfc<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.Erfc(x) : Vector512.Create(HalfMath.Erfc(x.GetLower()), HalfMath.Erfc(x.GetUpper()));

    /// <summary>x · Φ(x), Φ the standard normal's distribution function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Gelu<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.Gelu(x) : Vector512.Create(HalfMath.Gelu(x.GetLower()), HalfMath.Gelu(x.GetUpper()));

    /// <summary>The slope of <see cref="Gelu"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> GeluSlope<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? WideMath.GeluSlope(x) : Vector512.Create(HalfMath.GeluSlope(x.GetLower()), HalfMath.GeluSlope(x.GetUpper()));

    /// <summary>x · 2ⁿ for integral n within twice the type's range of exponents, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Scale<T>(Vector512<T> x, Vector512<T> n)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated
            ? WideMath.Scale(x, n)
            : Vector512.Create(HalfMath.Scale(x.GetLower(), n.GetLower()), HalfMath.Scale(x.GetUpper(), n.GetUpper()));

    /// <summary>x · y + z, rounded once on every processor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> Fma<T>(Vector512<T> x, Vector512<T> y, Vector512<T> z)
        where T : unmanaged =>
        Vector512.IsHardwareAccelerated
            ? WideMath.Fma(x, y, z)
            : Vector512.Create(HalfMath.Fma(x.GetLower(), y.GetLower(), z.GetLower()), HalfMath.Fma(x.GetUpper(), y.GetUpper(), z.GetUpper()));

    /// <summary>The constant in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> K<T>(double value)
        where T : unmanaged, IFloatingPointIeee754<T> => WideMath.K<T>(value);

    /// <summary>
    /// Half a vector, as the lower one of a whole whose upper half is nothing: what is computed of that is used nowhere, and the
    /// JIT leaves it out. For loops that take one register at a time, see <see cref="IVectorFunction{T}.IsLong"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<T> OneRegister<T>(T* source)
        where T : unmanaged => Vector512.Create(Vector256.Load(source), default);

    /// <summary>Writes past the cache; the address is a multiple of 64 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Stream<T>(Vector512<T> value, T* target)
        where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated)
        {
            value.StoreAlignedNonTemporal(target);
            return;
        }
        value.GetLower().StoreAlignedNonTemporal(target);
        value.GetUpper().StoreAlignedNonTemporal(target + Vector256<T>.Count);
    }
}
