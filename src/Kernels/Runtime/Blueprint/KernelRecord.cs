using System.Reflection;
using System.Runtime.InteropServices;
using Neuron.Kernels.Compiler;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime.Blueprint;

/// <summary>A kernel as it was launched once: all that its source depends on.</summary>
/// <param name="Method">The method with its type arguments.</param>
/// <param name="GroupSize">Work-items of a group where they are fixed, else zeros.</param>
/// <param name="IndexType">Index of an implicitly grouped kernel, else null.</param>
/// <param name="Parameters">Its parameters but the index.</param>
/// <param name="Arguments">Packed arguments, of which specialised values count.</param>
/// <param name="Config">The shape of the launch.</param>
internal sealed record KernelRecord(MethodInfo Method, Index3D GroupSize, Type? IndexType, KernelParameter[] Parameters, byte[] Arguments, KernelConfig Config)
{
    /// <summary>Class and method with type arguments, as C# writes them.</summary>
    public string Kernel => $"{Method.DeclaringType!.Name}.{Method.Name}{TypeArguments(Method.GetGenericArguments())}";

    /// <summary>Tells apart what is compiled apart: kernel, compiled-in values, group size.</summary>
    public string Name => Kernel + Specialised + (GroupSize == default ? "" : $" @{GroupSize.X}x{GroupSize.Y}{(GroupSize.Z > 1 ? $"x{GroupSize.Z}" : "")}");

    /// <summary>Its source and entry in a dialect.</summary>
    /// <exception cref="KernelCompilationException">A rule of the kernel language is broken.</exception>
    public (string Source, KernelEntry Entry) Print(Dialect dialect)
    {
        var program = new KernelProgram(dialect);
        var entry = program.AddKernel(Method, IndexType, Parameters, GroupSize, Arguments);
        return (SourcePrinter.Print(program), entry);
    }

    private string Specialised
    {
        get
        {
            var values = Parameters.Where(parameter => parameter.IsSpecialized).Select(Value).ToArray();
            return values.Length == 0 ? "" : $"[{string.Join(", ", values)}]";
        }
    }

    private string Value(KernelParameter parameter)
    {
        var bytes = Arguments.AsSpan(parameter.Offset, parameter.Size);
        var type = parameter.Type.GetGenericArguments()[0];
        if (type == typeof(bool)) return bytes[0] != 0 ? "true" : "false";
        if (type == typeof(float)) return MemoryMarshal.Read<float>(bytes).ToString("R", null);
        if (type == typeof(double)) return MemoryMarshal.Read<double>(bytes).ToString("R", null);
        long value = parameter.Size switch { 1 => bytes[0], 2 => MemoryMarshal.Read<short>(bytes), 4 => MemoryMarshal.Read<int>(bytes), _ => MemoryMarshal.Read<long>(bytes) };
        return type.IsEnum ? Enum.ToObject(type, value).ToString()! : $"{value}";
    }

    private static string TypeArguments(Type[] types) => types.Length == 0 ? "" : $"<{string.Join(", ", types.Select(NameOf))}>";

    private static string NameOf(Type type)
    {
        string name = Type.GetTypeCode(type) switch
        {
            TypeCode.Single => "float",
            TypeCode.Double => "double",
            TypeCode.Int32 => "int",
            TypeCode.Int64 => "long",
            TypeCode.Int16 => "short",
            TypeCode.Byte => "byte",
            TypeCode.UInt32 => "uint",
            _ => type.Name.Split('`')[0],
        };
        return name + TypeArguments(type.GetGenericArguments());
    }
}
