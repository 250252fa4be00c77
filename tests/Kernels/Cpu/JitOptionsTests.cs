using System.Reflection;
using Neuron.Kernels.Cpu;

namespace Neuron.Tests.Kernels.Cpu;

public class JitOptionsTests
{
    [Fact]
    public void No_kernel_may_become_part_of_its_caller()
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        MethodInfo[] kernels = [.. typeof(JitOptions).Assembly.GetTypes().SelectMany(t => t.GetMethods(all))
            .Where(m => m.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization))];
        Assert.True(kernels.Length > 50, $"{kernels.Length} kernels found");
        Assert.Empty(kernels.Where(m => !m.MethodImplementationFlags.HasFlag(MethodImplAttributes.NoInlining)).Select(m => $"{m.DeclaringType}.{m.Name}"));
    }
}
