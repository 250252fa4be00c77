namespace Neuron.Kernels.Runtime.OpenCL;

/// <summary>An in-order command queue that notes times.</summary>
internal sealed unsafe class OpenClStream : AcceleratorStream
{
    private readonly OpenClAccelerator _accelerator;
    private nint _queue;

    public OpenClStream(OpenClAccelerator accelerator)
        : base(accelerator)
    {
        _accelerator = accelerator;
        int error;
        _queue = OpenClApi.CreateCommandQueue(accelerator.Context, accelerator.Device, 2, &error); // 2: profiling
        accelerator.Check(error, "clCreateCommandQueue");
    }

    public nint Queue => _queue != 0 ? _queue : throw new ObjectDisposedException(nameof(AcceleratorStream));

    public override void Synchronize()
    {
        if (_queue != 0) _accelerator.Check(OpenClApi.Finish(_queue), "clFinish");
    }

    public override ProfilingMarker AddProfilingMarker()
    {
        nint marker;
        _accelerator.Check(OpenClApi.EnqueueMarker(Queue, &marker), "clEnqueueMarkerWithWaitList");
        return new OpenClMarker(_accelerator, marker);
    }

    /// <summary>Waits, whatever comes of the work.</summary>
    public void Finish()
    {
        if (_queue != 0) OpenClApi.Finish(_queue);
    }

    public override void Dispose()
    {
        Finish();
        _accelerator.Forget(this); // no earlier: memory that its work uses may be freed meanwhile
        nint queue = Interlocked.Exchange(ref _queue, 0);
        if (queue != 0) OpenClApi.Release("CommandQueue", queue);
    }
}
