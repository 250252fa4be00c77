using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu;

/// <summary>Gives complex numbers, a vector at an index: element n of several signals, or elements n, n + 1, … of one.</summary>
internal interface IComplexReader<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    ComplexVector<T> Read(nint n);
}

/// <summary>Takes complex numbers, a vector at an index.</summary>
internal interface IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    void Write(nint k, ComplexVector<T> value);
}

/// <summary>Gives neighbouring elements of one signal.</summary>
internal interface ISignalReader<T> : IComplexReader<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Only the first <paramref name="count"/> are wanted, and nothing behind them may be touched.</summary>
    ComplexVector<T> Read(nint n, int count);
}

/// <summary>Takes neighbouring elements of one signal.</summary>
internal interface ISignalWriter<T> : IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Only the first <paramref name="count"/> exist.</summary>
    void Write(nint k, ComplexVector<T> value, int count);
}

/// <summary>Element n of as many signals as a vector has lanes: a vector of real parts, then one of imaginary parts.</summary>
internal readonly unsafe struct LaneMemory<T>(T* at) : IComplexReader<T>, IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Read(nint n) => ComplexVector<T>.Load(at + (n * 2 * Vector<T>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint k, ComplexVector<T> value) => value.Store(at + (k * 2 * Vector<T>.Count));
}

/// <summary>The same with real and imaginary parts exchanged: the transform of it, written through it, is the inverse one.</summary>
internal readonly unsafe struct SwappedLaneMemory<T>(T* at) : IComplexReader<T>, IComplexWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Read(nint n)
    {
        var value = ComplexVector<T>.Load(at + (n * 2 * Vector<T>.Count));
        return new(value.Im, value.Re);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint k, ComplexVector<T> value) => new ComplexVector<T>(value.Im, value.Re).Store(at + (k * 2 * Vector<T>.Count));
}

/// <summary>One signal's numbers as (real, imaginary) pairs; zero, and not written, from <paramref name="length"/> on.</summary>
internal readonly unsafe struct PairMemory<T>(T* at, nint length) : ISignalReader<T>, ISignalWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Read(nint n) => n + Vector<T>.Count <= length ? ComplexVector<T>.LoadPairs(at + (2 * n)) : Read(n, Vector<T>.Count);

    public ComplexVector<T> Read(nint n, int count)
    {
        T* pairs = stackalloc T[2 * Vector<T>.Count];
        new Span<T>(pairs, 2 * Vector<T>.Count).Clear();
        int here = (int)Math.Clamp(length - n, 0, count);
        new ReadOnlySpan<T>(at + (2 * n), 2 * here).CopyTo(new Span<T>(pairs, 2 * here));
        return ComplexVector<T>.LoadPairs(pairs);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint k, ComplexVector<T> value)
    {
        if (k + Vector<T>.Count <= length) value.StorePairs(at + (2 * k));
        else Write(k, value, Vector<T>.Count);
    }

    public void Write(nint k, ComplexVector<T> value, int count)
    {
        T* pairs = stackalloc T[2 * Vector<T>.Count];
        value.StorePairs(pairs);
        int here = (int)Math.Clamp(length - k, 0, count);
        new ReadOnlySpan<T>(pairs, 2 * here).CopyTo(new Span<T>(at + (2 * k), 2 * here));
    }
}

/// <summary>One signal's real and imaginary parts in two places.</summary>
internal readonly unsafe struct SplitMemory<T>(T* re, T* im) : ISignalReader<T>, ISignalWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Read(nint n) => new(Vector.Load(re + n), Vector.Load(im + n));

    public ComplexVector<T> Read(nint n, int count) => new(RealMemory<T>.Load(re + n, count), RealMemory<T>.Load(im + n, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint k, ComplexVector<T> value)
    {
        value.Re.Store(re + k);
        value.Im.Store(im + k);
    }

    public void Write(nint k, ComplexVector<T> value, int count)
    {
        RealMemory<T>.Store(value.Re, re + k, count);
        RealMemory<T>.Store(value.Im, im + k, count);
    }
}

/// <summary>Real numbers: imaginary parts are zero, and not written.</summary>
internal readonly unsafe struct RealMemory<T>(T* at) : ISignalReader<T>, ISignalWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static Vector<T> Load(T* from, int count)
    {
        T* values = stackalloc T[Vector<T>.Count];
        new Span<T>(values, Vector<T>.Count).Clear();
        new ReadOnlySpan<T>(from, count).CopyTo(new Span<T>(values, count));
        return Vector.Load(values);
    }

    public static void Store(Vector<T> value, T* to, int count)
    {
        for (int i = 0; i < count; i++) to[i] = value.GetElement(i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Read(nint n) => new(Vector.Load(at + n), Vector<T>.Zero);

    public ComplexVector<T> Read(nint n, int count) => new(Load(at + n, count), Vector<T>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint k, ComplexVector<T> value) => value.Re.Store(at + k);

    public void Write(nint k, ComplexVector<T> value, int count) => Store(value.Re, at + k, count);
}

/// <summary>A signal with real and imaginary parts exchanged: the transform of it, written through it, is the inverse one.</summary>
internal readonly struct Swapped<T, TSignal>(TSignal signal) : ISignalReader<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TSignal : struct, ISignalReader<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexVector<T> Read(nint n) => Swap(signal.Read(n));

    public ComplexVector<T> Read(nint n, int count) => Swap(signal.Read(n, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ComplexVector<T> Swap(ComplexVector<T> value) => new(value.Im, value.Re);
}

/// <summary>The counterpart of <see cref="Swapped{T, TSignal}"/> where a transform is written.</summary>
internal readonly struct SwappedWriter<T, TSignal>(TSignal signal) : ISignalWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TSignal : struct, ISignalWriter<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(nint k, ComplexVector<T> value) => signal.Write(k, new(value.Im, value.Re));

    public void Write(nint k, ComplexVector<T> value, int count) => signal.Write(k, new(value.Im, value.Re), count);
}
