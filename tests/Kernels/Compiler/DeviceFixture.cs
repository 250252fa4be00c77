using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Cuda;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Compiler;

/// <summary>The device that kernels are tested on: OpenCL's first, or CUDA's where NEURON_DEVICE says cuda.</summary>
internal static class DeviceFixture
{
    private static readonly Lazy<Accelerator> Shared = new(() => DeviceFactAttribute.IsCuda ? CudaDevice.All[0].CreateAccelerator() : OpenClFixture.Accelerator);

    public static Accelerator Accelerator => Shared.Value;
}
