using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>dx = dy · f′, in one pass over dy and what the operator keeps.</summary>
internal readonly ref struct GradientLoop<T>(Strided<T> dy, Strided<T> kept, Strided<T> dx) : IUnaryVisitor<T>
    where T : unmanaged, INumber<T>
{
    private readonly Strided<T> _dy = dy, _kept = kept, _dx = dx;

    public void Visit<TOp>(TOp op)
        where TOp : unmanaged, IUnaryOperator<T>
    {
        if (BinaryLoop<T>.TryRunSmall(new Multiplier<TOp>(op), _dy, _kept, _dx)) return;
        BinaryLoop<T>.Run(new Multiplier<TOp>(op), _dy, _kept, _dx);
    }

    /// <summary>The slope of an operator as a loop takes it.</summary>
    internal readonly struct Multiplier<TOp>(TOp op) : IPairOperator<T>
        where TOp : struct, IUnaryOperator<T>
    {
        public static bool IsLong => TOp.IsLong;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply(Vector512<T> dy, Vector512<T> kept) => dy * op.Derivative(kept);
    }
}
