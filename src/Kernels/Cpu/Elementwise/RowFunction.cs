using System.Numerics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>An element-wise operation on neighbouring elements, chosen at run time: a step of a <see cref="ChainLoop{T}"/>.</summary>
internal abstract unsafe class RowFunction<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>y = f(x); <paramref name="a"/> and <paramref name="b"/> are the operator's constants.</summary>
    public static RowFunction<T> Unary(UnaryOperator op, double a, double b)
    {
        var choice = new UnaryChoice();
        UnaryOperators.Visit<T, UnaryChoice>(op, a, b, ref choice);
        return choice.Function!;
    }

    /// <summary>dx = dy · f′, of dy and what the operator keeps.</summary>
    public static RowFunction<T> UnaryGradient(UnaryOperator op, double a, double b)
    {
        var choice = new GradientChoice();
        UnaryOperators.Visit<T, GradientChoice>(op, a, b, ref choice);
        return choice.Function!;
    }

    /// <summary>y = f(a, b).</summary>
    public static RowFunction<T> Binary(BinaryOperator op)
    {
        var choice = new BinaryChoice();
        BinaryOperators.VisitReal<T, BinaryChoice>(op, ref choice);
        return choice.Function!;
    }

    /// <summary>n elements; y may be one of the operands. A function of one operand does not read <paramref name="b"/>.</summary>
    public abstract void Run(T* a, T* b, T* y, int n, bool isStreamed);

    private sealed class OfOne<TOp>(TOp op) : RowFunction<T>
        where TOp : struct, IVectorFunction<T>
    {
        public override void Run(T* a, T* b, T* y, int n, bool isStreamed) => UnaryLoop<T>.Row(op, a, y, n, isStreamed);
    }

    private sealed class OfTwo<TOp>(TOp op) : RowFunction<T>
        where TOp : struct, IPairOperator<T>
    {
        public override void Run(T* a, T* b, T* y, int n, bool isStreamed) => BinaryLoop<T>.Row(op, a, b, y, n, isStreamed);
    }

    private struct UnaryChoice : IUnaryVisitor<T>
    {
        public RowFunction<T>? Function { get; private set; }

        public void Visit<TOp>(TOp op)
            where TOp : unmanaged, IUnaryOperator<T> => Function = new OfOne<TOp>(op);
    }

    private struct GradientChoice : IUnaryVisitor<T>
    {
        public RowFunction<T>? Function { get; private set; }

        public void Visit<TOp>(TOp op)
            where TOp : unmanaged, IUnaryOperator<T> => Function = new OfTwo<GradientLoop<T>.Multiplier<TOp>>(new(op));
    }

    private struct BinaryChoice : IBinaryVisitor<T>
    {
        public RowFunction<T>? Function { get; private set; }

        public void Visit<TOp>()
            where TOp : struct, IBinaryOperator<T> => Function = new OfTwo<BinaryLoop<T>.Static<TOp>>(default);
    }
}
