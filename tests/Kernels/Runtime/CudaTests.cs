using Neuron.Kernels.Runtime.Cuda;

namespace Neuron.Tests.Kernels.Runtime;

public sealed class CudaTests
{
    [Fact]
    public void Absent_driver_is_a_message_and_no_exception()
    {
        if (CudaDevice.All.Count == 0) Assert.Contains("CUDA", CudaDevice.Unavailable);
        else Assert.Null(CudaDevice.Unavailable);
    }
}
