using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime;

/// <summary>A kernel compiled for one device and one set of specialised values.</summary>
internal abstract class KernelVariant
{
    /// <summary>Source handed to the device's compiler; empty on the host.</summary>
    public virtual string Source => "";

    /// <summary>Shared memory that the kernel allocates itself.</summary>
    public virtual int SharedBytes => 0;

    /// <summary>Most work-items a group may have for this kernel.</summary>
    public abstract int MaxGroupSize { get; }

    /// <summary>Launches; <paramref name="extent"/> bounds the work-items of an implicitly grouped kernel.</summary>
    public abstract void Launch(AcceleratorStream stream, in KernelConfig config, Index3D extent, ReadOnlySpan<byte> arguments);
}
