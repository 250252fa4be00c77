namespace Neuron.Kernels.Runtime.Cuda;

/// <summary>An event of the CUDA driver.</summary>
internal sealed unsafe class CudaMarker(CudaAccelerator accelerator, nint handle) : ProfilingMarker
{
    private nint _handle = handle;

    public override void Synchronize()
    {
        accelerator.Enter();
        accelerator.Check(CudaApi.EventSynchronize(_handle), "cuEventSynchronize");
    }

    public override TimeSpan MeasureFrom(ProfilingMarker earlier)
    {
        if (earlier is not CudaMarker other) throw new ArgumentException("The markers belong to different kinds of accelerators.", nameof(earlier));
        other.Synchronize();
        Synchronize();
        float milliseconds;
        accelerator.Check(CudaApi.EventElapsed(&milliseconds, other._handle, _handle), "cuEventElapsedTime");
        return TimeSpan.FromMilliseconds(milliseconds);
    }

    public override void Dispose()
    {
        nint marker = Interlocked.Exchange(ref _handle, 0);
        if (marker == 0) return;
        accelerator.Enter();
        CudaApi.EventDestroy(marker);
    }
}
