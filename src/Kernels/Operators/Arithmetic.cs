using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Operators;

/// <summary>−x</summary>
internal readonly struct Negate<T> : IUnaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => -x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => -Vector512<T>.One;

    public T Apply(T x) => -x;

    public T Derivative(T x) => -T.One;
}

/// <summary>|x|; the derivative at 0 is 0.</summary>
internal readonly struct Abs<T> : IUnaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => Vector512.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => default(Sign<T>).Apply(x);

    public T Apply(T x) => T.Abs(x);

    public T Derivative(T x) => default(Sign<T>).Apply(x);
}

/// <summary>−1, 0 or 1; NaN stays.</summary>
internal readonly struct Sign<T> : IUnaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x)
    {
        Vector512<T> one = Vector512<T>.One;
        Vector512<T> y = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<T>.Zero), one, Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<T>.Zero), -one, Vector512<T>.Zero));
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), y, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512<T>.Zero;

    public T Apply(T x) => x > T.Zero ? T.One : x < T.Zero ? -T.One : T.IsNaN(x) ? x : T.Zero;

    public T Derivative(T x) => T.Zero;
}

/// <summary>x²</summary>
internal readonly struct Square<T> : IUnaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => x * x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => x + x;

    public T Apply(T x) => x * x;

    public T Derivative(T x) => x + x;
}

/// <summary>x + a</summary>
internal readonly struct AddScalar<T>(T a) : IUnaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => x + Vector512.Create(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512<T>.One;

    public T Apply(T x) => x + a;

    public T Derivative(T x) => T.One;
}

/// <summary>a · x</summary>
internal readonly struct MultiplyScalar<T>(T a) : IUnaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => x * Vector512.Create(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512.Create(a);

    public T Apply(T x) => x * a;

    public T Derivative(T x) => a;
}

/// <summary>x limited to [low, high]; NaN stays. The gradient passes at the limits.</summary>
internal readonly struct Clamp<T>(T low, T high) : IUnaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x)
    {
        Vector512<T> y = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(low)), Vector512.Create(low), x);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(y, Vector512.Create(high)), Vector512.Create(high), y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x, Vector512.Create(low)) & Vector512.LessThanOrEqual(x, Vector512.Create(high)), Vector512<T>.One, Vector512<T>.Zero);

    public T Apply(T x)
    {
        T y = x < low ? low : x;
        return y > high ? high : y;
    }

    public T Derivative(T x) => x >= low && x <= high ? T.One : T.Zero;
}

/// <summary>max(x, 0). The derivative is found from the output.</summary>
internal readonly struct Relu<T> : IUnaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<T>.Zero), Vector512<T>.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<T>.Zero), Vector512<T>.One, Vector512<T>.Zero);

    public T Apply(T x) => x < T.Zero ? T.Zero : x;

    public T Derivative(T x) => x > T.Zero ? T.One : T.Zero;
}

/// <summary>1 where x is 0, else 0.</summary>
internal readonly struct Not<T> : IUnaryOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<T>.Zero), Vector512<T>.One, Vector512<T>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512<T>.Zero;

    public T Apply(T x) => x == T.Zero ? T.One : T.Zero;

    public T Derivative(T x) => T.Zero;
}
