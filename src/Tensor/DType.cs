using Neuron.Kernels.Language;

namespace Neuron;

/// <summary>Element type of a tensor.</summary>
public enum DType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8,

    /// <summary>Signed 32-bit integer.</summary>
    Int32,

    /// <summary>Signed 64-bit integer.</summary>
    Int64,

    /// <summary>IEEE 754 half precision. Storage only on the CPU: cast it to compute.</summary>
    Float16,

    /// <summary>The upper half of a float32. Storage only on the CPU: cast it to compute.</summary>
    BFloat16,

    /// <summary>IEEE 754 single precision, the default.</summary>
    Float32,

    /// <summary>IEEE 754 double precision.</summary>
    Float64,
}

/// <summary>Properties of <see cref="DType"/> and the rules by which two of them meet.</summary>
public static class DTypes
{
    extension(DType dtype)
    {
        /// <summary>Bytes of one element.</summary>
        public int Size => dtype switch
        {
            DType.Bool or DType.UInt8 => 1,
            DType.Float16 or DType.BFloat16 => 2,
            DType.Int32 or DType.Float32 => 4,
            _ => 8,
        };

        /// <summary>Float16, BFloat16, Float32 or Float64.</summary>
        public bool IsFloatingPoint => dtype >= DType.Float16;

        /// <summary>UInt8, Int32 or Int64.</summary>
        public bool IsInteger => dtype is DType.UInt8 or DType.Int32 or DType.Int64;

        /// <summary>Whether a number is one of this integer dtype.</summary>
        internal bool Holds(double value) => double.IsInteger(value) && dtype switch
        {
            DType.UInt8 => value is >= byte.MinValue and <= byte.MaxValue,
            DType.Int32 => value is >= int.MinValue and <= int.MaxValue,
            DType.Int64 => value is >= long.MinValue and < long.MaxValue, // as a double, the largest one is 2⁶³
            _ => false,
        };

        /// <summary>Name as it is printed: "float32", "int64", "bool", …</summary>
        public string Label => dtype switch
        {
            DType.Bool => "bool",
            DType.UInt8 => "uint8",
            DType.Int32 => "int32",
            DType.Int64 => "int64",
            DType.Float16 => "float16",
            DType.BFloat16 => "bfloat16",
            DType.Float32 => "float32",
            _ => "float64",
        };
    }

    /// <summary>
    /// The type in which <paramref name="a"/> and <paramref name="b"/> meet: the wider one, floating point above integer
    /// above bool; float16 and bfloat16 meet in float32.
    /// </summary>
    public static DType Promote(DType a, DType b) =>
        a == b ? a
        : (a is DType.Float16 && b is DType.BFloat16) || (a is DType.BFloat16 && b is DType.Float16) ? DType.Float32
        : a > b ? a : b;

    /// <summary>The tensor type of a .NET element type.</summary>
    /// <exception cref="NotSupportedException">No tensor holds elements of <typeparamref name="T"/>.</exception>
    public static DType Of<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(int) ? DType.Int32
        : typeof(T) == typeof(long) ? DType.Int64
        : typeof(T) == typeof(bool) ? DType.Bool
        : typeof(T) == typeof(byte) ? DType.UInt8
        : typeof(T) == typeof(System.Half) ? DType.Float16
        : typeof(T) == typeof(BFloat16) ? DType.BFloat16
        : throw new NotSupportedException($"No tensor holds elements of type {typeof(T).Name}; expected float, double, "
            + "int, long, bool, byte, Half or BFloat16.");
}
