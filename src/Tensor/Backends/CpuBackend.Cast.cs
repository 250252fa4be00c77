using System.Numerics;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Language;
using Half = System.Half;

namespace Neuron;

internal sealed partial class CpuBackend
{
    public void Cast(Tensor x, Tensor y)
    {
        switch (x.DType)
        {
            case DType.Float32: From(Of<float>(x), y); break;
            case DType.Float64: From(Of<double>(x), y); break;
            case DType.Int32: From(Of<int>(x), y); break;
            case DType.Int64: From(Of<long>(x), y); break;
            case DType.UInt8 or DType.Bool: From(Of<byte>(x), y); break;
            case DType.Float16: From(Of<Half>(x), y); break;
            default: FromBFloat16(x, y); break;
        }
    }

    private static void From<T>(Strided<T> x, Tensor y)
        where T : unmanaged, INumber<T>
    {
        switch (y.DType)
        {
            case DType.Float32: Casts.Convert(x, Of<float>(y)); break;
            case DType.Float64: Casts.Convert(x, Of<double>(y)); break;
            case DType.Int32: Casts.Convert(x, Of<int>(y)); break;
            case DType.Int64: Casts.Convert(x, Of<long>(y)); break;
            case DType.UInt8: Casts.Convert(x, Of<byte>(y)); break;
            case DType.Bool: Casts.ToBool(x, Of<byte>(y)); break;
            case DType.Float16: Casts.Convert(x, Of<Half>(y)); break;
            default: Casts.ToBFloat16(x, Of<BFloat16>(y)); break;
        }
    }

    private static void FromBFloat16(Tensor x, Tensor y)
    {
        if (y.DType == DType.Float32)
        {
            Casts.FromBFloat16(Of<BFloat16>(x), Of<float>(y));
            return;
        }
        var wide = new Tensor(x.Shape, DType.Float32, x.Device);
        Casts.FromBFloat16(Of<BFloat16>(x), Of<float>(wide));
        From(Of<float>(wide), y);
        GC.KeepAlive(wide);
    }
}
