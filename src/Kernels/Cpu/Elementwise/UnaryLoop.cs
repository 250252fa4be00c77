using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>y = f(x) of a strided x into a contiguous y.</summary>
internal readonly ref struct UnaryLoop<T>(Strided<T> x, Strided<T> y) : IUnaryVisitor<T>
    where T : unmanaged, INumber<T>
{
    private readonly Strided<T> _x = x, _y = y;

    public unsafe void Visit<TOp>(TOp op)
        where TOp : unmanaged, IUnaryOperator<T>
    {
        long count = _y.Count;
        if (count <= Pieces.Length && _x.IsContiguous) Row(op, _x.Data, _y.Data, (int)count, isStreamed: false);
        else WorkerPool.For(Pieces.Of(count), new Job<TOp>(op, new(_x), _y.Data, count));
    }

    /// <summary>n neighbouring elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static unsafe void Row<TOp>(TOp op, T* x, T* y, int n, bool isStreamed)
        where TOp : struct, IVectorFunction<T>
    {
        nint width = Vector512<T>.Count, half = width / 2, i = 0;
        if (!TOp.IsLong)
        {
            // two loops: beside so little work the choice in every round would be felt
            if (isStreamed) for (; i <= n - width; i += width) VectorMath.Stream(op.Apply(Vector512.Load(x + i)), y + i);
            else for (; i <= n - width; i += width) op.Apply(Vector512.Load(x + i)).Store(y + i);
        }
        else if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= n - width; i += width)
            {
                Vector512<T> v = op.Apply(Vector512.Load(x + i)); // stands here once: its code is long
                if (isStreamed) VectorMath.Stream(v, y + i);
                else v.Store(y + i);
            }
        }
        else
        {
            for (; i <= n - half; i += half)
            {
                Vector256<T> v = op.Apply(VectorMath.OneRegister(x + i)).GetLower();
                if (isStreamed) v.StoreAlignedNonTemporal(y + i);
                else v.Store(y + i);
            }
        }
        if (i < n) Last(op, x + i, y + i, n - (int)i);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Last<TOp>(TOp op, T* x, T* y, int n)
        where TOp : struct, IVectorFunction<T> => Tail.Store(op.Apply(Tail.Load(x, n)), y, n);

    private readonly unsafe struct Job<TOp>(TOp op, Operand<T> x, T* y, long count) : IParallelJob
        where TOp : struct, IUnaryOperator<T>
    {
        [SkipLocalsInit]
        public void Run(int index)
        {
            T* buffer = stackalloc T[Operand<T>.Block];
            long start = (long)index * Pieces.Length, end = Math.Min(count, start + Pieces.Length);
            bool isStreamed = Pieces.IsStreamed(y, count);
            if (x.IsContiguous)
            {
                Row(op, x.Read(start, 0, buffer), y + start, (int)(end - start), isStreamed);
                return;
            }
            long run = x.Run;
            for (int n; start < end; start += n)
            {
                n = Pieces.Block(start, end, run, Operand<T>.Block);
                Row(op, x.Read(start, n, buffer), y + start, n, isStreamed && (nint)(y + start) % 64 == 0);
            }
        }
    }
}
