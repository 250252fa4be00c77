using System.Runtime.InteropServices;

namespace Neuron.Tests.Shared;

/// <summary>One stored tensor: row-major little-endian data with its dtype (F32, F64, I64, I16, U8, BOOL, F16, BF16).</summary>
internal sealed record ReferenceTensor(string Name, string DType, int[] Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>Number of elements.</summary>
    public int Count => Shape.Aggregate(1, (a, b) => a * b);

    /// <summary>The elements as float64; exact for all stored dtypes but large I64.</summary>
    public double[] ToDouble() => DType switch
    {
        "F64" => MemoryMarshal.Cast<byte, double>(Data.Span).ToArray(),
        "F32" => Convert<float>(v => v),
        "F16" => Convert<System.Half>(v => (double)v),
        "BF16" => Convert<ushort>(v => BitConverter.UInt32BitsToSingle((uint)v << 16)),
        "I64" => Convert<long>(v => v),
        "I16" => Convert<short>(v => v),
        "U8" or "BOOL" => Convert<byte>(v => v),
        _ => throw new NotSupportedException($"{Name}: dtype {DType}"),
    };

    /// <summary>The elements as float32 (float64 is rounded).</summary>
    public float[] ToSingle() => DType == "F32" ? MemoryMarshal.Cast<byte, float>(Data.Span).ToArray()
        : Array.ConvertAll(ToDouble(), v => (float)v);

    /// <summary>The elements of an I64, I16, U8 or BOOL tensor.</summary>
    public long[] ToInt64() => DType switch
    {
        "I64" => MemoryMarshal.Cast<byte, long>(Data.Span).ToArray(),
        "I16" or "U8" or "BOOL" => Array.ConvertAll(ToDouble(), v => (long)v),
        _ => throw new NotSupportedException($"{Name}: {DType} is not an integer dtype"),
    };

    /// <summary>The elements of a BOOL tensor.</summary>
    public bool[] ToBool() => Array.ConvertAll(ToInt64(), v => v != 0);

    private double[] Convert<T>(Func<T, double> one) where T : unmanaged
    {
        ReadOnlySpan<T> from = MemoryMarshal.Cast<byte, T>(Data.Span);
        var to = new double[from.Length];
        for (int i = 0; i < to.Length; i++) to[i] = one(from[i]);
        return to;
    }
}
