using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.OpenCL;

namespace Neuron.Tests.Kernels.Compiler;

/// <summary>One accelerator for all tests of the OpenCL runtime and the compiler.</summary>
internal static class OpenClFixture
{
    private static readonly Lazy<OpenClAccelerator> Shared = new(() => (OpenClAccelerator)OpenClDevice.All.First(device => device.Refusal is null).CreateAccelerator());

    public static OpenClAccelerator Accelerator => Shared.Value;
}
