namespace Neuron.Kernels.Runtime.OpenCL;

/// <summary>A marker command; its end is the moment.</summary>
internal sealed unsafe class OpenClMarker(OpenClAccelerator accelerator, nint handle) : ProfilingMarker
{
    private nint _handle = handle;

    public override void Synchronize() => accelerator.Check(OpenClApi.WaitForEvents(_handle), "clWaitForEvents");

    public override TimeSpan MeasureFrom(ProfilingMarker earlier) =>
        earlier is OpenClMarker other
            ? TimeSpan.FromTicks(((long)End() - (long)other.End()) / 100) // nanoseconds
            : throw new ArgumentException("The markers belong to different kinds of accelerators.", nameof(earlier));

    public override void Dispose()
    {
        nint marker = Interlocked.Exchange(ref _handle, 0);
        if (marker != 0) OpenClApi.Release("Event", marker);
    }

    private ulong End()
    {
        Synchronize();
        ulong time;
        accelerator.Check(OpenClApi.GetEventProfilingInfo(_handle, 0x1283, &time), "clGetEventProfilingInfo");
        return time;
    }
}
