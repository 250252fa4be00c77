using Neuron.Kernels.Runtime.Host;

namespace Neuron.Tests.Tensors.Devices;

/// <summary>What becomes of a value that a kernel noted: it is reported once, under the name of its call as long as that is kept.</summary>
public class ValueFaultsTests
{
    [Theory]
    [InlineData(0, "gather: index 9 at position 5 lies outside axis 0 of shape [7]; expected 0 to 6.")]
    [InlineData(4095, "gather: index 9 at position 5")]
    [InlineData(4096, "9 at position 5 lies outside what an operation takes; 4,096 others")]
    [InlineData(9000, "9 at position 5 lies outside what an operation takes; 9,000 others")]
    public void Fault_is_named_by_its_call_or_by_none(int since, string expected)
    {
        using var host = new HostAccelerator();
        var faults = new ValueFaults(host);
        int call = faults.Begin(AllowedValues.OnAxis("gather", [7], 0));
        host.CopyFromHost(faults.View, (int[])[call, 9, 0, 5], host.DefaultStream);
        faults.Launched();
        for (int i = 0; i < since; i++) faults.Begin(AllowedValues.Lengths("other", 3));
        var fault = Assert.Throws<ArgumentOutOfRangeException>(faults.ThrowIfAny);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        faults.ThrowIfAny();
    }
}
