using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>Element-wise work by operator: chooses the loop that is compiled for it.</summary>
internal static unsafe class Elementwise
{
    public static void Unary<T>(UnaryOperator op, double a, double b, Strided<T> x, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var loop = new UnaryLoop<T>(x, y);
        UnaryOperators.Visit<T, UnaryLoop<T>>(op, a, b, ref loop);
    }

    public static void UnaryInteger<T>(UnaryOperator op, double a, double b, Strided<T> x, Strided<T> y)
        where T : unmanaged, IBinaryInteger<T>
    {
        var loop = new UnaryLoop<T>(x, y);
        UnaryOperators.VisitInteger<T, UnaryLoop<T>>(op, a, b, ref loop);
    }

    /// <summary>dx = dy · f′; <paramref name="kept"/> is x, or y where the operator keeps its output.</summary>
    public static void UnaryGradient<T>(UnaryOperator op, double a, double b, Strided<T> dy, Strided<T> kept, Strided<T> dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var loop = new GradientLoop<T>(dy, kept, dx);
        UnaryOperators.Visit<T, GradientLoop<T>>(op, a, b, ref loop);
    }

    /// <summary>All operands have y's shape; broadcast axes have stride 0.</summary>
    public static void Binary<T>(BinaryOperator op, Strided<T> a, Strided<T> b, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var loop = new BinaryLoop<T>.Visitor(a, b, y);
        BinaryOperators.VisitReal<T, BinaryLoop<T>.Visitor>(op, ref loop);
    }

    /// <inheritdoc cref="Binary"/>
    public static void BinaryInteger<T>(BinaryOperator op, Strided<T> a, Strided<T> b, Strided<T> y)
        where T : unmanaged, IBinaryInteger<T>
    {
        var loop = new BinaryLoop<T>.Visitor(a, b, y);
        BinaryOperators.Visit<T, BinaryLoop<T>.Visitor>(op, ref loop);
    }

    public static void Compare<T>(CompareOperator op, Strided<T> a, Strided<T> b, Strided<byte> y)
        where T : unmanaged, INumber<T>
    {
        switch (op)
        {
            case CompareOperator.Equal: CompareLoop<T, Equal<T>>.Run(a, b, y); break;
            case CompareOperator.NotEqual: CompareLoop<T, NotEqual<T>>.Run(a, b, y); break;
            case CompareOperator.Less: CompareLoop<T, Less<T>>.Run(a, b, y); break;
            case CompareOperator.LessOrEqual: CompareLoop<T, LessOrEqual<T>>.Run(a, b, y); break;
            case CompareOperator.Greater: CompareLoop<T, Less<T>>.Run(b, a, y); break;
            default: CompareLoop<T, LessOrEqual<T>>.Run(b, a, y); break;
        }
    }

    public static void Where<T>(Strided<byte> condition, Strided<T> a, Strided<T> b, Strided<T> y)
        where T : unmanaged => SelectLoop<T>.Run(condition, a, b, y);

    /// <summary>Both sides strided, of one shape.</summary>
    public static void Copy<T>(Strided<T> x, Strided<T> y)
        where T : unmanaged, INumber<T> => CopyLoop<T>.Run(x, y);

    /// <summary>Into a contiguous y.</summary>
    public static void Fill<T>(T value, Strided<T> y)
        where T : unmanaged => WorkerPool.For(Pieces.Of(y.Count), new FillJob<T>(value, y.Data, y.Count));

    public static void Ramp<T>(double start, double step, Strided<T> y)
        where T : unmanaged, INumber<T> => WorkerPool.For(Pieces.Of(y.Count), new RampJob<T>(start, step, y.Data, y.Count));

    private readonly struct FillJob<T>(T value, T* y, long count) : IParallelJob
        where T : unmanaged
    {
        [MethodImpl(JitOptions.Kernel)]
        public void Run(int index)
        {
            long start = (long)index * Pieces.Length, n = Math.Min(Pieces.Length, count - start), i = 0;
            T* line = y + start;
            if (Vector512<T>.IsSupported && Pieces.IsStreamed(y, count))
            {
                Vector512<T> v = Vector512.Create(value);
                for (; i <= n - Vector512<T>.Count; i += Vector512<T>.Count) VectorMath.Stream(v, line + i);
            }
            new Span<T>(line + i, (int)(n - i)).Fill(value);
        }
    }

    private readonly struct RampJob<T>(double start, double step, T* y, long count) : IParallelJob
        where T : unmanaged, INumber<T>
    {
        public void Run(int index)
        {
            long first = (long)index * Pieces.Length, end = Math.Min(count, first + Pieces.Length);
            for (long i = first; i < end; i++) y[i] = T.CreateTruncating(start + (i * step));
        }
    }
}
