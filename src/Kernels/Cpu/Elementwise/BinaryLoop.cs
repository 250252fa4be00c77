using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>y = f(a, b) of operands of y's shape (broadcast axes have stride 0) into a contiguous y.</summary>
internal static unsafe class BinaryLoop<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>The common case of few elements side by side, without any set-up.</summary>
    public static bool TryRunSmall<TOp>(TOp op, Strided<T> a, Strided<T> b, Strided<T> y)
        where TOp : struct, IPairOperator<T>
    {
        long count = y.Count;
        if (count > Pieces.Length || !a.IsContiguous || !b.IsContiguous) return false;
        Row(op, a.Data, b.Data, y.Data, (int)count, isStreamed: false);
        return true;
    }

    public static void Run<TOp>(TOp op, Strided<T> a, Strided<T> b, Strided<T> y)
        where TOp : struct, IPairOperator<T>
    {
        long count = y.Count;
        WorkerPool.For(Pieces.Of(count), new Job<TOp>(op, new(a), new(b), y.Data, count));
    }

    /// <summary>n neighbouring elements of each.</summary>
    internal static void Row<TOp>(TOp op, T* a, T* b, T* y, int n, bool isStreamed)
        where TOp : struct, IPairOperator<T>
    {
        int done = isStreamed ? Whole<TOp, StreamedStore<T>>(op, a, b, y, n) : Whole<TOp, CachedStore<T>>(op, a, b, y, n);
        if (done < n) Last(op, a + done, b + done, y + done, n - done);
    }

    /// <summary>Whole vectors; gives the number of elements done.</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static int Whole<TOp, TStore>(TOp op, T* a, T* b, T* y, nint n)
        where TOp : struct, IPairOperator<T>
        where TStore : struct, IStore<T>
    {
        nint width = Vector512<T>.Count, half = width / 2, i = 0;
        if (TOp.IsLong && !Vector512.IsHardwareAccelerated)
            for (; i <= n - half; i += half) TStore.Write(op.Apply(VectorMath.OneRegister(a + i), VectorMath.OneRegister(b + i)).GetLower(), y + i);
        else
            for (; i <= n - width; i += width) TStore.Write(op.Apply(Vector512.Load(a + i), Vector512.Load(b + i)), y + i);
        return (int)i;
    }

    [MethodImpl(JitOptions.Kernel)]
    private static void Last<TOp>(TOp op, T* a, T* b, T* y, int n)
        where TOp : struct, IPairOperator<T> => Tail.Store(op.Apply(Tail.Load(a, n), Tail.Load(b, n)), y, n);

    /// <summary>Runs the operator that it is handed.</summary>
    public readonly ref struct Visitor(Strided<T> a, Strided<T> b, Strided<T> y) : IBinaryVisitor<T>
    {
        private readonly Strided<T> _a = a, _b = b, _y = y;

        public void Visit<TOp>()
            where TOp : struct, IBinaryOperator<T>
        {
            if (!TryRunSmall(default(Static<TOp>), _a, _b, _y)) Run(default(Static<TOp>), _a, _b, _y);
        }
    }

    /// <summary>The operator as a loop takes it.</summary>
    public readonly struct Static<TOp> : IPairOperator<T>
        where TOp : struct, IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => TOp.Apply(a, b);
    }

    private readonly struct Job<TOp>(TOp op, Operand<T> a, Operand<T> b, T* y, long count) : IParallelJob
        where TOp : struct, IPairOperator<T>
    {
        [SkipLocalsInit]
        public void Run(int index)
        {
            T* first = stackalloc T[Operand<T>.Block];
            T* second = stackalloc T[Operand<T>.Block];
            long start = (long)index * Pieces.Length, end = Math.Min(count, start + Pieces.Length);
            bool isStreamed = Pieces.IsStreamed(y, count);
            if (a.IsContiguous && b.IsContiguous)
            {
                Row(op, a.Read(start, 0, first), b.Read(start, 0, second), y + start, (int)(end - start), isStreamed);
                return;
            }
            long run = Math.Max(a.Run, b.Run);
            for (int n; start < end; start += n)
            {
                n = Pieces.Block(start, end, run, Operand<T>.Block);
                Row(op, a.Read(start, n, first), b.Read(start, n, second), y + start, n, isStreamed && (nint)(y + start) % 64 == 0);
            }
        }
    }
}
