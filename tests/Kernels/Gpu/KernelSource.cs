using System.Reflection;
using Neuron.Kernels.Compiler;
using Neuron.Kernels.Runtime;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Generated source of a kernel for a fixed group and specialised values.</summary>
internal static class KernelSource
{
    /// <summary>Source of <paramref name="kernel"/>; <paramref name="specialised"/> are its specialised values in their order, bools as 0 and 1; those left out are 0.</summary>
    public static string Of(Delegate kernel, Index3D group, Dialect dialect, params int[] specialised) => Of(kernel.Method, group, dialect, specialised);

    /// <summary>The same of a method.</summary>
    /// <exception cref="KernelCompilationException">A rule of the kernel language is broken.</exception>
    public static string Of(MethodInfo method, Index3D group, Dialect dialect, params int[] specialised)
    {
        var types = method.GetParameters().Select(parameter => parameter.ParameterType).ToArray();
        if (types.FirstOrDefault(type => !type.IsValueType) is { } reference) throw KernelCompilationException.BadParameter(method, reference);
        var index = types.Length > 0 && types[0].Name is "Index1D" or "Index2D" or "Index3D" ? types[0] : null;
        var parameters = KernelParameter.Of(index is null ? types : types[1..]);
        byte[] packed = new byte[parameters.Length == 0 ? 0 : (parameters[^1].Offset + parameters[^1].Size + 7) & ~7];
        int next = 0;
        foreach (var parameter in parameters.Where(parameter => parameter.IsSpecialized))
            BitConverter.GetBytes(next < specialised.Length ? specialised[next++] : 0).AsSpan(0, parameter.Size).CopyTo(packed.AsSpan(parameter.Offset));
        var program = new KernelProgram(dialect);
        program.AddKernel(method, index, parameters, group, packed);
        return SourcePrinter.Print(program);
    }
}
