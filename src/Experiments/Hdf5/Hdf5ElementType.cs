using HDF.PInvoke;

namespace Neuron.Experiments.Hdf5;

/// <summary>What the elements of a dataset or attribute are.</summary>
internal enum Hdf5ElementKind
{
    /// <summary>Signed or unsigned integer of 1, 2, 4 or 8 bytes.</summary>
    Integer,

    /// <summary>IEEE float of 2, 4 or 8 bytes.</summary>
    Float,

    /// <summary>The two-valued enumeration by which h5py stores booleans.</summary>
    Bool,

    /// <summary>Fixed- or variable-length text.</summary>
    String,

    /// <summary>Compound, reference, opaque or another type that is not read here.</summary>
    Other,
}

/// <summary>Element type: kind, size in bytes, byte order, sign; for strings whether their length varies.</summary>
internal readonly record struct Hdf5ElementType(Hdf5ElementKind Kind, int Size, bool Signed, bool BigEndian, bool VariableLength)
{
    /// <summary>NumPy's name: float64, int16, bool, string, …; big-endian types start with &gt;.</summary>
    public override string ToString()
    {
        string order = BigEndian && Size > 1 ? ">" : "";
        return Kind switch
        {
            Hdf5ElementKind.Integer => $"{order}{(Signed ? "int" : "uint")}{Size * 8}",
            Hdf5ElementKind.Float => $"{order}float{Size * 8}",
            Hdf5ElementKind.Bool => "bool",
            Hdf5ElementKind.String => VariableLength ? "string" : $"string[{Size}]",
            _ => "other",
        };
    }

    internal static Hdf5ElementType Of(long type)
    {
        int size = (int)Math.Min(H5T.get_size(type), int.MaxValue);
        bool big = H5T.get_order(type) == H5T.order_t.BE;
        return H5T.get_class(type) switch
        {
            H5T.class_t.INTEGER when size is 1 or 2 or 4 or 8 =>
                new(Hdf5ElementKind.Integer, size, H5T.get_sign(type) == H5T.sign_t.TWO, big, false),
            H5T.class_t.FLOAT when size is 2 or 4 or 8 => new(Hdf5ElementKind.Float, size, true, big, false),
            H5T.class_t.ENUM when size == 1 && H5T.get_nmembers(type) == 2 => new(Hdf5ElementKind.Bool, 1, true, false, false),
            H5T.class_t.STRING => new(Hdf5ElementKind.String, size, false, false, H5T.is_variable_str(type) > 0),
            _ => new(Hdf5ElementKind.Other, size, false, big, false),
        };
    }

    /// <summary>The library's identifier of the memory type of <typeparamref name="T"/>.</summary>
    internal static long MemoryType<T>() where T : unmanaged => Hdf5Library.Identifier(
        typeof(T) == typeof(double) ? "H5T_NATIVE_DOUBLE_g"
        : typeof(T) == typeof(float) ? "H5T_NATIVE_FLOAT_g"
        : typeof(T) == typeof(long) ? "H5T_NATIVE_INT64_g"
        : typeof(T) == typeof(ulong) ? "H5T_NATIVE_UINT64_g"
        : typeof(T) == typeof(int) ? "H5T_NATIVE_INT32_g"
        : typeof(T) == typeof(uint) ? "H5T_NATIVE_UINT32_g"
        : typeof(T) == typeof(short) ? "H5T_NATIVE_INT16_g"
        : typeof(T) == typeof(ushort) ? "H5T_NATIVE_UINT16_g"
        : typeof(T) == typeof(sbyte) ? "H5T_NATIVE_INT8_g"
        : typeof(T) == typeof(byte) ? "H5T_NATIVE_UINT8_g"
        : throw new NotSupportedException($"HDF5: elements of type {typeof(T).Name} are not supported; use a number type of .NET of 1, 2, 4 or 8 bytes."));
}
