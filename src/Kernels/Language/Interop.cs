using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Language;

/// <summary>The bits of numbers, and sizes of types.</summary>
public static class Interop
{
    /// <summary>The bits of a float32.</summary>
    public static uint FloatAsInt(float value) => BitConverter.SingleToUInt32Bits(value);

    /// <summary>The bits of a float64.</summary>
    public static ulong FloatAsInt(double value) => BitConverter.DoubleToUInt64Bits(value);

    /// <summary>The bits of a float16.</summary>
    public static ushort FloatAsInt(Half value) => value.Bits;

    /// <summary>The float32 with these bits.</summary>
    public static float IntAsFloat(uint value) => BitConverter.UInt32BitsToSingle(value);

    /// <summary>The float64 with these bits.</summary>
    public static double IntAsFloat(ulong value) => BitConverter.UInt64BitsToDouble(value);

    /// <summary>The float16 with these bits.</summary>
    public static Half IntAsFloat(ushort value) => Half.FromBits(value);

    /// <summary>Bytes of one element.</summary>
    public static int SizeOf<T>() where T : unmanaged => Unsafe.SizeOf<T>();
}
