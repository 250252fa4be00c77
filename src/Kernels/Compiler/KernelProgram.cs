using System.Reflection;
using Neuron.Kernels.Language;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Compiler;

/// <summary>The kernels, functions, types and constants that make one source text.</summary>
internal sealed class KernelProgram(Dialect dialect)
{
    private readonly Dictionary<string, CompiledFunction> _byKey = [];
    private readonly Dictionary<FieldInfo, ArrayValue> _constantArrays = [];

    public Dialect Dialect { get; } = dialect;

    public TypeTable Types { get; } = new();

    /// <summary>Functions, each after those that it calls.</summary>
    public List<CompiledFunction> Functions { get; } = [];

    public List<KernelEntry> Kernels { get; } = [];

    /// <summary>Tables in constant memory.</summary>
    public List<(Variable Variable, Constant[] Elements)> Constants { get; } = [];

    /// <summary>Vector types in use, their widths and memories.</summary>
    public HashSet<(StructType Type, int Width, AddressSpace Space)> Vectors { get; } = [];

    /// <summary>Functions of the dialect that the program uses, by name.</summary>
    public Dictionary<string, string> Helpers { get; } = [];

    /// <summary>Group size of the kernel being compiled, if fixed.</summary>
    public Index3D GroupSize { get; private set; }

    /// <summary>Whether the kernel being compiled is implicitly grouped.</summary>
    public bool IsImplicit { get; private set; }

    public string FunctionName(MethodBase method)
    {
        string name = method.IsConstructor ? CName.Of(method.DeclaringType!) + "_new" : method.Name;
        if (method.IsGenericMethod) name += "_" + string.Join("_", method.GetGenericArguments().Select(CName.Of));
        return Unique(CName.Of(name.Contains('.', StringComparison.Ordinal) ? name[(name.LastIndexOf('.') + 1)..] : name));
    }

    public string Unique(string name) => Types.Unique(name);

    /// <summary>The function for a method and argument types, compiled at the first request.</summary>
    public CompiledFunction Compile(MethodBase method, string key, CompiledFunction candidate, Action<CompiledFunction> compile)
    {
        key = $"{method.Module.ModuleVersionId} {method.MetadataToken} {method.DeclaringType} {method} {IsImplicit} {GroupSize} {key}";
        if (_byKey.TryGetValue(key, out var known)) return known;
        compile(candidate);
        _byKey[key] = candidate;
        Functions.Add(candidate);
        return candidate;
    }

    public ArrayValue ConstantArray(FieldInfo field, Array array, KernelType element)
    {
        if (_constantArrays.TryGetValue(field, out var known)) return known;
        var variable = new Variable(Unique(CName.Of(field.Name)), new ArrayType(element, Math.Max(array.Length, 1)))
        {
            IsFixed = true,
            IsParameter = true,
            Space = AddressSpace.Constant,
        };
        Constants.Add((variable, [.. array.Cast<object>().Select(value => ConstantOf(value, element)!)]));
        var pointer = new VariableExpression(variable, new PointerType(AddressSpace.Constant, element));
        return _constantArrays[field] = new ArrayValue(pointer, array.Length);
    }

    /// <summary>A value known at compile time; null when it is neither a number nor a struct around one.</summary>
    public static Constant? ConstantOf(object value, KernelType type)
    {
        if (type is not ScalarType scalar) return null;
        if (value is Enum) value = Convert.ChangeType(value, Enum.GetUnderlyingType(value.GetType()), null);
        if (value is char c) value = (ushort)c;
        if (value is nint native) value = (long)native;
        if (value is nuint nativeUnsigned) value = (ulong)nativeUnsigned;
        if (value.GetType().IsPrimitive) return new(scalar, value);
        var field = KernelParameter.Fields(value.GetType()).Single();
        return ConstantOf(field.GetValue(value)!, type);
    }

    public void UseVector(StructType type, int width, AddressSpace space) => Vectors.Add((type, width, space));

    public void UseHelper(string name, string text) => Helpers[name] = text;

    /// <summary>Adds a kernel; specialised values are read from the packed arguments.</summary>
    /// <exception cref="KernelCompilationException">A rule is broken.</exception>
    public KernelEntry AddKernel(MethodInfo method, Type? indexType, KernelParameter[] parameters, Index3D groupSize, ReadOnlySpan<byte> arguments)
    {
        (GroupSize, IsImplicit) = (groupSize, indexType is not null);
        var function = new CompiledFunction(Unique(CName.Of(method.Name)), method);
        var entry = new KernelEntry(function, indexType, parameters, groupSize);
        var slots = entry.Bind(this, arguments);
        Importer.Run(this, function, [method], slots);
        Kernels.Add(entry);
        return entry;
    }
}
