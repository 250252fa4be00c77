using Neuron.Kernels.Runtime.OpenCL;

namespace Neuron.Tests.Kernels.Compiler;

/// <summary>A test that needs an OpenCL device; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenClFactAttribute : FactAttribute
{
    public OpenClFactAttribute() => Skip = OpenClDevice.Unavailable;
}
