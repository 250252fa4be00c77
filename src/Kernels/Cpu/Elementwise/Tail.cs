using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu;

/// <summary>The last elements of a row, fewer than a vector: the missing lanes are 0 and are not written.</summary>
internal static unsafe class Tail
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load<T>(T* source, int count)
        where T : unmanaged
    {
        var v = Vector512<T>.Zero;
        Unsafe.CopyBlockUnaligned(&v, source, (uint)(count * sizeof(T)));
        return v;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector512<T> v, T* target, int count)
        where T : unmanaged => Unsafe.CopyBlockUnaligned(target, &v, (uint)(count * sizeof(T)));
}
