using Neuron.Kernels.Runtime.OpenCL;

namespace Neuron.Tests.Shared;

/// <summary>A test that needs an OpenCL device; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenClFactAttribute : FactAttribute
{
    public OpenClFactAttribute() => Skip = OpenClDevice.Unavailable;
}
