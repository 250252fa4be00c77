using System.Numerics;
using Neuron.Kernels.Gpu;
using Neuron.Kernels.Language;
using Half = Neuron.Kernels.Language.Half;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Cast(Tensor x, Tensor y)
    {
        switch (x.DType)
        {
            case DType.Float32: From<float>(x, y); break;
            case DType.Float64: From<double>(x, y); break;
            case DType.Int32: From<int>(x, y); break;
            case DType.Int64: From<long>(x, y); break;
            case DType.UInt8 or DType.Bool: From<byte>(x, y); break;
            case DType.Float16: FromHalf(x, y); break;
            default: FromBFloat16(x, y); break;
        }
    }

    private void From<T>(Tensor x, Tensor y)
        where T : unmanaged, INumber<T>
    {
        switch (y.DType)
        {
            case DType.Float32: Convert<T, float, NumberToNumber<T, float>>(x, y); break;
            case DType.Float64: Convert<T, double, NumberToNumber<T, double>>(x, y); break;
            case DType.Int32: Convert<T, int, NumberToNumber<T, int>>(x, y); break;
            case DType.Int64: Convert<T, long, NumberToNumber<T, long>>(x, y); break;
            case DType.UInt8: Convert<T, byte, NumberToNumber<T, byte>>(x, y); break;
            case DType.Bool: Convert<T, byte, NumberToBool<T>>(x, y); break;
            case DType.Float16: Convert<T, Half, NumberToHalf<T>>(x, y); break;
            default: Convert<T, BFloat16, NumberToBFloat16<T>>(x, y); break;
        }
    }

    private void FromHalf(Tensor x, Tensor y)
    {
        switch (y.DType)
        {
            case DType.Float32: Convert<Half, float, HalfToNumber<float>>(x, y); break;
            case DType.Float64: Convert<Half, double, HalfToNumber<double>>(x, y); break;
            case DType.Int32: Convert<Half, int, HalfToNumber<int>>(x, y); break;
            case DType.Int64: Convert<Half, long, HalfToNumber<long>>(x, y); break;
            case DType.UInt8: Convert<Half, byte, HalfToNumber<byte>>(x, y); break;
            case DType.Bool: Convert<Half, byte, HalfToBool>(x, y); break;
            default: Convert<Half, BFloat16, HalfToBFloat16>(x, y); break;
        }
    }

    private void FromBFloat16(Tensor x, Tensor y)
    {
        switch (y.DType)
        {
            case DType.Float32: Convert<BFloat16, float, BFloat16ToNumber<float>>(x, y); break;
            case DType.Float64: Convert<BFloat16, double, BFloat16ToNumber<double>>(x, y); break;
            case DType.Int32: Convert<BFloat16, int, BFloat16ToNumber<int>>(x, y); break;
            case DType.Int64: Convert<BFloat16, long, BFloat16ToNumber<long>>(x, y); break;
            case DType.UInt8: Convert<BFloat16, byte, BFloat16ToNumber<byte>>(x, y); break;
            case DType.Bool: Convert<BFloat16, byte, BFloat16ToBool>(x, y); break;
            default: Convert<BFloat16, Half, BFloat16ToHalf>(x, y); break;
        }
    }

    private void Convert<TFrom, TTo, TConversion>(Tensor x, Tensor y)
        where TFrom : unmanaged
        where TTo : unmanaged
        where TConversion : unmanaged, IConversion<TFrom, TTo> =>
        Elementwise.Cast<TFrom, TTo, TConversion>(Stream, Of<TFrom>(x), y.DenseView<TTo>());
}
