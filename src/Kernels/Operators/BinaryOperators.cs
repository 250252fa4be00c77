using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Cpu;

namespace Neuron.Kernels.Operators;

/// <summary>From the name of a binary operator to its type.</summary>
internal static class BinaryOperators
{
    /// <summary>Hands the operator, of any numbers, to the visitor.</summary>
    public static void Visit<T, TVisitor>(BinaryOperator op, ref TVisitor visitor)
        where T : unmanaged, INumber<T>
        where TVisitor : struct, IBinaryVisitor<T>, allows ref struct
    {
        switch (op)
        {
            case BinaryOperator.Add: visitor.Visit<Add<T>>(); break;
            case BinaryOperator.Subtract: visitor.Visit<Subtract<T>>(); break;
            case BinaryOperator.Multiply: visitor.Visit<Multiply<T>>(); break;
            case BinaryOperator.Divide: visitor.Visit<Divide<T>>(); break;
            case BinaryOperator.Maximum: visitor.Visit<Maximum<T>>(); break;
            case BinaryOperator.Minimum: visitor.Visit<Minimum<T>>(); break;
            case BinaryOperator.Remainder: visitor.Visit<Remainder<T>>(); break;
            case BinaryOperator.TruncatedRemainder: visitor.Visit<TruncatedRemainder<T>>(); break;
            case BinaryOperator.Power: visitor.Visit<Power<T>>(); break;
            default: throw new NotSupportedException($"{op}: not defined for integers; convert to a floating-point dtype first.");
        }
    }

    /// <summary>Hands the operator, of floating-point numbers, to the visitor.</summary>
    public static void VisitReal<T, TVisitor>(BinaryOperator op, ref TVisitor visitor)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVisitor : struct, IBinaryVisitor<T>, allows ref struct
    {
        switch (op)
        {
            case BinaryOperator.Atan2: visitor.Visit<Atan2<T>>(); break;
            case BinaryOperator.Hypot: visitor.Visit<Hypot<T>>(); break;
            case BinaryOperator.LogAddExp: visitor.Visit<LogAddExp<T>>(); break;
            default: Visit<T, TVisitor>(op, ref visitor); break;
        }
    }
}

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

/// <summary>a / b; of integers towards zero, see <see cref="Integers"/>.</summary>
internal readonly struct Divide<T> : IBinaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b)
    {
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double)) return a / b;
        Span<T> lanes = stackalloc T[Vector512<T>.Count];
        for (int i = 0; i < lanes.Length; i++) lanes[i] = Apply(a[i], b[i]);
        return Vector512.Create<T>(lanes);
    }

    public static T Apply(T a, T b)
    {
        if (Integers.IsZero(b)) return T.Zero;
        if (Integers.IsMinusOne(b)) return T.Zero - a;
        return a / b;
    }
}

/// <summary>
/// Divisors of integers for which processors have no answer. A quotient and a remainder by 0 are 0, as in NumPy; by −1 the quotient of the
/// least number is that number again.
/// </summary>
internal static class Integers
{
    public static bool IsZero<T>(T divisor)
        where T : unmanaged, INumber<T> => typeof(T) != typeof(float) && typeof(T) != typeof(double) && divisor == T.Zero;

    public static bool IsMinusOne<T>(T divisor)
        where T : unmanaged, INumber<T> => (typeof(T) == typeof(int) || typeof(T) == typeof(long)) && divisor + T.One == T.Zero;

    /// <summary>a to the power b by squaring, which a power in float64 misses beyond 2⁵³; with a negative b, 1/aᵇ towards zero, 0 of 0.</summary>
    public static T Power<T>(T a, T b)
        where T : unmanaged, INumber<T>
    {
        T two = T.One + T.One, y = T.One;
        if (b < T.Zero)
        {
            if (a != T.One && !IsMinusOne(a)) return T.Zero;
            return b % two == T.Zero ? T.One : a;
        }
        while (b > T.Zero)
        {
            if (b % two != T.Zero) y *= a;
            a *= a;
            b /= two;
        }
        return y;
    }
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

/// <summary>Remainder with the sign of the divisor; of integers see <see cref="Integers"/>.</summary>
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
        if (Integers.IsZero(b) || Integers.IsMinusOne(b)) return T.Zero;
        T r = a % b;
        return r != T.Zero && T.IsNegative(r) != T.IsNegative(b) ? r + b : r;
    }
}

/// <summary>Remainder with the sign of the dividend; of integers see <see cref="Integers"/>.</summary>
internal readonly struct TruncatedRemainder<T> : IBinaryOperator<T>
    where T : unmanaged, INumber<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b)
    {
        Span<T> lanes = stackalloc T[Vector512<T>.Count];
        for (int i = 0; i < lanes.Length; i++) lanes[i] = Apply(a[i], b[i]);
        return Vector512.Create<T>(lanes);
    }

    public static T Apply(T a, T b) => Integers.IsZero(b) || Integers.IsMinusOne(b) ? T.Zero : a % b;
}

/// <summary>a to the power b; of integers see <see cref="Integers.Power"/>.</summary>
internal readonly struct Power<T> : IBinaryOperator<T>
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
        if (typeof(T) == typeof(float)) return T.CreateTruncating(MathF.Pow(float.CreateTruncating(a), float.CreateTruncating(b)));
        if (typeof(T) == typeof(double)) return T.CreateTruncating(Math.Pow(double.CreateTruncating(a), double.CreateTruncating(b)));
        return Integers.Power(a, b);
    }
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
