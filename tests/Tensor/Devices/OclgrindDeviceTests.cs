using Neuron.Tests.Shared;

namespace Neuron.Tests.Tensors.Devices;

/// <summary>The device tests once more on oclgrind.</summary>
public class OclgrindDeviceTests
{
    [OclgrindFact]
    public void Device_kernels_run_clean()
    {
        // oclgrind stands for a GPU, which reports a wrong index at the next read and adds long rows in another order: two tests that
        // hold the CPU's ways of both stay out
        const string tests = "FullyQualifiedName~DeviceTests&DisplayName~opencl&FullyQualifiedName!~An_index_outside&FullyQualifiedName!~Long_reductions";
        // one test at a time: the simulator knows one launch
        var (code, output, complaints) = Oclgrind.Run("test", typeof(OclgrindDeviceTests).Assembly.Location, "--filter", tests, "--", "xUnit.ParallelizeTestCollections=false");
        Assert.True(code == 0, output);
        Assert.Contains("Passed!", output, StringComparison.Ordinal);
        Assert.True(complaints.Length == 0, complaints);
    }
}
