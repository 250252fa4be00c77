using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Cpu;
using static Neuron.Kernels.Cpu.VectorMath;

namespace Neuron.Kernels.Operators;

/// <summary>eˣ. The derivative is the output.</summary>
internal readonly struct Exp<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    /// <summary>|x| ≤ 87: neither the result nor its power of two leaves the ordinary numbers.</summary>
    public static uint OrdinaryExtent => typeof(T) == typeof(float) ? BitConverter.SingleToUInt32Bits(87) : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Extent(Vector512<T> x) => Vector512.Abs(x).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => VectorMath.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> ApplyOrdinary(Vector512<T> x) => VectorMath.ExpOfOrdinary(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => x;

    public T Apply(T x) => T.Exp(x);

    public T Derivative(T x) => x;
}

/// <summary>eˣ − 1. The derivative is the output and 1.</summary>
internal readonly struct Expm1<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => VectorMath.Expm1(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => x + K<T>(1);

    public T Apply(T x) => Real.Expm1(x);

    public T Derivative(T x) => x + T.One;
}

/// <summary>2ˣ. The derivative is log 2 times the output.</summary>
internal readonly struct Exp2<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x)
    {
        // the exponent is split so that its rounding does not scale with x
        Vector512<T> limit = K<T>(typeof(T) == typeof(float) ? 160 : 1100), bounded = Vector512.MaxNative(-limit, Vector512.MinNative(limit, x));
        Vector512<T> n = Rounding.Nearest(bounded), e = VectorMath.Exp((bounded - n) * K<T>(0.6931471805599453));
        return VectorMath.Scale(e, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => x * K<T>(0.6931471805599453);

    public T Apply(T x) => T.Exp2(x);

    public T Derivative(T x) => x * T.CreateTruncating(0.6931471805599453);
}

/// <summary>Natural logarithm.</summary>
internal readonly struct Log<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    /// <summary>Positive, normal and finite.</summary>
    public static uint OrdinaryExtent => typeof(T) == typeof(float) ? BitConverter.SingleToUInt32Bits(float.MaxValue) - LeastNormal : 0;

    private static uint LeastNormal => 1 << 23;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Extent(Vector512<T> x) => x.AsUInt32() - Vector512.Create(LeastNormal);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => VectorMath.Log(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> ApplyOrdinary(Vector512<T> x) => VectorMath.LogOfOrdinary(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => K<T>(1) / x;

    public T Apply(T x) => T.Log(x);

    public T Derivative(T x) => T.One / x;
}

/// <summary>log(1 + x)</summary>
internal readonly struct Log1p<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => VectorMath.Log1p(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => K<T>(1) / (K<T>(1) + x);

    public T Apply(T x) => Real.Log1p(x);

    public T Derivative(T x) => T.One / (T.One + x);
}

/// <summary>√x. The derivative is found from the output.</summary>
internal readonly struct Sqrt<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => Vector512.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => K<T>(0.5) / x;

    public T Apply(T x) => T.Sqrt(x);

    public T Derivative(T x) => T.CreateTruncating(0.5) / x;
}

/// <summary>1/√x. The derivative is found from the output.</summary>
internal readonly struct Rsqrt<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => K<T>(1) / Vector512.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => K<T>(-0.5) * x * x * x;

    public T Apply(T x) => T.One / T.Sqrt(x);

    public T Derivative(T x) => T.CreateTruncating(-0.5) * x * x * x;
}

/// <summary>1/x. The derivative is found from the output.</summary>
internal readonly struct Reciprocal<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => K<T>(1) / x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => -x * x;

    public T Apply(T x) => T.One / x;

    public T Derivative(T x) => -x * x;
}

/// <summary>Sine.</summary>
internal readonly struct Sin<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => VectorMath.Sin(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => VectorMath.Cos(x);

    public T Apply(T x) => T.Sin(x);

    public T Derivative(T x) => T.Cos(x);
}

/// <summary>Cosine.</summary>
internal readonly struct Cos<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => VectorMath.Cos(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => -VectorMath.Sin(x);

    public T Apply(T x) => T.Cos(x);

    public T Derivative(T x) => -T.Sin(x);
}

/// <summary>Hyperbolic tangent. The derivative is found from the output.</summary>
internal readonly struct Tanh<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => VectorMath.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => K<T>(1) - (x * x);

    public T Apply(T x) => T.Tanh(x);

    public T Derivative(T x) => T.One - (x * x);
}

/// <summary>Error function.</summary>
internal readonly struct Erf<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => VectorMath.Erf(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => VectorMath.Exp(-x * x) * K<T>(1.1283791670955126);

    public T Apply(T x) => Real.Erf(x);

    public T Derivative(T x) => T.Exp(-x * x) * T.CreateTruncating(1.1283791670955126);
}

/// <summary>1 − erf(x)</summary>
internal readonly struct Erfc<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => VectorMath.Erfc(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => VectorMath.Exp(-x * x) * K<T>(-1.1283791670955126);

    public T Apply(T x) => Real.Erfc(x);

    public T Derivative(T x) => T.Exp(-x * x) * T.CreateTruncating(-1.1283791670955126);
}

/// <summary>Largest integer not above x.</summary>
internal readonly struct Floor<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => Rounding.Floor(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512<T>.Zero;

    public T Apply(T x) => T.Floor(x);

    public T Derivative(T x) => T.Zero;
}

/// <summary>Smallest integer not below x.</summary>
internal readonly struct Ceiling<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => Rounding.Ceiling(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512<T>.Zero;

    public T Apply(T x) => T.Ceiling(x);

    public T Derivative(T x) => T.Zero;
}

/// <summary>Nearest integer, halves to the even one.</summary>
internal readonly struct Round<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => Rounding.Nearest(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512<T>.Zero;

    public T Apply(T x) => T.Round(x);

    public T Derivative(T x) => T.Zero;
}

/// <summary>The integer towards zero.</summary>
internal readonly struct Truncate<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => Rounding.Truncate(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512<T>.Zero;

    public T Apply(T x) => T.Truncate(x);

    public T Derivative(T x) => T.Zero;
}
