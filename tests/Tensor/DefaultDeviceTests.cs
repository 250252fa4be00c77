namespace Neuron.Tests.Tensors;

public class DefaultDeviceTests
{
    [Fact]
    public void A_device_in_use_is_the_default_until_it_is_disposed_and_once()
    {
        Device usual = Device.Default, host = Device.Parse("host");
        var outer = Device.Use(host);
        Assert.Equal(host, Device.Default);
        var inner = Device.Use(Device.Cpu);
        inner.Dispose();
        inner.Dispose();
        Assert.Equal(host, Device.Default);
        outer.Dispose();
        Assert.Equal(usual, Device.Default);
    }
}
