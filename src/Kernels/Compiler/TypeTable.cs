using System.Reflection;
using System.Runtime.CompilerServices;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Compiler;

/// <summary>.NET types as types of the representation. A struct of one field is represented by that field.</summary>
internal sealed class TypeTable
{
    private readonly Dictionary<Type, KernelType> _types = new()
    {
        [typeof(void)] = KernelType.Void,
        [typeof(bool)] = KernelType.Bool,
        [typeof(sbyte)] = KernelType.Int8,
        [typeof(byte)] = KernelType.UInt8,
        [typeof(short)] = KernelType.Int16,
        [typeof(ushort)] = KernelType.UInt16,
        [typeof(char)] = KernelType.UInt16,
        [typeof(int)] = KernelType.Int32,
        [typeof(uint)] = KernelType.UInt32,
        [typeof(long)] = KernelType.Int64,
        [typeof(ulong)] = KernelType.UInt64,
        [typeof(nint)] = KernelType.Int64,
        [typeof(nuint)] = KernelType.UInt64,
        [typeof(float)] = KernelType.Float32,
        [typeof(double)] = KernelType.Float64,
    };

    private readonly Dictionary<string, int> _names = [];

    /// <summary>Structs in the order in which they must be declared.</summary>
    public List<StructType> Structs { get; } = [];

    /// <summary>The type, or null when kernels cannot hold it.</summary>
    public KernelType? Find(Type type)
    {
        if (_types.TryGetValue(type, out var known)) return known;
        if (type.IsEnum) return Find(Enum.GetUnderlyingType(type));
        if (!type.IsValueType || type.IsByRefLike || KernelParameter.HoldsView(type)) return null;
        var fields = KernelParameter.Fields(type);
        KernelType? found;
        if (fields.Length == 1)
        {
            found = Find(fields[0].FieldType);
            if (found is not null && RepeatsOf(type, fields[0]) is int count and > 1)
                return AddStruct(type, [new StructField(fields[0], CName.Of(fields[0].Name), new ArrayType(found, count))]);
            if (found is not null) _types[type] = found;
            return found;
        }
        if (type.IsExplicitLayout) return null;
        var members = new List<StructField>();
        foreach (var field in fields)
        {
            var member = Find(field.FieldType);
            if (member is null) return null;
            members.Add(new StructField(field, FieldName(field), member));
        }
        if (members.Count == 0) members.Add(new StructField(null, "empty", KernelType.UInt8));
        return AddStruct(type, members);
    }

    /// <summary>The name, or with a number behind it where a type or function of the program has it already.</summary>
    public string Unique(string name)
    {
        int count = _names[name] = _names.GetValueOrDefault(name) + 1;
        return count == 1 ? name : $"{name}_{count}";
    }

    private static string FieldName(FieldInfo field)
    {
        string name = field.Name;
        if (name.StartsWith('<')) name = name[1..name.IndexOf('>')];
        return CName.Of(name);
    }

    /// <summary>Elements of a fixed buffer or inline array, whose one field stands for many.</summary>
    public static int RepeatsOf(Type type, FieldInfo field)
    {
        if (type.GetCustomAttribute<InlineArrayAttribute>() is { } inline) return inline.Length;
        return type.GetCustomAttribute<UnsafeValueTypeAttribute>() is null ? 1
            : KernelParameter.SizeOf(type) / KernelParameter.SizeOf(field.FieldType);
    }

    private StructType AddStruct(Type type, List<StructField> fields)
    {
        var made = new StructType(type, Unique(CName.Of(type))) { Fields = fields };
        _types[type] = made;
        Structs.Add(made);
        return made;
    }
}
