namespace Neuron.Kernels.Memory;

/// <summary>Native memory as spans, for the floors above, which hold addresses but use no pointers.</summary>
internal static unsafe class HostMemory
{
    /// <summary>Elements from an address on. Whoever owns the memory keeps it alive while the span is used.</summary>
    public static Span<T> Span<T>(nint address, long length)
        where T : unmanaged => new((void*)address, checked((int)length));
}
