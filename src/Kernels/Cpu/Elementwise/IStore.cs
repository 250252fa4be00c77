using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu;

/// <summary>How a loop writes its result; a type, so that the choice is made before the loop and each way is compiled when it is first taken.</summary>
internal unsafe interface IStore<T>
    where T : unmanaged
{
    static abstract void Write(Vector512<T> value, T* target);

    static abstract void Write(Vector256<T> value, T* target);
}

/// <summary>Into the cache.</summary>
internal readonly unsafe struct CachedStore<T> : IStore<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Vector512<T> value, T* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Vector256<T> value, T* target) => value.Store(target);
}

/// <summary>Past the cache; the address of the first is a multiple of 64 bytes.</summary>
internal readonly unsafe struct StreamedStore<T> : IStore<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Vector512<T> value, T* target) => VectorMath.Stream(value, target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Vector256<T> value, T* target) => value.StoreAlignedNonTemporal(target);
}
