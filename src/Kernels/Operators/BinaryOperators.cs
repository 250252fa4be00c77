using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Cpu;

namespace Neuron.Kernels.Operators;

/// <summary>a + b</summary>
internal readonly struct Add<T> : IBinaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => a + b;

    public static T Apply(T a, T b) => a + b;
}

/// <summary>a − b</summary>
internal readonly struct Subtract<T> : IBinaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => a - b;

    public static T Apply(T a, T b) => a - b;
}

/// <summary>a · b</summary>
internal readonly struct Multiply<T> : IBinaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => a * b;

    public static T Apply(T a, T b) => a * b;
}

/// <summary>a / b</summary>
internal readonly struct Divide<T> : IBinaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => a / b;

    public static T Apply(T a, T b) => a / b;
}

/// <summary>The larger one; NaN if either is.</summary>
internal readonly struct Maximum<T> : IBinaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.Max(a, b);

    public static T Apply(T a, T b) => T.Max(a, b);
}

/// <summary>The smaller one; NaN if either is.</summary>
internal readonly struct Minimum<T> : IBinaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.Min(a, b);

    public static T Apply(T a, T b) => T.Min(a, b);
}

/// <summary>Remainder with the sign of the divisor.</summary>
internal readonly struct Remainder<T> : IBinaryOperator<T>
    where T : unmanaged, INumber<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b)
    {
        Span<T> lanes = stackalloc T[Vector512<T>.Count];
        for (int i = 0; i < lanes.Length; i++) lanes[i] = Apply(a[i], b[i]);
        return Vector512.Create<T>(lanes);
    }

    public static T Apply(T a, T b)
    {
        T r = a % b;
        return r != T.Zero && T.IsNegative(r) != T.IsNegative(b) ? r + b : r;
    }
}

/// <summary>Remainder with the sign of the dividend.</summary>
internal readonly struct TruncatedRemainder<T> : IBinaryOperator<T>
    where T : unmanaged, INumber<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b)
    {
        Span<T> lanes = stackalloc T[Vector512<T>.Count];
        for (int i = 0; i < lanes.Length; i++) lanes[i] = Apply(a[i], b[i]);
        return Vector512.Create<T>(lanes);
    }

    public static T Apply(T a, T b) => a % b;
}

/// <summary>a to the power b.</summary>
internal readonly struct Power<T> : IBinaryOperator<T>
    where T : unmanaged, INumber<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b)
    {
        Span<T> lanes = stackalloc T[Vector512<T>.Count];
        for (int i = 0; i < lanes.Length; i++) lanes[i] = Apply(a[i], b[i]);
        return Vector512.Create<T>(lanes);
    }

    public static T Apply(T a, T b) =>
        typeof(T) == typeof(float)
            ? T.CreateTruncating(MathF.Pow(float.CreateTruncating(a), float.CreateTruncating(b)))
            : T.CreateTruncating(Math.Pow(double.CreateTruncating(a), double.CreateTruncating(b)));
}

/// <summary>Angle of the point (b, a).</summary>
internal readonly struct Atan2<T> : IBinaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b)
    {
        Span<T> lanes = stackalloc T[Vector512<T>.Count];
        for (int i = 0; i < lanes.Length; i++) lanes[i] = Apply(a[i], b[i]);
        return Vector512.Create<T>(lanes);
    }

    public static T Apply(T a, T b) => T.Atan2(a, b);
}

/// <summary>√(a² + b²), scaled by the larger one so that no square overflows.</summary>
internal readonly struct Hypot<T> : IBinaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b)
    {
        Vector512<T> u = Vector512.Abs(a), v = Vector512.Abs(b), large = Vector512.Max(u, v), ratio = Vector512.Min(u, v) / large;
        Vector512<T> y = large * Vector512.Sqrt(VectorMath.Fma(ratio, ratio, Vector512<T>.One));
        Vector512<T> plain = Vector512.Equals(large, Vector512<T>.Zero) | Vector512.Equals(large, VectorMath.K<T>(double.PositiveInfinity));
        return Vector512.ConditionalSelect(plain, large, y);
    }

    public static T Apply(T a, T b)
    {
        T u = T.Abs(a), v = T.Abs(b), large = T.Max(u, v), ratio = T.Min(u, v) / large;
        return large == T.Zero || large == T.PositiveInfinity ? large : large * T.Sqrt(Real.Fma(ratio, ratio, T.One));
    }
}

/// <summary>log(eᵃ + eᵇ) = max + log(1 + e^(−|a − b|)).</summary>
internal readonly struct LogAddExp<T> : IBinaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b)
    {
        Vector512<T> large = Vector512.Max(a, b), gap = Vector512.Abs(a - b);
        Vector512<T> y = large + VectorMath.Log1p(VectorMath.Exp(-gap));
        // equal infinities have no gap
        return Vector512.ConditionalSelect(Vector512.Equals(a, b) & Vector512.Equals(Vector512.Abs(a), VectorMath.K<T>(double.PositiveInfinity)), a, y);
    }

    public static T Apply(T a, T b)
    {
        T y = T.Max(a, b) + Real.Log1p(T.Exp(-T.Abs(a - b)));
        return a == b && T.Abs(a) == T.PositiveInfinity ? a : y;
    }
}
