using System.Numerics;
using System.Runtime.InteropServices;
using Neuron.Kernels.Cpu;

namespace Neuron.Tests.Kernels.Cpu;

/// <summary>A pinned array seen with a shape and strides; the elements between are poisoned, so that stray writes show.</summary>
internal sealed class HostArray<T> : IDisposable
    where T : unmanaged, INumber<T>
{
    private const int Margin = 64;

    private readonly T[] _memory;
    private readonly GCHandle _pin;
    private readonly int _origin;

    public HostArray(int[] shape, long[] strides)
    {
        Shape = shape;
        Strides = strides;
        long low = 0, high = 0;
        for (int i = 0; i < shape.Length; i++)
        {
            long reach = Math.Max(0, shape[i] - 1) * strides[i];
            if (reach < 0) low += reach;
            else high += reach;
        }
        _origin = (int)(Margin - low);
        _memory = new T[high - low + 1 + (2 * Margin)];
        _memory.AsSpan().Fill(Poison);
        _pin = GCHandle.Alloc(_memory, GCHandleType.Pinned);
    }

    /// <summary>Row-major.</summary>
    public HostArray(params int[] shape)
        : this(shape, RowMajor(shape))
    {
    }

    public static T Poison => T.CreateTruncating(-77);

    public int[] Shape { get; }

    public long[] Strides { get; }

    public int Count => Shape.Aggregate(1, (a, b) => a * b);

    public unsafe nint Address => _pin.AddrOfPinnedObject() + (_origin * sizeof(T));

    public Strided<T> View => new(Address, Shape, Strides);

    /// <summary>Element by its row-major number.</summary>
    public T this[int index]
    {
        get => _memory[Position(index)];
        set => _memory[Position(index)] = value;
    }

    public T this[params int[] index]
    {
        get => this[Flat(index)];
        set => this[Flat(index)] = value;
    }

    public static long[] RowMajor(int[] shape)
    {
        var strides = new long[shape.Length];
        long stride = 1;
        for (int i = shape.Length - 1; i >= 0; i--, stride *= Math.Max(1, shape[i + 1])) strides[i] = stride;
        return strides;
    }

    /// <summary>Small multiples of 1/8: sums of a few hundred products are exact, so results can be compared bit by bit.</summary>
    public HostArray<T> Fill(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < Count; i++) this[i] = T.CreateChecked(random.Next(-8, 9) / 8.0);
        return this;
    }

    public T[] ToArray() => [.. Enumerable.Range(0, Count).Select(i => this[i])];

    /// <summary>Fails if an element outside the view was written.</summary>
    public void AssertMarginsUntouched()
    {
        var inside = Enumerable.Range(0, Count).Select(Position).ToHashSet();
        for (int i = 0; i < _memory.Length; i++)
            if (!inside.Contains(i)) Assert.Equal(Poison, _memory[i]);
    }

    public void Dispose() => _pin.Free();

    private int Flat(int[] index)
    {
        int flat = 0;
        for (int i = 0; i < Shape.Length; i++) flat = (flat * Shape[i]) + index[i];
        return flat;
    }

    private int Position(int index)
    {
        long position = _origin;
        for (int i = Shape.Length - 1; i >= 0; i--)
        {
            position += index % Shape[i] * Strides[i];
            index /= Shape[i];
        }
        return (int)position;
    }
}
