using System.Numerics;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Cpu;

/// <summary>Conversions between element types. Floating point to integer goes towards zero and saturates; NaN becomes 0.</summary>
internal static unsafe class Casts
{
    public static void Convert<TFrom, TTo>(Strided<TFrom> x, Strided<TTo> y)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        long count = y.Count;
        for (long i = 0; i < count; i++) y.Data[i] = TTo.CreateTruncating(x.Data[StridedLoop.Offset(i, x.Shape, x.Strides)]);
    }

    /// <summary>≠ 0; NaN is true.</summary>
    public static void ToBool<TFrom>(Strided<TFrom> x, Strided<byte> y)
        where TFrom : unmanaged, INumber<TFrom>
    {
        long count = y.Count;
        for (long i = 0; i < count; i++)
            y.Data[i] = x.Data[StridedLoop.Offset(i, x.Shape, x.Strides)] != TFrom.Zero ? (byte)1 : (byte)0;
    }

    public static void ToBFloat16<TFrom>(Strided<TFrom> x, Strided<BFloat16> y)
        where TFrom : unmanaged, INumber<TFrom>
    {
        long count = y.Count;
        for (long i = 0; i < count; i++)
            y.Data[i] = (BFloat16)float.CreateTruncating(x.Data[StridedLoop.Offset(i, x.Shape, x.Strides)]);
    }

    public static void FromBFloat16(Strided<BFloat16> x, Strided<float> y)
    {
        long count = y.Count;
        for (long i = 0; i < count; i++) y.Data[i] = x.Data[StridedLoop.Offset(i, x.Shape, x.Strides)];
    }
}
