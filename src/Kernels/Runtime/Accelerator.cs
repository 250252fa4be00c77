using System.Reflection;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime;

/// <summary>A device that runs kernels: its memory, streams and compiled kernels.</summary>
/// <remarks>
/// A kernel is compiled once a device, when it is first loaded. A launch neither allocates nor waits; reading a buffer waits
/// for its stream.
/// </remarks>
public abstract partial class Accelerator : IDisposable
{
    private readonly Dictionary<(MethodInfo Method, Index3D GroupSize), Kernel> _kernels = [];

    private protected Accelerator(AcceleratorType type, string name, DeviceLimits limits)
    {
        Type = type;
        Name = name;
        Limits = limits;
        Tuner = Tuner.Of(this);
    }

    /// <summary>What runs the kernels.</summary>
    public AcceleratorType Type { get; }

    /// <summary>The device's own name.</summary>
    public string Name { get; }

    /// <summary>What the device has and allows.</summary>
    public DeviceLimits Limits { get; }

    /// <summary>What picks among the ways to launch a kernel; null for the defaults.</summary>
    internal Tuner? Tuner { get; set; }

    /// <summary>The stream that launches without a stream use.</summary>
    public abstract AcceleratorStream DefaultStream { get; }

    /// <summary>Bytes handed out, and bytes kept for reuse.</summary>
    public abstract (long Rented, long Cached) MemoryUse { get; }

    /// <summary>A further stream. While there is one, memory that is given back waits for all streams before it is used again.</summary>
    public abstract AcceleratorStream CreateStream();

    /// <summary>Waits for all streams.</summary>
    public abstract void Synchronize();

    /// <summary>Gives cached memory back to the device.</summary>
    public abstract void TrimMemory();

    /// <summary>Memory for <paramref name="length"/> elements, its content undefined.</summary>
    /// <exception cref="KernelException">The device refuses, even after the cache was emptied.</exception>
    public MemoryBuffer1D<T> Allocate1D<T>(long length) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new(this, length);
    }

    /// <summary>Memory with a copy of these elements.</summary>
    /// <exception cref="KernelException">The device refuses, even after the cache was emptied.</exception>
    public MemoryBuffer1D<T> Allocate1D<T>(T[] elements) where T : unmanaged
    {
        var buffer = Allocate1D<T>(elements.LongLength);
        buffer.CopyFromCPU(elements);
        return buffer;
    }

    /// <summary>Copies within the device, or from another one, in order with <paramref name="stream"/>.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Copy<T>(ArrayView<T> source, ArrayView<T> target, AcceleratorStream? stream = null) where T : unmanaged
    {
        if (source.Length != target.Length)
            throw new ArgumentException($"Copy: the source has {source.Length} elements, the target {target.Length}.", nameof(target));
        if (source.Length == 0) return;
        var from = BufferTable.Find(source.Buffer).Owner!;
        var to = BufferTable.Find(target.Buffer).Owner!;
        if (from == to)
        {
            to.CopyWithin(source, target, stream ?? to.DefaultStream);
            return;
        }
        var passage = new T[source.Length];
        from.CopyToHost(passage, source, from.DefaultStream);
        to.CopyFromHost<T>(target, passage, to == this && stream is not null ? stream : to.DefaultStream);
    }

    /// <summary>Copies from host memory to the view's first elements, in order with <paramref name="stream"/>; returns when the source may change.</summary>
    /// <exception cref="ArgumentException">The source is longer than the view.</exception>
    public void CopyFromHost<T>(ArrayView<T> target, ReadOnlySpan<T> source, AcceleratorStream stream) where T : unmanaged
    {
        if (source.Length > target.Length)
            throw new ArgumentException($"CopyFromHost: {source.Length} elements do not fit in a view of {target.Length}.", nameof(source));
        if (source.Length > 0) CopyIn(target, source, stream);
    }

    /// <summary>Copies the view's first elements to host memory after the stream's work; waits.</summary>
    /// <exception cref="ArgumentException">The target is longer than the view.</exception>
    public void CopyToHost<T>(Span<T> target, ArrayView<T> source, AcceleratorStream stream) where T : unmanaged
    {
        if (target.Length > source.Length)
            throw new ArgumentException($"CopyToHost: {target.Length} elements are asked of a view of {source.Length}.", nameof(target));
        if (target.Length > 0) CopyOut(target, source, stream);
    }

    /// <summary>Sets every byte to zero, in order with <paramref name="stream"/>.</summary>
    public abstract void Clear<T>(ArrayView<T> target, AcceleratorStream stream) where T : unmanaged;

    /// <summary>The kernel of a static method, compiled for this device; the same object for the same method and group size.</summary>
    /// <param name="method">A static method of form A (its first parameter an index) or form B.</param>
    /// <param name="groupSize">Work-items of a group where the kernel must have them fixed; default lets each launch choose.</param>
    /// <exception cref="Compiler.KernelCompilationException">A rule of the kernel language is broken.</exception>
    /// <exception cref="KernelException">The device refuses the program.</exception>
    public Kernel LoadKernel(MethodInfo method, Index3D groupSize = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        lock (_kernels)
        {
            if (!_kernels.TryGetValue((method, groupSize), out var kernel))
                _kernels[(method, groupSize)] = kernel = new Kernel(this, method, groupSize);
            return kernel;
        }
    }

    /// <summary>The device and its kind.</summary>
    public override string ToString() => $"{Type}: {Name}";

    /// <summary>Gives streams, programs and memory back to the device.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>The handle of a new block, and what views of it carry as their address.</summary>
    internal abstract nint AllocateMemory(long bytes, out nint address);

    /// <summary>Takes a block back; called by finalizers too.</summary>
    internal abstract void FreeMemory(nint handle, long bytes);

    /// <summary>Compiles one variant of a kernel.</summary>
    internal abstract KernelVariant Compile(Kernel kernel, ReadOnlySpan<byte> arguments);

    /// <summary>Copies at least one element to a view that has at least as many.</summary>
    private protected abstract void CopyIn<T>(ArrayView<T> target, ReadOnlySpan<T> source, AcceleratorStream stream) where T : unmanaged;

    /// <summary>Copies at least one element from a view that has at least as many.</summary>
    private protected abstract void CopyOut<T>(Span<T> target, ArrayView<T> source, AcceleratorStream stream) where T : unmanaged;

    private protected abstract void CopyWithin<T>(ArrayView<T> source, ArrayView<T> target, AcceleratorStream stream) where T : unmanaged;

    private protected abstract void Close();
}
