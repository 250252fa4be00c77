using Neuron.Kernels.Runtime.Host;

namespace Neuron.Kernels.Runtime.Blueprint;

/// <summary>The stream of a device on paper.</summary>
internal sealed class BlueprintStream(BlueprintAccelerator accelerator) : AcceleratorStream(accelerator)
{
    public override void Synchronize()
    {
    }

    public override ProfilingMarker AddProfilingMarker() => new HostMarker();

    public override void Dispose()
    {
    }
}
