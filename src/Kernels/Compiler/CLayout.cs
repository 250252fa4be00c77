using System.Collections.Concurrent;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Compiler;

/// <summary>
/// Whether .NET lays a struct out as C does, so that device and host mean the same bytes: each field at the next multiple of its
/// alignment. A tuple is in automatic layout, and agrees with C only by chance; Pack and Size may differ too.
/// </summary>
internal static class CLayout
{
    /// <summary>Bytes and alignment in C by type; none where the layouts differ.</summary>
    private static readonly ConcurrentDictionary<Type, (int Size, int Alignment)?> Known = [];

    /// <summary>Whether the type, which has no views, lies in memory as its counterpart in C.</summary>
    public static bool IsOf(Type type) => Measure(type) is not null;

    private static (int Size, int Alignment)? Measure(Type type) => Known.GetOrAdd(type, static type =>
    {
        int size = KernelParameter.SizeOf(type);
        if (type.IsPrimitive || type.IsEnum) return (size, size);
        var fields = KernelParameter.Fields(type);
        int end = 0, alignment = 1;
        foreach (var field in fields)
        {
            if (Measure(field.FieldType) is not var (bytes, step)) return null;
            end = (end + step - 1) / step * step;
            if (KernelParameter.OffsetOf(field) != end) return null;
            end += TypeTable.RepeatsOf(type, field) * bytes;
            alignment = Math.Max(alignment, step);
        }
        end = (Math.Max(end, 1) + alignment - 1) / alignment * alignment; // an empty struct has one byte
        return end == size ? (size, alignment) : null;
    });
}
