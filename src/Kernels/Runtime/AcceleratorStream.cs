namespace Neuron.Kernels.Runtime;

/// <summary>Work of a device in order; several streams of one accelerator may overlap.</summary>
#pragma warning disable CA1711 // ILGPU's name, and the field's word for it
public abstract class AcceleratorStream : IDisposable
{
    /// <summary>A stream of this accelerator.</summary>
    private protected AcceleratorStream(Accelerator accelerator) => Accelerator = accelerator;

    /// <summary>The device.</summary>
    public Accelerator Accelerator { get; }

    /// <summary>Waits until all work given to this stream is done.</summary>
    /// <exception cref="KernelException">Some of it failed.</exception>
    public abstract void Synchronize();

    /// <summary>Marks this point of the stream.</summary>
    public abstract ProfilingMarker AddProfilingMarker();

    /// <summary>Gives the device's stream back.</summary>
    public abstract void Dispose();
}
