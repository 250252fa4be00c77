namespace Neuron.Kernels.Runtime.Cuda;

/// <summary>A stream of the CUDA driver.</summary>
internal sealed unsafe class CudaStream : AcceleratorStream
{
    private readonly CudaAccelerator _accelerator;
    private nint _stream;

    public CudaStream(CudaAccelerator accelerator)
        : base(accelerator)
    {
        _accelerator = accelerator;
        accelerator.Enter();
        nint stream;
        accelerator.Check(CudaApi.StreamCreate(&stream), "cuStreamCreate");
        _stream = stream;
    }

    public nint Queue => _stream != 0 ? _stream : throw new ObjectDisposedException(nameof(AcceleratorStream));

    public override void Synchronize()
    {
        _accelerator.Enter();
        _accelerator.Check(CudaApi.StreamSynchronize(Queue), "cuStreamSynchronize");
    }

    public override ProfilingMarker AddProfilingMarker()
    {
        _accelerator.Enter();
        nint handle;
        _accelerator.Check(CudaApi.EventCreate(&handle), "cuEventCreate");
        _accelerator.Check(CudaApi.EventRecord(handle, Queue), "cuEventRecord");
        return new CudaMarker(_accelerator, handle);
    }

    public override void Dispose()
    {
        nint stream = Interlocked.Exchange(ref _stream, 0);
        if (stream == 0) return;
        _accelerator.Enter();
        CudaApi.StreamSynchronize(stream);
        CudaApi.StreamDestroy(stream);
        _accelerator.Forget(this);
    }
}
