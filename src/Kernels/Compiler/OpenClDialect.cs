using Neuron.Kernels.Language;

namespace Neuron.Kernels.Compiler;

/// <summary>OpenCL C 1.2 without optional features, except what the program uses: 64-bit floats and 64-bit atomics.</summary>
/// <param name="forClang">Whether clang compiles it for AMD by itself: then a prelude stands for the language's library, and <see cref="DeviceMath"/> for its functions.</param>
internal sealed class OpenClDialect(bool forClang = false) : Dialect
{
    public override bool HasMathLibrary => !forClang;

    public override bool HasWarpShuffle => false;

    // inlined always: arrays that a caller passes on then stay in registers
    public override string FunctionKeyword => "static __attribute__((always_inline)) ";

    public override string ConstantKeyword => "__constant";

    // as vector loads and stores need it
    public override string SharedKeyword => "__local __attribute__((aligned(32)))";

    public override string LongSuffix => "L";

    // contraction off: a * b + c rounds twice, as in C#; the source asks for fma where it wants one rounding
    public override string Prelude => forClang ? "#pragma OPENCL FP_CONTRACT OFF\n" + AmdPrelude.Text : """
        #pragma OPENCL FP_CONTRACT OFF
        #ifdef cl_khr_fp64
        #pragma OPENCL EXTENSION cl_khr_fp64 : enable
        #endif
        #ifdef cl_khr_int64_base_atomics
        #pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable
        #endif
        #ifdef cl_khr_int64_extended_atomics
        #pragma OPENCL EXTENSION cl_khr_int64_extended_atomics : enable
        #endif

        """;

    public override string Name(ScalarKind kind) => kind switch
    {
        ScalarKind.Bool => "uchar",
        ScalarKind.Int8 => "char",
        ScalarKind.UInt8 => "uchar",
        ScalarKind.Int16 => "short",
        ScalarKind.UInt16 => "ushort",
        ScalarKind.Int32 => "int",
        ScalarKind.UInt32 => "uint",
        ScalarKind.Int64 => "long",
        ScalarKind.UInt64 => "ulong",
        ScalarKind.Float32 => "float",
        _ => "double",
    };

    public override string Qualifier(AddressSpace space) => space switch
    {
        AddressSpace.Global => "__global ",
        AddressSpace.Shared => "__local ",
        AddressSpace.Constant => "__constant ",
        _ => "",
    };

    public override string ToInteger(ScalarKind from, ScalarKind to, string operand) => $"convert_{Name(to)}_sat_rtz({operand})";

    public override string As(ScalarKind from, ScalarKind to, string operand) => $"as_{Name(to)}({operand})";

    public override string KernelHead(Index3D groupSize, int residentGroups) =>
        (groupSize == default ? "" : $"__attribute__((reqd_work_group_size({groupSize.X}, {groupSize.Y}, {groupSize.Z}))) ") + "__kernel void";

    public override (string Parameters, string? Setup) ViewParameter(string pointer, string pointerType, string name, string length) =>
        ($"{pointerType} {name}_base, long {name}_offset, long {length}",
        $"{pointerType} {name} = ({pointerType})((__global {(pointerType.Contains("const", StringComparison.Ordinal) ? "const " : "")}uchar*){name}_base + {name}_offset);");

    public override (string? Parameters, string Setup) DynamicShared(string memory, string bytes) => ($"__local uchar* {memory}, long {bytes}", "");

    public override string GlobalId(int dimension) => $"(int)get_global_id({dimension})";

    public override string Call(CallExpression call, Func<Expression, string> print)
    {
        string Arguments(int skip = 0) => string.Join(", ", call.Arguments.Skip(skip).Select(print));
        switch (call.Name)
        {
            case "barrier" or "warp.barrier": return "barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)";
            case "item.Grid.Idx": return $"(int)get_group_id({Arguments()})";
            case "item.Grid.Dim": return $"(int)get_num_groups({Arguments()})";
            case "item.Group.Idx": return $"(int)get_local_id({Arguments()})";
            case "item.Group.Dim": return $"(int)get_local_size({Arguments()})";
            case "vector.load" or "vector.store": return VectorCall(call, print);
            case "rsqrt" or "popcount" or "clz" or "min" or "max" or "abs": return $"{call.Name}({Arguments()})";
        }
        if (call.Name.StartsWith("fence.", StringComparison.Ordinal)) return "mem_fence(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)";
        if (!call.Name.StartsWith("atomic.", StringComparison.Ordinal)) return $"{call.Name}({Arguments()})";
        return Atomic(call, Arguments());
    }

    private string Atomic(CallExpression call, string arguments)
    {
        var pointer = (PointerType)call.Arguments[0].Type;
        var kind = ((ScalarType)pointer.Element).Kind;
        string operation = call.Name[7..];
        if (kind is ScalarKind.Float32 or ScalarKind.Float64)
            return $"nk_atomic_{operation}_{Name(kind)}_{pointer.Space.ToString().ToLowerInvariant()}({arguments})";
        string prefix = kind is ScalarKind.Int64 or ScalarKind.UInt64 ? "atom_" : "atomic_";
        string name = operation switch { "Exchange" => "xchg", "CompareExchange" => "cmpxchg", _ => operation.ToLowerInvariant() };
        return $"{prefix}{name}({arguments})";
    }

    /// <summary>Floating-point atomics: a loop of compare and exchange on the bits.</summary>
    public static string FloatAtomics(string operation, ScalarKind kind, AddressSpace space)
    {
        bool wide = kind == ScalarKind.Float64;
        var (type, bits, prefix) = wide ? ("double", "ulong", "atom_") : ("float", "uint", "atomic_");
        string qualifier = space == AddressSpace.Shared ? "__local" : "__global";
        string name = $"nk_atomic_{operation}_{type}_{space.ToString().ToLowerInvariant()}";
        if (operation == "Exchange")
            return $"{type} {name}({qualifier} {type}* target, {type} value)\n{{\n    return as_{type}({prefix}xchg((volatile {qualifier} {bits}*)target, as_{bits}(value)));\n}}\n";
        if (operation == "CompareExchange")
            return $"{type} {name}({qualifier} {type}* target, {type} comparand, {type} value)\n{{\n    return as_{type}({prefix}cmpxchg((volatile {qualifier} {bits}*)target, as_{bits}(comparand), as_{bits}(value)));\n}}\n";
        string result = operation == "Add" ? "as_{0}(seen) + value" : operation == "Max" ? "nk_max(as_{0}(seen), value)" : "nk_min(as_{0}(seen), value)";
        result = string.Format(null, result, type);
        return $$"""
            {{type}} {{name}}({{qualifier}} {{type}}* target, {{type}} value)
            {
                volatile {{qualifier}} {{bits}}* place = (volatile {{qualifier}} {{bits}}*)target;
                {{bits}} seen = {{prefix}}cmpxchg(place, 0, 0); // a plain load beside atomics would be a race
                while (true)
                {
                    {{bits}} found = {{prefix}}cmpxchg(place, seen, as_{{bits}}({{result}}));
                    if (found == seen) return as_{{type}}(seen);
                    seen = found;
                }
            }

            """;
    }

    public override string VectorFunctions(StructType type, int width, AddressSpace space, string element)
    {
        string q = Qualifier(space);
        string[] fields = [.. type.Fields.Select(field => field.Name)];
        string load = string.Join(", ", fields.Select((_, i) => $"v.s{i}"));
        string store = string.Join(", ", fields.Select(field => $"value.{field}"));
        return $$"""
            {{FunctionKeyword}}{{type.Name}} {{VectorName("load", type, space)}}({{q}}const {{element}}* p)
            {
                {{element}}{{width}} v = *({{q}}const {{element}}{{width}}*)p;
                {{type.Name}} r = { {{load}} };
                return r;
            }
            {{FunctionKeyword}}void {{VectorName("store", type, space)}}({{q}}{{element}}* p, {{type.Name}} value)
            {
                *({{q}}{{element}}{{width}}*)p = ({{element}}{{width}})({{store}});
            }

            """;
    }
}
