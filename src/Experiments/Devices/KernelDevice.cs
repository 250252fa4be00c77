namespace Neuron.Experiments.Devices;

/// <summary>The device that a kernel command means.</summary>
internal static class KernelDevice
{
    /// <summary>The named device; without a name the first CUDA device, else the first OpenCL device, else the host accelerator.</summary>
    /// <exception cref="UsageException">The name is no device, or the CPU, which runs no kernels.</exception>
    public static Device Parse(string? text)
    {
        if (text is null or "auto") return Device.All.Where(d => d.Kind is "cuda").Concat(Device.All.Where(d => d.Kind is "opencl")).FirstOrDefault(new Device("host", 0));
        try
        {
            var device = Device.Parse(text);
            return device != Device.Cpu ? device : throw new UsageException("--device cpu: the CPU backend runs no GPU kernels; take opencl, cuda or host.");
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
