using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime.Blueprint;

/// <summary>A kernel on paper: its first launch is noted.</summary>
internal sealed class BlueprintVariant(BlueprintAccelerator accelerator, Kernel kernel, byte[] arguments) : KernelVariant
{
    private KernelRecord? _record;

    public override int MaxGroupSize => accelerator.Limits.MaxGroupSize;

    public override void Launch(AcceleratorStream stream, in KernelConfig config, Index3D extent, ReadOnlySpan<byte> launched)
    {
        bool isFirst = _record is null;
        _record ??= new KernelRecord(kernel.Method, kernel.GroupSize, kernel.IndexType, kernel.Parameters, arguments, config);
        accelerator.Add(_record, isFirst);
    }
}
