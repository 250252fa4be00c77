using Neuron.Kernels.Compiler;
using Neuron.Kernels.Runtime;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Generated source of a kernel for a fixed group and specialised values.</summary>
internal static class KernelSource
{
    /// <summary>Source of <paramref name="kernel"/>; <paramref name="specialised"/> are its specialised values in their order, bools as 0 and 1.</summary>
    public static string Of(Delegate kernel, Index3D group, Dialect dialect, params int[] specialised)
    {
        var types = kernel.Method.GetParameters().Select(parameter => parameter.ParameterType).ToArray();
        var index = types[0].Name is "Index1D" ? types[0] : null;
        var parameters = KernelParameter.Of(index is null ? types : types[1..]);
        byte[] packed = new byte[(parameters[^1].Offset + parameters[^1].Size + 7) & ~7];
        int next = 0;
        foreach (var parameter in parameters.Where(parameter => parameter.IsSpecialized))
            BitConverter.GetBytes(specialised[next++]).AsSpan(0, parameter.Size).CopyTo(packed.AsSpan(parameter.Offset));
        var program = new KernelProgram(dialect);
        program.AddKernel(kernel.Method, index, parameters, group, packed);
        return SourcePrinter.Print(program);
    }
}
