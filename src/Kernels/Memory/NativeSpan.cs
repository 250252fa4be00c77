namespace Neuron.Kernels.Memory;

/// <summary>Native memory as a span; whoever holds it keeps the owner of the memory alive.</summary>
internal static unsafe class NativeSpan
{
    public static Span<T> Of<T>(nint address, int length)
        where T : unmanaged => new((void*)address, length);
}
