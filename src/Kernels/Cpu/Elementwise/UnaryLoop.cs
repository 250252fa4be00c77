using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>y = f(x) of a strided x into a contiguous y.</summary>
internal readonly ref struct UnaryLoop<T>(Strided<T> x, Strided<T> y) : IUnaryVisitor<T>
    where T : unmanaged, INumber<T>
{
    private const int OrdinaryBlock = 512;

    private readonly Strided<T> _x = x, _y = y;

    public unsafe void Visit<TOp>(TOp op)
        where TOp : unmanaged, IUnaryOperator<T>
    {
        long count = _y.Count;
        if (count <= Pieces.Length && _x.IsContiguous) Row(op, _x.Data, _y.Data, (int)count, isStreamed: false);
        else WorkerPool.For(Pieces.Of(count), new Job<TOp>(op, new(_x), _y.Data, count));
    }

    /// <summary>n neighbouring elements.</summary>
    internal static unsafe void Row<TOp>(TOp op, T* x, T* y, int n, bool isStreamed)
        where TOp : struct, IVectorFunction<T>
    {
        int done = isStreamed ? Whole<TOp, StreamedStore<T>>(op, x, y, n) : Whole<TOp, CachedStore<T>>(op, x, y, n);
        if (done < n) Last(op, x + done, y + done, n - done);
    }

    /// <summary>Whole vectors; gives the number of elements done.</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static unsafe int Whole<TOp, TStore>(TOp op, T* x, T* y, nint n)
        where TOp : struct, IVectorFunction<T>
        where TStore : struct, IStore<T>
    {
        nint width = Vector512<T>.Count, half = width / 2, i = 0;
        if (TOp.OrdinaryExtent > 0 && x != y) i = Ordinary<TOp, TStore>(op, x, y, n); // of a block in place nothing would be left to do again
        if (TOp.IsLong && !Vector512.IsHardwareAccelerated)
            for (; i <= n - half; i += half) TStore.Write(op.Apply(VectorMath.OneRegister(x + i)).GetLower(), y + i);
        else
            for (; i <= n - width; i += width) TStore.Write(op.Apply(Vector512.Load(x + i)), y + i);
        return (int)i;
    }

    /// <summary>Whole blocks by the short form, and again by the whole one where an argument was not ordinary; gives the number of elements done.</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static unsafe nint Ordinary<TOp, TStore>(TOp op, T* x, T* y, nint n)
        where TOp : struct, IVectorFunction<T>
        where TStore : struct, IStore<T>
    {
        nint width = Vector512<T>.Count, half = width / 2, i = 0;
        for (; i <= n - OrdinaryBlock; i += OrdinaryBlock)
        {
            bool isOrdinary;
            if (TOp.IsLong && !Vector512.IsHardwareAccelerated)
            {
                Vector256<uint> extent = default;
                for (nint j = i; j < i + OrdinaryBlock; j += half)
                {
                    Vector512<T> v = VectorMath.OneRegister(x + j);
                    extent = Vector256.Max(extent, TOp.Extent(v).GetLower());
                    TStore.Write(op.ApplyOrdinary(v).GetLower(), y + j);
                }
                isOrdinary = Vector256.LessThanOrEqualAll(extent, Vector256.Create(TOp.OrdinaryExtent));
            }
            else
            {
                Vector512<uint> extent = default;
                for (nint j = i; j < i + OrdinaryBlock; j += width)
                {
                    Vector512<T> v = Vector512.Load(x + j);
                    extent = Vector512.Max(extent, TOp.Extent(v));
                    TStore.Write(op.ApplyOrdinary(v), y + j);
                }
                isOrdinary = Vector512.LessThanOrEqualAll(extent, Vector512.Create(TOp.OrdinaryExtent));
            }
            if (!isOrdinary)
                for (nint j = i; j < i + OrdinaryBlock; j += width) TStore.Write(op.Apply(Vector512.Load(x + j)), y + j);
        }
        return i;
    }

    [MethodImpl(JitOptions.Kernel)]
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
