using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Neuron.Kernels.Cpu;

/// <summary>Gives element n of as many signals as a vector has lanes.</summary>
/// <remarks>It is inlined into butterflies, whose registers a call would spill: no implementation may hold one.</remarks>
internal interface IComplexReader<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    ComplexVector<T> Read(nint n);
}

/// <summary>Takes element k of as many signals as a vector has lanes; without calls, as <see cref="IComplexReader{T}"/>.</summary>
internal interface IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    void Write(nint k, ComplexVector<T> value);
}

/// <summary>An element of all signals is a vector of real parts, then one of imaginary parts.</summary>
internal readonly unsafe struct LaneMemory<T>(T* at) : IComplexReader<T>, IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Read(nint n) => ComplexVector<T>.Load(Address(n));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint k, ComplexVector<T> value) => value.Store(Address(k));

    // counted in bytes, one shift
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T* Address(nint n) => (T*)((byte*)at + (n * (2 * Vector<T>.Count * sizeof(T))));
}

/// <summary>Writes element k of N at −k mod N, which makes a transform its inverse, up to the factor N.</summary>
internal readonly unsafe struct MirroredLanes<T>(T* at, nint length) : IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint k, ComplexVector<T> value) => value.Store(at + ((k == 0 ? 0 : length - k) * 2 * Vector<T>.Count));
}

/// <summary>Real samples of all signals, a vector each; imaginary parts are zero, and not written.</summary>
internal readonly unsafe struct RealLanes<T>(T* at, nint length) : IComplexReader<T>, IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Read(nint n) => new(Vector.Load(at + (n * Vector<T>.Count)), Vector<T>.Zero);

    /// <summary>At −k mod N: see <see cref="MirroredLanes{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint k, ComplexVector<T> value) => value.Re.Store(at + ((k == 0 ? 0 : length - k) * Vector<T>.Count));
}

/// <summary>The lanes are neighbours in one signal of (real, imaginary) pairs; their next elements lie <paramref name="pitch"/> pairs behind.</summary>
internal readonly unsafe struct PairMemory<T>(T* at, nint pitch) : IComplexReader<T>, IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Read(nint n)
    {
        T* from = at + (2 * n * pitch);
        // what follows is read a column later; it lies in a page of its own, where no prefetcher of the machine looks for it
        if (Sse.IsSupported) Sse.Prefetch1(from + (2 * Vector<T>.Count));
        return ComplexVector<T>.LoadPairs(from);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint k, ComplexVector<T> value) => value.StorePairs(at + (2 * k * pitch));
}

/// <summary>One signal of pairs, in the first lane.</summary>
internal readonly unsafe struct OneSignal<T>(T* at) : IComplexReader<T>, IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Read(nint n) => ComplexVector<T>.Broadcast(at + (2 * n));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint k, ComplexVector<T> value) => (at[2 * k], at[(2 * k) + 1]) = (value.Re.ToScalar(), value.Im.ToScalar());
}
