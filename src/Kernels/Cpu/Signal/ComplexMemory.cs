using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu;

/// <summary>Gives element n of as many signals as a vector has lanes, where <c>at</c> is n steps.</summary>
/// <remarks>
/// It is inlined into butterflies, whose registers a call would spill: no implementation may hold one. They count in its steps, which
/// spares them a product for each access.
/// </remarks>
internal interface IComplexReader<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>From an element to the next.</summary>
    nint Step { get; }

    ComplexVector<T> Read(nint at);
}

/// <summary>Takes element k of as many signals as a vector has lanes, in steps and without calls, as <see cref="IComplexReader{T}"/>.</summary>
internal interface IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    nint Step { get; }

    void Write(nint at, ComplexVector<T> value);
}

/// <summary>An element of all signals is a vector of real parts, then one of imaginary parts. A step is its bytes.</summary>
internal readonly unsafe struct LaneMemory<T>(T* elements) : IComplexReader<T>, IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public nint Step
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * Vector<T>.Count * sizeof(T);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Read(nint at) => ComplexVector<T>.Load((T*)((byte*)elements + at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint at, ComplexVector<T> value) => value.Store((T*)((byte*)elements + at));
}

/// <summary>Writes element k of N at −k mod N, which makes a transform its inverse, up to the factor N.</summary>
internal readonly unsafe struct MirroredLanes<T>(T* elements, nint length) : IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public nint Step
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * Vector<T>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint at, ComplexVector<T> value) => value.Store(elements + (at == 0 ? 0 : (length * Step) - at));
}

/// <summary>Real samples of all signals, a vector each; imaginary parts are zero, and not written.</summary>
internal readonly unsafe struct RealLanes<T>(T* samples, nint length) : IComplexReader<T>, IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public nint Step
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector<T>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Read(nint at) => new(Vector.Load(samples + at), Vector<T>.Zero);

    /// <summary>At −k mod N: see <see cref="MirroredLanes{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint at, ComplexVector<T> value) => value.Re.Store(samples + (at == 0 ? 0 : (length * Step) - at));
}

/// <summary>The lanes are neighbours in one signal of (real, imaginary) pairs; their next elements lie <paramref name="pitch"/> pairs behind.</summary>
internal readonly unsafe struct PairMemory<T>(T* pairs, nint pitch) : IComplexReader<T>, IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public nint Step
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * pitch;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Read(nint at)
    {
        T* from = pairs + at;
        // what follows is read a column later; it lies in a page of its own, where no prefetcher of the machine looks for it
        Cache.ReadAheadToSecond(from + (2 * Vector<T>.Count));
        return ComplexVector<T>.LoadPairs(from);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint at, ComplexVector<T> value) => value.StorePairs(pairs + at);
}

/// <summary>One signal of pairs, in the first lane.</summary>
internal readonly unsafe struct OneSignal<T>(T* pairs) : IComplexReader<T>, IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public nint Step
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Read(nint at) => ComplexVector<T>.Broadcast(pairs + at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint at, ComplexVector<T> value) => (pairs[at], pairs[at + 1]) = (value.Re.ToScalar(), value.Im.ToScalar());
}
