using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime;

/// <summary>One parameter of a kernel: where its bytes lie among the packed arguments, and the views inside it.</summary>
/// <param name="Type">Type of the parameter.</param>
/// <param name="Offset">First byte among the packed arguments.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsSpecialized">Whether its value is compiled in.</param>
/// <param name="Leaves">Views and plain values inside, in field order.</param>
internal sealed record KernelParameter(Type Type, int Offset, int Size, bool IsSpecialized, KernelParameter.Leaf[] Leaves)
{
    /// <summary>A value that a device takes as one argument: a view, or a struct without views.</summary>
    /// <param name="Path">Fields that lead to it from the parameter.</param>
    /// <param name="Type">Its type.</param>
    /// <param name="Offset">First byte within the packed arguments.</param>
    /// <param name="Size">Bytes.</param>
    public sealed record Leaf(FieldInfo[] Path, Type Type, int Offset, int Size)
    {
        public bool IsView { get; } = IsArrayView(Type);
    }

    public static bool IsArrayView(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ArrayView<>);

    public static bool IsSpecializedValue(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(SpecializedValue<>);

    /// <summary>Whether a view lies somewhere in the type.</summary>
    public static bool HoldsView(Type type) =>
        IsArrayView(type) || (!type.IsPrimitive && !type.IsEnum && !type.IsPointer && type.IsValueType && Fields(type).Any(field => HoldsView(field.FieldType)));

    /// <summary>Instance fields in the order of their declaration.</summary>
    public static FieldInfo[] Fields(Type type) =>
        [.. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OrderBy(field => field.MetadataToken)];

    public static KernelParameter[] Of(IEnumerable<Type> types)
    {
        var result = new List<KernelParameter>();
        int offset = 0;
        foreach (var type in types)
        {
            var leaves = new List<Leaf>();
            AddLeaves(type, [], offset, leaves);
            result.Add(new(type, offset, SizeOf(type), IsSpecializedValue(type), [.. leaves]));
            offset += (SizeOf(type) + 7) & ~7;
        }
        return [.. result];
    }

    public static int SizeOf(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    private static void AddLeaves(Type type, FieldInfo[] path, int offset, List<Leaf> leaves)
    {
        if (IsArrayView(type) || !HoldsView(type))
        {
            leaves.Add(new(path, type, offset, SizeOf(type)));
            return;
        }
        foreach (var field in Fields(type)) AddLeaves(field.FieldType, [.. path, field], offset + OffsetOf(field), leaves);
    }

    /// <summary>Bytes before a field; Marshal knows no generic types, so the field of a local is asked for its address.</summary>
    public static int OffsetOf(FieldInfo field)
    {
        var method = new DynamicMethod("offset", typeof(int), [], typeof(KernelParameter).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        il.DeclareLocal(field.DeclaringType!);
        il.Emit(OpCodes.Ldloca_S, (byte)0);
        il.Emit(OpCodes.Ldflda, field);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Ldloca_S, (byte)0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Conv_I4);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int>>()();
    }
}
