using System.Numerics;
using Neuron.Kernels.Operators;
using Neuron.Kernels.Runtime;
using static Neuron.Kernels.Gpu.Launching;

namespace Neuron.Kernels.Gpu;

/// <summary>Launches of <see cref="ElementwiseKernels"/>: finds the operator's type and the variant that the operands' places allow.</summary>
internal static class Elementwise
{
    public static void Unary<T>(AcceleratorStream stream, UnaryOperator op, double a, double b, StridedView<T> x, ArrayView<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var launch = new UnaryLaunch<T>(stream, x, y);
        UnaryOperators.Visit<T, UnaryLaunch<T>>(op, a, b, ref launch);
    }

    public static void UnaryInteger<T>(AcceleratorStream stream, UnaryOperator op, double a, double b, StridedView<T> x, ArrayView<T> y)
        where T : unmanaged, IBinaryInteger<T>
    {
        var launch = new UnaryLaunch<T>(stream, x, y);
        UnaryOperators.VisitInteger<T, UnaryLaunch<T>>(op, a, b, ref launch);
    }

    /// <summary>dx = dy · f′; <paramref name="kept"/> is x, or y where the operator keeps its output.</summary>
    public static void UnaryGradient<T>(AcceleratorStream stream, UnaryOperator op, double a, double b, StridedView<T> dy, StridedView<T> kept, ArrayView<T> dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var launch = new GradientLaunch<T>(stream, dy, kept, dx);
        UnaryOperators.Visit<T, GradientLaunch<T>>(op, a, b, ref launch);
    }

    /// <summary>All operands have y's shape.</summary>
    public static void Binary<T>(AcceleratorStream stream, BinaryOperator op, StridedView<T> a, StridedView<T> b, ArrayView<T> y)
        where T : unmanaged, INumber<T>
    {
        switch (op)
        {
            case BinaryOperator.Add: Binary<T, Add<T>>(stream, a, b, y); break;
            case BinaryOperator.Subtract: Binary<T, Subtract<T>>(stream, a, b, y); break;
            case BinaryOperator.Multiply: Binary<T, Multiply<T>>(stream, a, b, y); break;
            case BinaryOperator.Divide: Binary<T, Divide<T>>(stream, a, b, y); break;
            case BinaryOperator.Maximum: Binary<T, Maximum<T>>(stream, a, b, y); break;
            case BinaryOperator.Minimum: Binary<T, Minimum<T>>(stream, a, b, y); break;
            case BinaryOperator.Remainder: Binary<T, Remainder<T>>(stream, a, b, y); break;
            case BinaryOperator.TruncatedRemainder: Binary<T, TruncatedRemainder<T>>(stream, a, b, y); break;
            case BinaryOperator.Power: Binary<T, Power<T>>(stream, a, b, y); break;
            default: throw new NotSupportedException($"{op}: not defined for integers; convert to a floating-point dtype first.");
        }
    }

    /// <summary>As <see cref="Binary{T}"/>, and the operators that only floating-point numbers have.</summary>
    public static void BinaryOfReals<T>(AcceleratorStream stream, BinaryOperator op, StridedView<T> a, StridedView<T> b, ArrayView<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (op)
        {
            case BinaryOperator.Atan2: Binary<T, Atan2<T>>(stream, a, b, y); break;
            case BinaryOperator.Hypot: Binary<T, Hypot<T>>(stream, a, b, y); break;
            case BinaryOperator.LogAddExp: Binary<T, LogAddExp<T>>(stream, a, b, y); break;
            default: Binary(stream, op, a, b, y); break;
        }
    }

    public static void Compare<T>(AcceleratorStream stream, CompareOperator op, StridedView<T> a, StridedView<T> b, ArrayView<byte> y)
        where T : unmanaged, INumber<T>
    {
        switch (op)
        {
            case CompareOperator.Equal: Compare<T, Equal<T>>(stream, a, b, y); break;
            case CompareOperator.NotEqual: Compare<T, NotEqual<T>>(stream, a, b, y); break;
            case CompareOperator.Less: Compare<T, Less<T>>(stream, a, b, y); break;
            case CompareOperator.LessOrEqual: Compare<T, LessOrEqual<T>>(stream, a, b, y); break;
            case CompareOperator.Greater: Compare<T, Less<T>>(stream, b, a, y); break;
            default: Compare<T, LessOrEqual<T>>(stream, b, a, y); break;
        }
    }

    public static void Where<T>(AcceleratorStream stream, StridedView<byte> condition, StridedView<T> a, StridedView<T> b, ArrayView<T> y)
        where T : unmanaged
    {
        if (condition.TryWiden(out var wide) && a.TryWiden(out var aWide) && b.TryWiden(out var bWide) && StridedView<T>.IsAligned(y))
            stream.Load(ElementwiseKernels.WhereWide<T>).LaunchOver(stream, Items(y.Length, 4), condition.Memory, wide, a.Memory, aWide, b.Memory, bWide, y);
        else
        {
            stream.Load(ElementwiseKernels.Where<T>).LaunchOver(
                stream, Items(y.Length), condition.Memory, condition.Layout, a.Memory, a.Layout, b.Memory, b.Layout, y);
        }
    }

    /// <summary>Both sides strided, of one shape.</summary>
    public static void Copy<T>(AcceleratorStream stream, StridedView<T> x, StridedView<T> y)
        where T : unmanaged
    {
        if (x.IsDense && y.IsDense) stream.Accelerator.Copy(x.Dense, y.Dense, stream);
        else if (y.IsDense && Transpose.TryCopy(stream, x, y.Dense)) return;
        else if (x.TryWiden(out var xWide) && y.TryWiden(out var yWide))
            stream.Load(ElementwiseKernels.CopyWide<T>).LaunchOver(stream, Items(y.Count, 4), x.Memory, xWide, y.Memory, yWide);
        else stream.Load(ElementwiseKernels.Copy<T>).LaunchOver(stream, Items(y.Count), x.Memory, x.Layout, y.Memory, y.Layout);
    }

    public static void Fill<T>(AcceleratorStream stream, T value, StridedView<T> y)
        where T : unmanaged
    {
        if (y.IsWide) stream.Load(ElementwiseKernels.Fill<T>).LaunchOver(stream, Items(y.Count, 4), y.Dense, value);
        else stream.Load(ElementwiseKernels.FillStrided<T>).LaunchOver(stream, Items(y.Count), y.Memory, y.Layout, value);
    }

    public static void Ramp<T>(AcceleratorStream stream, double start, double step, ArrayView<T> y)
        where T : unmanaged, INumber<T>
    {
        // whole numbers need no double precision, which small devices lack
        bool whole = double.IsInteger(start) && double.IsInteger(step) && Math.Abs(start) < 1L << 52 && Math.Abs(step) < 1L << 31;
        if (whole) stream.Load(ElementwiseKernels.RampOfIntegers<T>).LaunchOver(stream, Items(y.Length), y, (long)start, (long)step);
        else stream.Load(ElementwiseKernels.Ramp<T>).LaunchOver(stream, Items(y.Length), y, start, step);
    }

    public static void Cast<TFrom, TTo, TConversion>(AcceleratorStream stream, StridedView<TFrom> x, ArrayView<TTo> y)
        where TFrom : unmanaged
        where TTo : unmanaged
        where TConversion : unmanaged, IConversion<TFrom, TTo>
    {
        if (x.TryWiden(out var wide) && StridedView<TTo>.IsAligned(y))
            stream.Load(ElementwiseKernels.CastWide<TFrom, TTo, TConversion>).LaunchOver(stream, Items(y.Length, 4), x.Memory, wide, y);
        else
            stream.Load(ElementwiseKernels.Cast<TFrom, TTo, TConversion>).LaunchOver(stream, Items(y.Length), x.Memory, x.Layout, y);
    }

    private static void Binary<T, TOp>(AcceleratorStream stream, StridedView<T> a, StridedView<T> b, ArrayView<T> y)
        where T : unmanaged
        where TOp : unmanaged, IBinaryOperator<T>
    {
        if (a.IsWide && b.IsWide && StridedView<T>.IsAligned(y))
            stream.Load(ElementwiseKernels.Binary<T, TOp>).LaunchOver(stream, Items(y.Length, 4), a.Dense, b.Dense, y);
        else if (a.TryWiden(out var aWide) && b.TryWiden(out var bWide) && StridedView<T>.IsAligned(y))
            stream.Load(ElementwiseKernels.BinaryWide<T, TOp>).LaunchOver(stream, Items(y.Length, 4), a.Memory, aWide, b.Memory, bWide, y);
        else
            stream.Load(ElementwiseKernels.BinaryStrided<T, TOp>).LaunchOver(stream, Items(y.Length), a.Memory, a.Layout, b.Memory, b.Layout, y);
    }

    private static void Compare<T, TOp>(AcceleratorStream stream, StridedView<T> a, StridedView<T> b, ArrayView<byte> y)
        where T : unmanaged
        where TOp : unmanaged, ICompareOperator<T>
    {
        if (a.TryWiden(out var aWide) && b.TryWiden(out var bWide) && StridedView<byte>.IsAligned(y))
            stream.Load(ElementwiseKernels.CompareWide<T, TOp>).LaunchOver(stream, Items(y.Length, 4), a.Memory, aWide, b.Memory, bWide, y);
        else
            stream.Load(ElementwiseKernels.Compare<T, TOp>).LaunchOver(stream, Items(y.Length), a.Memory, a.Layout, b.Memory, b.Layout, y);
    }

    private readonly struct UnaryLaunch<T>(AcceleratorStream stream, StridedView<T> x, ArrayView<T> y) : IUnaryVisitor<T>
        where T : unmanaged
    {
        public void Visit<TOp>(TOp op)
            where TOp : unmanaged, IUnaryOperator<T>
        {
            if (x.IsWide && StridedView<T>.IsAligned(y))
                stream.Load(ElementwiseKernels.Unary<T, TOp>).LaunchOver(stream, Items(y.Length, 4), x.Dense, y, op);
            else
                stream.Load(ElementwiseKernels.UnaryStrided<T, TOp>).LaunchOver(stream, Items(y.Length), x.Memory, x.Layout, y, op);
        }
    }

    private readonly struct GradientLaunch<T>(AcceleratorStream stream, StridedView<T> dy, StridedView<T> kept, ArrayView<T> dx) : IUnaryVisitor<T>
        where T : unmanaged, INumber<T>
    {
        public void Visit<TOp>(TOp op)
            where TOp : unmanaged, IUnaryOperator<T>
        {
            if (dy.IsWide && kept.IsWide && StridedView<T>.IsAligned(dx))
                stream.Load(ElementwiseKernels.Gradient<T, TOp>).LaunchOver(stream, Items(dx.Length, 4), dy.Dense, kept.Dense, dx, op);
            else
                stream.Load(ElementwiseKernels.GradientStrided<T, TOp>).LaunchOver(
                    stream, Items(dx.Length), dy.Memory, dy.Layout, kept.Memory, kept.Layout, dx, op);
        }
    }
}
