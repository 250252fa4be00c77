namespace Neuron.Kernels.Runtime.Host;

/// <summary>The host's stream: every call is done when it returns.</summary>
internal sealed class HostStream(HostAccelerator accelerator) : AcceleratorStream(accelerator)
{
    public override void Synchronize()
    {
    }

    public override ProfilingMarker AddProfilingMarker() => new HostMarker();

    public override void Dispose()
    {
    }
}
