using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Neuron.Kernels.Cpu;

/// <summary>Hints to the processor's caches; nothing on processors without them.</summary>
internal static unsafe class Cache
{
    /// <summary>
    /// Has the line of memory that holds <paramref name="address"/>, readable or not, fetched meanwhile: what comes next, while what is in the
    /// cache by now is worked on. Processors themselves look ahead within a page only, and along few rows at a time.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadAhead(void* address)
    {
        if (Sse.IsSupported) Sse.Prefetch0(address);
    }

    /// <summary>The same, as far as the second cache: for what would take the place of something that the first one should keep.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadAheadToSecond(void* address)
    {
        if (Sse.IsSupported) Sse.Prefetch1(address);
    }
}
