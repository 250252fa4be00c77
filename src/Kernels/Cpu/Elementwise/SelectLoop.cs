using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu;

/// <summary>y = condition ? a : b.</summary>
internal static unsafe class SelectLoop<T>
    where T : unmanaged
{
    public static void Run(Strided<byte> condition, Strided<T> a, Strided<T> b, Strided<T> y)
    {
        long count = y.Count;
        WorkerPool.For(Pieces.Of(count), new Job(new(condition), new(a), new(b), y.Data, count));
    }

    [MethodImpl(JitOptions.Kernel)]
    private static void Row(byte* c, T* a, T* b, T* y, int n)
    {
        int i = 0;
        if (sizeof(T) == 4)
        {
            for (; i <= n - 16; i += 16)
            {
                Vector256<ushort> wide = Vector256.WidenLower(Vector128.Load(c + i).ToVector256());
                Vector512<uint> is0 = Vector512.Equals(Vector512.WidenLower(wide.ToVector512()), Vector512<uint>.Zero);
                Vector512.ConditionalSelect(is0, Vector512.Load((uint*)b + i), Vector512.Load((uint*)a + i)).Store((uint*)y + i);
            }
        }
        for (; i < n; i++) y[i] = c[i] != 0 ? a[i] : b[i];
    }

    private readonly struct Job(Operand<byte> condition, Operand<T> a, Operand<T> b, T* y, long count) : IParallelJob
    {
        [SkipLocalsInit]
        public void Run(int index)
        {
            byte* chosen = stackalloc byte[Operand<T>.Block];
            T* first = stackalloc T[Operand<T>.Block];
            T* second = stackalloc T[Operand<T>.Block];
            long start = (long)index * Pieces.Length, end = Math.Min(count, start + Pieces.Length);
            long run = Math.Max(condition.Run, Math.Max(a.Run, b.Run));
            for (int n; start < end; start += n)
            {
                n = Pieces.Block(start, end, run, Operand<T>.Block);
                Row(condition.Read(start, n, chosen), a.Read(start, n, first), b.Read(start, n, second), y + start, n);
            }
        }
    }
}
