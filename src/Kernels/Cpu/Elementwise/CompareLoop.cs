using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>y = a stands in a relation to b, as bytes 0 and 1.</summary>
internal static unsafe class CompareLoop<T, TOp>
    where T : unmanaged, INumber<T>
    where TOp : struct, ICompareOperator<T>
{
    public static void Run(Strided<T> a, Strided<T> b, Strided<byte> y)
    {
        long count = y.Count;
        WorkerPool.For(Pieces.Of(count), new Job(new(a), new(b), y.Data, count));
    }

    [MethodImpl(JitOptions.Kernel)]
    private static void Row(T* a, T* b, byte* y, int n)
    {
        int width = Vector512<T>.Count, i = 0;
        for (; i <= n - width; i += width) Store(TOp.Apply(Vector512.Load(a + i), Vector512.Load(b + i)), y + i, width);
        if (i < n) Store(TOp.Apply(Tail.Load(a + i, n - i), Tail.Load(b + i, n - i)), y + i, n - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<T> mask, byte* y, int n)
    {
        if (Vector512.IsHardwareAccelerated && sizeof(T) == 4 && n == 16)
        {
            Vector512<uint> ones = mask.AsUInt32() & Vector512<uint>.One;
            Vector512<ushort> half = Vector512.Narrow(ones, ones);
            Vector512.Narrow(half, half).GetLower().GetLower().Store(y);
            return;
        }
        ulong bits = mask.ExtractMostSignificantBits();
        if (Bmi2.X64.IsSupported && n % 8 == 0)
        {
            // eight bits to the lowest bits of eight bytes
            for (int i = 0; i < n; i += 8) *(ulong*)(y + i) = Bmi2.X64.ParallelBitDeposit(bits >> i, 0x0101010101010101);
            return;
        }
        for (int i = 0; i < n; i++) y[i] = (byte)(bits >> i & 1);
    }

    private readonly struct Job(Operand<T> a, Operand<T> b, byte* y, long count) : IParallelJob
    {
        [SkipLocalsInit]
        public void Run(int index)
        {
            T* first = stackalloc T[Operand<T>.Block];
            T* second = stackalloc T[Operand<T>.Block];
            long start = (long)index * Pieces.Length, end = Math.Min(count, start + Pieces.Length), run = Math.Max(a.Run, b.Run);
            for (int n; start < end; start += n)
            {
                n = Pieces.Block(start, end, run, Operand<T>.Block);
                Row(a.Read(start, n, first), b.Read(start, n, second), y + start, n);
            }
        }
    }
}
