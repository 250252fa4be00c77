using System.Diagnostics;

namespace Neuron.Kernels.Runtime.Host;

/// <summary>A moment of the host's clock.</summary>
internal sealed class HostMarker : ProfilingMarker
{
    private readonly long _at = Stopwatch.GetTimestamp();

    public override void Synchronize()
    {
    }

    public override TimeSpan MeasureFrom(ProfilingMarker earlier) =>
        Stopwatch.GetElapsedTime(((HostMarker)earlier)._at, _at);

    public override void Dispose()
    {
    }
}
