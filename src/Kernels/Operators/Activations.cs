using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Cpu;
using static Neuron.Kernels.Cpu.VectorMath;

namespace Neuron.Kernels.Operators;

/// <summary>1 / (1 + e⁻ˣ). The derivative is found from the output.</summary>
internal readonly struct Sigmoid<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => VectorMath.Sigmoid(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => x * (K<T>(1) - x);

    public T Apply(T x) => Real.Sigmoid(x);

    public T Derivative(T x) => x * (T.One - x);
}

/// <summary>x · Φ(x), Φ the standard normal's distribution function (arXiv 1606.08415).</summary>
internal readonly struct Gelu<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => VectorMath.Gelu(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => VectorMath.GeluSlope(x);

    public T Apply(T x) => typeof(T) == typeof(float) ? T.CreateTruncating(NormalSingle.Gelu(float.CreateTruncating(x))) : x * Real.NormalCdf(x);

    public T Derivative(T x) => typeof(T) == typeof(float)
        ? T.CreateTruncating(NormalSingle.GeluSlope(float.CreateTruncating(x)))
        : Real.Fma(x, Real.NormalDensity(x), Real.NormalCdf(x));
}

/// <summary>½x(1 + tanh(√(2/π)(x + 0.044715x³))), the approximation of arXiv 1606.08415.</summary>
internal readonly struct GeluTanh<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => x * VectorMath.Sigmoid(Inner(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x)
    {
        Vector512<T> s = VectorMath.Sigmoid(Inner(x));
        Vector512<T> slope = Fma(x * x, K<T>(6 * 0.044715 * 0.7978845608028654), K<T>(2 * 0.7978845608028654));
        return Fma(x * s, (K<T>(1) - s) * slope, s);
    }

    // ½(1 + tanh u) = sigmoid(2u)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Inner(Vector512<T> x) =>
        x * Fma(x * x, K<T>(2 * 0.044715 * 0.7978845608028654), K<T>(2 * 0.7978845608028654));

    public T Apply(T x) => x * Real.Sigmoid(Inner(x));

    public T Derivative(T x)
    {
        T s = Real.Sigmoid(Inner(x));
        T slope = Real.Fma(x * x, T.CreateTruncating(6 * 0.044715 * 0.7978845608028654), T.CreateTruncating(2 * 0.7978845608028654));
        return Real.Fma(x * s, (T.One - s) * slope, s);
    }

    private static T Inner(T x) =>
        x * Real.Fma(x * x, T.CreateTruncating(2 * 0.044715 * 0.7978845608028654), T.CreateTruncating(2 * 0.7978845608028654));
}

/// <summary>x · sigmoid(a · x): SiLU for a = 1 (arXiv 1702.03118), quick GELU for a = 1.702.</summary>
internal readonly struct Swish<T>(T a) : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => x * VectorMath.Sigmoid(Vector512.Create(a) * x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x)
    {
        Vector512<T> s = VectorMath.Sigmoid(Vector512.Create(a) * x);
        return Fma(Vector512.Create(a) * x, s * (K<T>(1) - s), s);
    }

    public T Apply(T x) => x * Real.Sigmoid(a * x);

    public T Derivative(T x)
    {
        T s = Real.Sigmoid(a * x);
        return Real.Fma(a * x, s * (T.One - s), s);
    }
}

/// <summary>x · tanh(softplus(x)) (arXiv 1908.08681).</summary>
internal readonly struct Mish<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => x * VectorMath.Tanh(VectorMath.Softplus(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x)
    {
        Vector512<T> t = VectorMath.Tanh(VectorMath.Softplus(x));
        return Fma(x * VectorMath.Sigmoid(x), K<T>(1) - (t * t), t);
    }

    public T Apply(T x) => x * T.Tanh(Real.Softplus(x));

    public T Derivative(T x)
    {
        T t = T.Tanh(Real.Softplus(x));
        return Real.Fma(x * Real.Sigmoid(x), T.One - (t * t), t);
    }
}

/// <summary>log(1 + e^(βx)) / β; x itself where βx exceeds the threshold.</summary>
internal readonly struct Softplus<T>(T beta, T threshold) : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x)
    {
        Vector512<T> bx = Vector512.Create(beta) * x;
        return Vector512.ConditionalSelect(Vector512.GreaterThan(bx, Vector512.Create(threshold)), x, VectorMath.Softplus(bx) / Vector512.Create(beta));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x)
    {
        Vector512<T> bx = Vector512.Create(beta) * x;
        return Vector512.ConditionalSelect(Vector512.GreaterThan(bx, Vector512.Create(threshold)), K<T>(1), VectorMath.Sigmoid(bx));
    }

    public T Apply(T x) => beta * x > threshold ? x : Real.Softplus(beta * x) / beta;

    public T Derivative(T x) => beta * x > threshold ? T.One : Real.Sigmoid(beta * x);
}

/// <summary>log sigmoid(x) = −log(1 + e⁻ˣ).</summary>
internal readonly struct LogSigmoid<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => -VectorMath.Softplus(-x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => VectorMath.Sigmoid(-x);

    public T Apply(T x) => -Real.Softplus(-x);

    public T Derivative(T x) => Real.Sigmoid(-x);
}

/// <summary>x where positive, else slope · x.</summary>
internal readonly struct LeakyRelu<T>(T slope) : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<T>.Zero), x, x * Vector512.Create(slope));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<T>.Zero), K<T>(1), Vector512.Create(slope));

    public T Apply(T x) => x > T.Zero ? x : x * slope;

    public T Derivative(T x) => x > T.Zero ? T.One : slope;
}

/// <summary>x where positive, else a(e^(bx) − 1): ELU for b = 1 (arXiv 1511.07289), CELU for b = 1/a (arXiv 1704.07483).</summary>
internal readonly struct Elu<T>(T a, T b) : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<T>.Zero), x, Vector512.Create(a) * VectorMath.Expm1(Vector512.Create(b) * x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<T>.Zero), K<T>(1), Vector512.Create(a * b) * VectorMath.Exp(Vector512.Create(b) * x));

    public T Apply(T x) => x > T.Zero ? x : a * Real.Expm1(b * x);

    public T Derivative(T x) => x > T.Zero ? T.One : a * b * T.Exp(b * x);
}

/// <summary>x limited to [low, high]; unlike Clamp, the gradient does not pass at the limits.</summary>
internal readonly struct Hardtanh<T>(T low, T high) : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => new Clamp<T>(low, high).Apply(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512.Create(low)) & Vector512.LessThan(x, Vector512.Create(high)), K<T>(1), Vector512<T>.Zero);

    public T Apply(T x) => new Clamp<T>(low, high).Apply(x);

    public T Derivative(T x) => x > low && x < high ? T.One : T.Zero;
}

/// <summary>x/6 + ½ limited to [0, 1].</summary>
internal readonly struct HardSigmoid<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => new Clamp<T>(T.Zero, T.CreateTruncating(6)).Apply(x + K<T>(3)) / K<T>(6);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(x), K<T>(3)), K<T>(1.0 / 6), Vector512<T>.Zero);

    public T Apply(T x) => new Clamp<T>(T.Zero, T.CreateTruncating(6)).Apply(x + T.CreateTruncating(3)) / T.CreateTruncating(6);

    public T Derivative(T x) => T.Abs(x) < T.CreateTruncating(3) ? T.CreateTruncating(1.0 / 6) : T.Zero;
}

/// <summary>x · (x/6 + ½ limited to [0, 1]) (arXiv 1905.02244).</summary>
internal readonly struct HardSwish<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => x * new Clamp<T>(T.Zero, T.CreateTruncating(6)).Apply(x + K<T>(3)) / K<T>(6);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x)
    {
        Vector512<T> y = Vector512.ConditionalSelect(Vector512.LessThan(x, K<T>(3)), (x / K<T>(3)) + K<T>(0.5), K<T>(1));
        return Vector512.ConditionalSelect(Vector512.LessThan(x, K<T>(-3)), Vector512<T>.Zero, y);
    }

    public T Apply(T x) => x * new Clamp<T>(T.Zero, T.CreateTruncating(6)).Apply(x + T.CreateTruncating(3)) / T.CreateTruncating(6);

    public T Derivative(T x)
    {
        T y = x < T.CreateTruncating(3) ? (x / T.CreateTruncating(3)) + T.CreateTruncating(0.5) : T.One;
        return x < T.CreateTruncating(-3) ? T.Zero : y;
    }
}

/// <summary>x / (1 + |x|)</summary>
internal readonly struct Softsign<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => x / (K<T>(1) + Vector512.Abs(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x)
    {
        Vector512<T> d = K<T>(1) + Vector512.Abs(x);
        return K<T>(1) / (d * d);
    }

    public T Apply(T x) => x / (T.One + T.Abs(x));

    public T Derivative(T x)
    {
        T d = T.One + T.Abs(x);
        return T.One / (d * d);
    }
}

/// <summary>x − tanh(x)</summary>
internal readonly struct TanhShrink<T> : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsLong => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => x - VectorMath.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x)
    {
        Vector512<T> t = VectorMath.Tanh(x);
        return t * t;
    }

    public T Apply(T x) => x - T.Tanh(x);

    public T Derivative(T x)
    {
        T t = T.Tanh(x);
        return t * t;
    }
}

/// <summary>x moved by λ towards 0, and 0 within λ of it.</summary>
internal readonly struct Softshrink<T>(T lambda) : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x)
    {
        Vector512<T> l = Vector512.Create(lambda);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(x, l), x - l, Vector512.ConditionalSelect(Vector512.LessThan(x, -l), x + l, x * Vector512<T>.Zero));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Abs(x), Vector512.Create(lambda)), K<T>(1), Vector512<T>.Zero);

    public T Apply(T x) => x > lambda ? x - lambda : x < -lambda ? x + lambda : x * T.Zero;

    public T Derivative(T x) => T.Abs(x) > lambda ? T.One : T.Zero;
}

/// <summary>x, but 0 within λ of 0.</summary>
internal readonly struct Hardshrink<T>(T lambda) : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => Vector512.ConditionalSelect(Vector512.LessThanOrEqual(Vector512.Abs(x), Vector512.Create(lambda)), Vector512<T>.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Abs(x), Vector512.Create(lambda)), K<T>(1), Vector512<T>.Zero);

    public T Apply(T x) => T.Abs(x) <= lambda ? T.Zero : x;

    public T Derivative(T x) => T.Abs(x) > lambda ? T.One : T.Zero;
}

/// <summary>x above the limit, else the value.</summary>
internal readonly struct Threshold<T>(T limit, T value) : IUnaryOperator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> x) => Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x, Vector512.Create(limit)), Vector512.Create(value), x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Derivative(Vector512<T> x) => Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512.Create(limit)), K<T>(1), Vector512<T>.Zero);

    public T Apply(T x) => x <= limit ? value : x;

    public T Derivative(T x) => x > limit ? T.One : T.Zero;
}
