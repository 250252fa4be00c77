namespace Neuron.Kernels.Memory;

/// <summary>Lends the address of a span to native code, for floors where pointers are not allowed.</summary>
internal static class Pinning
{
    /// <summary>Calls <paramref name="native"/> with the address of the first element, fixed for the time of the call.</summary>
    public static unsafe TResult Call<T, TResult>(ReadOnlySpan<T> span, Func<nint, TResult> native) where T : unmanaged
    {
        fixed (T* first = span) return native((nint)first);
    }
}
