using System.Numerics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>Element-wise loops over strided operands.</summary>
internal static unsafe class Elementwise
{
    public static void Unary<T>(UnaryOperator op, double a, double b, Strided<T> x, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T ta = T.CreateTruncating(a), tb = T.CreateTruncating(b);
        long count = y.Count;
        for (long i = 0; i < count; i++)
            y.Data[i] = UnaryOperators.Apply(op, x.Data[StridedLoop.Offset(i, x.Shape, x.Strides)], ta, tb);
    }

    public static void UnaryInteger<T>(UnaryOperator op, double a, double b, Strided<T> x, Strided<T> y)
        where T : unmanaged, IBinaryInteger<T>
    {
        long count = y.Count;
        for (long i = 0; i < count; i++)
        {
            T v = x.Data[StridedLoop.Offset(i, x.Shape, x.Strides)];
            y.Data[i] = op switch
            {
                UnaryOperator.Negate => -v,
                UnaryOperator.Abs => T.Abs(v),
                UnaryOperator.Sign => T.CreateTruncating(T.Sign(v)),
                UnaryOperator.Square => v * v,
                UnaryOperator.Not => v == T.Zero ? T.One : T.Zero,
                UnaryOperator.AddScalar => v + T.CreateTruncating((long)a),
                UnaryOperator.MultiplyScalar => v * T.CreateTruncating((long)a),
                UnaryOperator.Clamp => T.Max(T.CreateSaturating(a), T.Min(T.CreateSaturating(b), v)),
                _ => throw new NotSupportedException($"{op}: not defined for integers; convert to a floating-point dtype first."),
            };
        }
    }

    public static void UnaryGradient<T>(UnaryOperator op, double a, double b, Strided<T> dy, Strided<T> x, Strided<T> dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T ta = T.CreateTruncating(a), tb = T.CreateTruncating(b);
        long count = dx.Count;
        for (long i = 0; i < count; i++)
        {
            T d = UnaryOperators.Derivative(op, x.Data[StridedLoop.Offset(i, x.Shape, x.Strides)], ta, tb);
            dx.Data[i] = dy.Data[StridedLoop.Offset(i, dy.Shape, dy.Strides)] * d;
        }
    }

    /// <summary>All operands have y's shape; broadcast axes have stride 0.</summary>
    public static void Binary<T>(BinaryOperator op, Strided<T> a, Strided<T> b, Strided<T> y)
        where T : unmanaged, INumber<T>
    {
        long count = y.Count;
        for (long i = 0; i < count; i++)
        {
            T u = a.Data[StridedLoop.Offset(i, a.Shape, a.Strides)], v = b.Data[StridedLoop.Offset(i, b.Shape, b.Strides)];
            y.Data[i] = op switch
            {
                BinaryOperator.Add => u + v,
                BinaryOperator.Subtract => u - v,
                BinaryOperator.Multiply => u * v,
                BinaryOperator.Divide => u / v,
                BinaryOperator.Maximum => T.IsNaN(u) || T.IsNaN(v) ? u + v : T.Max(u, v),
                BinaryOperator.Minimum => T.IsNaN(u) || T.IsNaN(v) ? u + v : T.Min(u, v),
                BinaryOperator.Remainder => Remainder(u, v),
                BinaryOperator.Power => T.CreateTruncating(Math.Pow(double.CreateTruncating(u), double.CreateTruncating(v))),
                BinaryOperator.Atan2 => T.CreateTruncating(Math.Atan2(double.CreateTruncating(u), double.CreateTruncating(v))),
                _ => throw new NotSupportedException($"{op}"),
            };
        }
    }

    public static void Compare<T>(CompareOperator op, Strided<T> a, Strided<T> b, Strided<byte> y)
        where T : unmanaged, INumber<T>
    {
        long count = y.Count;
        for (long i = 0; i < count; i++)
        {
            T u = a.Data[StridedLoop.Offset(i, a.Shape, a.Strides)], v = b.Data[StridedLoop.Offset(i, b.Shape, b.Strides)];
            bool holds = op switch
            {
                CompareOperator.Equal => u == v,
                CompareOperator.NotEqual => u != v,
                CompareOperator.Less => u < v,
                CompareOperator.LessOrEqual => u <= v,
                CompareOperator.Greater => u > v,
                _ => u >= v,
            };
            y.Data[i] = holds ? (byte)1 : (byte)0;
        }
    }

    public static void Where<T>(Strided<byte> condition, Strided<T> a, Strided<T> b, Strided<T> y)
        where T : unmanaged
    {
        long count = y.Count;
        for (long i = 0; i < count; i++)
            y.Data[i] = condition.Data[StridedLoop.Offset(i, condition.Shape, condition.Strides)] != 0
                ? a.Data[StridedLoop.Offset(i, a.Shape, a.Strides)]
                : b.Data[StridedLoop.Offset(i, b.Shape, b.Strides)];
    }

    /// <summary>Both sides strided, of one shape.</summary>
    public static void Copy<T>(Strided<T> x, Strided<T> y)
        where T : unmanaged
    {
        long count = y.Count;
        for (long i = 0; i < count; i++)
            y.Data[StridedLoop.Offset(i, y.Shape, y.Strides)] = x.Data[StridedLoop.Offset(i, x.Shape, x.Strides)];
    }

    public static void Fill<T>(T value, Strided<T> y)
        where T : unmanaged
    {
        long count = y.Count;
        for (long i = 0; i < count; i++) y.Data[i] = value;
    }

    public static void Ramp<T>(double start, double step, Strided<T> y)
        where T : unmanaged, INumber<T>
    {
        long count = y.Count;
        for (long i = 0; i < count; i++) y.Data[i] = T.CreateTruncating(start + (i * step));
    }

    private static T Remainder<T>(T u, T v)
        where T : INumber<T>
    {
        T r = u % v;
        return r != T.Zero && T.IsNegative(r) != T.IsNegative(v) ? r + v : r;
    }
}
