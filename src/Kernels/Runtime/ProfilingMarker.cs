namespace Neuron.Kernels.Runtime;

/// <summary>A point of a stream whose time the device notes.</summary>
public abstract class ProfilingMarker : IDisposable
{
    private protected ProfilingMarker()
    {
    }

    /// <summary>Waits until the stream has come to this point.</summary>
    public abstract void Synchronize();

    /// <summary>Device time from <paramref name="earlier"/>, of the same accelerator, to this point; waits for both.</summary>
    public abstract TimeSpan MeasureFrom(ProfilingMarker earlier);

    /// <summary>Gives the device's marker back.</summary>
    public abstract void Dispose();
}
