using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Neuron.Kernels.Language;
using Neuron.Kernels.Operators;

namespace Neuron.Kernels.Cpu;

/// <summary>Conversions between element types. Floating point to integer goes towards zero and saturates; NaN becomes 0.</summary>
internal static unsafe class Casts
{
    /// <summary>What a conversion does with a row of neighbouring elements.</summary>
    private interface IRow<TFrom, TTo>
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        static abstract void Run(TFrom* x, TTo* y, int n);
    }

    public static void Convert<TFrom, TTo>(Strided<TFrom> x, Strided<TTo> y)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo> => Run<TFrom, TTo, Numbers<TFrom, TTo>>(x, y);

    /// <summary>≠ 0; NaN is true.</summary>
    public static void ToBool<TFrom>(Strided<TFrom> x, Strided<byte> y)
        where TFrom : unmanaged, INumber<TFrom> => Run<TFrom, byte, Truth<TFrom>>(x, y);

    public static void ToBFloat16<TFrom>(Strided<TFrom> x, Strided<BFloat16> y)
        where TFrom : unmanaged, INumber<TFrom> => Run<TFrom, BFloat16, Narrowing<TFrom>>(x, y);

    public static void FromBFloat16(Strided<BFloat16> x, Strided<float> y) => Run<BFloat16, float, Widening>(x, y);

    private static void Run<TFrom, TTo, TRow>(Strided<TFrom> x, Strided<TTo> y)
        where TFrom : unmanaged
        where TTo : unmanaged
        where TRow : struct, IRow<TFrom, TTo>
    {
        long count = y.Count;
        WorkerPool.For(Pieces.Of(count), new Job<TFrom, TTo, TRow>(new(x), y.Data, count));
    }

    private readonly struct Job<TFrom, TTo, TRow>(Operand<TFrom> x, TTo* y, long count) : IParallelJob
        where TFrom : unmanaged
        where TTo : unmanaged
        where TRow : struct, IRow<TFrom, TTo>
    {
        [SkipLocalsInit]
        public void Run(int index)
        {
            TFrom* buffer = stackalloc TFrom[Operand<TFrom>.Block];
            long start = (long)index * Pieces.Length, end = Math.Min(count, start + Pieces.Length), run = x.Run;
            for (int n; start < end; start += n)
            {
                n = Pieces.Block(start, end, run, Operand<TFrom>.Block);
                TRow.Run(x.Read(start, n, buffer), y + start, n);
            }
        }
    }

    private readonly struct Numbers<TFrom, TTo> : IRow<TFrom, TTo>
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        [MethodImpl(JitOptions.Kernel)]
        public static void Run(TFrom* x, TTo* y, int n)
        {
            int i = 0;
            if (typeof(TFrom) == typeof(float) && typeof(TTo) == typeof(double))
            {
                for (; i <= n - 16; i += 16)
                {
                    Vector512<float> v = Vector512.Load((float*)x + i);
                    Vector512.WidenLower(v).Store((double*)y + i);
                    Vector512.WidenUpper(v).Store((double*)y + i + 8);
                }
            }
            else if (typeof(TFrom) == typeof(double) && typeof(TTo) == typeof(float))
            {
                for (; i <= n - 16; i += 16)
                    Vector512.Narrow(Vector512.Load((double*)x + i), Vector512.Load((double*)x + i + 8)).Store((float*)y + i);
            }
            else if (typeof(TFrom) == typeof(byte) && typeof(TTo) == typeof(float))
            {
                for (; i <= n - 16; i += 16)
                {
                    Vector256<ushort> wide = Vector256.WidenLower(Vector128.Load((byte*)x + i).ToVector256());
                    Vector512.ConvertToSingle(Vector512.WidenLower(wide.ToVector512()).AsInt32()).Store((float*)y + i);
                }
            }
            for (; i < n; i++) y[i] = TTo.CreateTruncating(x[i]);
        }
    }

    private readonly struct Truth<TFrom> : IRow<TFrom, byte>
        where TFrom : unmanaged, INumber<TFrom>
    {
        public static void Run(TFrom* x, byte* y, int n)
        {
            for (int i = 0; i < n; i++) y[i] = x[i] != TFrom.Zero ? (byte)1 : (byte)0;
        }
    }

    private readonly struct Narrowing<TFrom> : IRow<TFrom, BFloat16>
        where TFrom : unmanaged, INumber<TFrom>
    {
        public static void Run(TFrom* x, BFloat16* y, int n)
        {
            for (int i = 0; i < n; i++) y[i] = (BFloat16)Rounding.ToOdd(x[i]);
        }
    }

    private readonly struct Widening : IRow<BFloat16, float>
    {
        [MethodImpl(JitOptions.Kernel)]
        public static void Run(BFloat16* x, float* y, int n)
        {
            int i = 0;
            for (; i <= n - 32; i += 32)
            {
                Vector512<ushort> v = Vector512.Load((ushort*)x + i);
                (Vector512.WidenLower(v) << 16).AsSingle().Store((float*)y + i);
                (Vector512.WidenUpper(v) << 16).AsSingle().Store((float*)y + i + 16);
            }
            for (; i < n; i++) y[i] = x[i];
        }
    }
}
