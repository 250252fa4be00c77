using System.Reflection;
using System.Runtime.InteropServices;
using Neuron.Kernels.Language;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Compiler;

/// <summary>A kernel of a program: its body and how its parameters arrive.</summary>
internal sealed class KernelEntry(CompiledFunction function, Type? indexType, KernelParameter[] parameters, Index3D groupSize)
{
    public CompiledFunction Function { get; } = function;

    public Type? IndexType { get; } = indexType;

    public Index3D GroupSize { get; } = groupSize;

    /// <summary>One variable for each leaf that is no specialised value: views as pointer and length, others as they are.</summary>
    public List<(KernelParameter.Leaf Leaf, Variable Value, Variable? Length)> Arguments { get; } = [];

    /// <summary>The coordinates of an implicitly grouped kernel's index.</summary>
    public List<Variable> Index { get; } = [];

    /// <summary>Whether launches may bring shared memory.</summary>
    public bool UsesDynamicShared => Function.Shared.Exists(variable => variable.IsDynamic);

    /// <summary>Bytes of the shared arrays that the kernel declares.</summary>
    public int SharedBytes => Function.Shared.Where(variable => !variable.IsDynamic)
        .Sum(variable => ((((ArrayType)variable.Type).Length * SizeOf(((ArrayType)variable.Type).Element)) + 15) & ~15);

    /// <summary>Makes the slots of the method's parameters.</summary>
    public Slot[] Bind(KernelProgram program, ReadOnlySpan<byte> arguments)
    {
        var method = Function.Method;
        var infos = method.GetParameters();
        var slots = new Slot[infos.Length];
        int skip = IndexType is null ? 0 : 1;
        if (IndexType is not null) slots[0] = new Slot(IndexType, infos[0].Name!) { Parts = MakeIndex(program, infos[0].Name!) };
        for (int i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i];
            string name = infos[i + skip].Name!;
            var slot = slots[i + skip] = new Slot(parameter.Type, name);
            if (parameter.IsSpecialized)
            {
                slot.Parts = Specialised(program, method, parameter, arguments);
                continue;
            }
            int leaf = 0;
            slot.Parts = Build(program, method, parameter.Type, name, parameter.Leaves, ref leaf);
        }
        return slots;
    }

    public static int SizeOf(KernelType type) => type switch
    {
        ScalarType scalar => scalar.Size,
        StructType s => KernelParameter.SizeOf(s.Source),
        _ => 8,
    };

    private Expression MakeIndex(KernelProgram program, string name)
    {
        if (IndexType == typeof(Index1D))
        {
            Index.Add(Function.NewVariable(name, KernelType.Int32, isFixed: true, isParameter: true));
            return new VariableExpression(Index[0], KernelType.Int32);
        }
        var type = (StructType)program.Types.Find(IndexType!)!;
        foreach (var field in type.Fields) Index.Add(Function.NewVariable($"{name}_{field.Name.ToLowerInvariant()}", KernelType.Int32, isFixed: true, isParameter: true));
        return new CallExpression("item.make", null, [.. Index.Select(variable => new VariableExpression(variable, KernelType.Int32))], type);
    }

    private static Constant Specialised(KernelProgram program, MethodBase method, KernelParameter parameter, ReadOnlySpan<byte> arguments)
    {
        var type = parameter.Type.GetGenericArguments()[0];
        var bytes = arguments.Slice(parameter.Offset, parameter.Size).ToArray();
        var handle = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        try
        {
            object value = type == typeof(bool) ? bytes[0] != 0 : type.IsEnum
                ? Marshal.PtrToStructure(handle.AddrOfPinnedObject(), Enum.GetUnderlyingType(type))!
                : Marshal.PtrToStructure(handle.AddrOfPinnedObject(), type)!;
            return program.Types.Find(type) is { } known && KernelProgram.ConstantOf(value, known) is { } constant ? constant
                : throw KernelCompilationException.BadParameter((MethodInfo)method, parameter.Type);
        }
        finally
        {
            handle.Free();
        }
    }

    private Value Build(KernelProgram program, MethodBase method, Type type, string name, KernelParameter.Leaf[] leaves, ref int leaf)
    {
        if (KernelParameter.IsArrayView(type))
        {
            var element = TypeOf(program, method, type.GetGenericArguments()[0]);
            var pointer = Function.NewVariable(name, new PointerType(AddressSpace.Global, element), isFixed: true, isParameter: true);
            var length = Function.NewVariable(name + "_length", KernelType.Int64, isFixed: true, isParameter: true);
            Arguments.Add((leaves[leaf++], pointer, length));
            return new ViewValue(new VariableExpression(pointer, pointer.Type), new VariableExpression(length, length.Type));
        }
        if (!KernelParameter.HoldsView(type))
        {
            var variable = Function.NewVariable(name, TypeOf(program, method, type), isFixed: true, isParameter: true);
            Arguments.Add((leaves[leaf++], variable, null));
            return new VariableExpression(variable, variable.Type);
        }
        var parts = new List<(FieldInfo, Value)>();
        foreach (var field in KernelParameter.Fields(type))
        {
            string label = field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;
            parts.Add((field, Build(program, method, field.FieldType, $"{name}_{label}", leaves, ref leaf)));
        }
        return new CompositeValue(type, parts);
    }

    private static KernelType TypeOf(KernelProgram program, MethodBase method, Type type)
    {
        var found = program.Types.Find(type) ?? throw KernelCompilationException.BadParameter((MethodInfo)method, type);
        return CLayout.IsOf(type) ? found : throw KernelCompilationException.BadLayout((MethodInfo)method, type);
    }
}
