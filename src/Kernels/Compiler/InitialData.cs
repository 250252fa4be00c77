using System.Reflection;
using System.Runtime.InteropServices;

namespace Neuron.Kernels.Compiler;

/// <summary>The bytes that C# keeps for array initialisers.</summary>
internal static class InitialData
{
    public static byte[] Of(FieldInfo field)
    {
        object data = field.GetValue(null)!;
        int size = data is ValueType ? Runtime.KernelParameter.SizeOf(field.FieldType) : 0;
        var bytes = new byte[size];
        var handle = GCHandle.Alloc(data, GCHandleType.Pinned);
        try
        {
            Marshal.Copy(handle.AddrOfPinnedObject(), bytes, 0, size);
        }
        finally
        {
            handle.Free();
        }
        return bytes;
    }

    public static Constant Read(ReadOnlySpan<byte> bytes, ScalarType type) => new(type, type.Kind switch
    {
        ScalarKind.Bool => bytes[0] != 0,
        ScalarKind.Int8 => (sbyte)bytes[0],
        ScalarKind.UInt8 => bytes[0],
        ScalarKind.Int16 => MemoryMarshal.Read<short>(bytes),
        ScalarKind.UInt16 => MemoryMarshal.Read<ushort>(bytes),
        ScalarKind.Int32 => MemoryMarshal.Read<int>(bytes),
        ScalarKind.UInt32 => MemoryMarshal.Read<uint>(bytes),
        ScalarKind.Int64 => MemoryMarshal.Read<long>(bytes),
        ScalarKind.UInt64 => MemoryMarshal.Read<ulong>(bytes),
        ScalarKind.Float32 => MemoryMarshal.Read<float>(bytes),
        _ => (object)MemoryMarshal.Read<double>(bytes),
    });
}
