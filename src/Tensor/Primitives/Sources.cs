namespace Neuron.Primitives;

/// <summary>A constant tensor.</summary>
internal sealed record Fill(Shape Shape, DType DType, double Value) : Primitive
{
    public override string Name => "fill";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(Shape, DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Fill(Value, y[0]);
}

/// <summary>start + i · step for i = 0 … Length − 1.</summary>
internal sealed record Ramp(int Length, DType DType, double Start, double Step) : Primitive
{
    public override string Name => "ramp";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new([Length], DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Ramp(Start, Step, y[0]);
}

/// <summary>A copy on another device. Reading one back is where the host waits for it.</summary>
internal sealed record Transfer(Device Source, Device Target) : Primitive
{
    public override string Name => "transfer";

    public override Device Place(Device inputs) => Target;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => new(x[0].Shape, x[0].DType);

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
    {
        var source = x[0];
        if (source.Size == 0) return;
        if (!source.IsContiguous)
        {
            source = new Tensor(source.Shape, source.DType, source.Device);
            Backends.For(source.Device).Copy(x[0], source);
        }
        if (source.Device == Device.Cpu) Transfers.ToDevice(source, y[0]);
        else if (Target == Device.Cpu) Transfers.ToHost(source, y[0]);
        else Accelerators.For(Target).Copy(source.ByteView, y[0].ByteView);
        GC.KeepAlive(source);
    }
}
