using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// Elements of type <typeparamref name="T"/> in host memory, with their shape and strides (in elements, any sign, 0 for
/// a broadcast axis). What the CPU kernels read and write; the owner of the memory keeps it alive meanwhile.
/// </summary>
internal readonly unsafe ref struct Strided<T>
    where T : unmanaged
{
    public readonly T* Data;
    public readonly ReadOnlySpan<int> Shape;
    public readonly ReadOnlySpan<long> Strides;

    /// <summary>Wraps memory; <paramref name="address"/> is that of the first element, a view's offset included.</summary>
    public Strided(nint address, ReadOnlySpan<int> shape, ReadOnlySpan<long> strides)
    {
        Data = (T*)address;
        Shape = shape;
        Strides = strides;
    }

    public int Rank => Shape.Length;

    /// <summary>Number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (int n in Shape) count *= n;
            return count;
        }
    }

    /// <summary>Row-major without gaps: element i lies at Data[i].</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int axis = Shape.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != expected) return false;
                expected *= Shape[axis];
            }
            return true;
        }
    }

    /// <summary>The elements as a span. Only for contiguous views of fewer than 2³¹ elements.</summary>
    public Span<T> Span => new(Data, checked((int)Count));

    /// <summary>The same memory read as another type of the same size.</summary>
    public Strided<TOther> As<TOther>()
        where TOther : unmanaged =>
        Unsafe.SizeOf<TOther>() == Unsafe.SizeOf<T>()
            ? new Strided<TOther>((nint)Data, Shape, Strides)
            : throw new InvalidOperationException($"{typeof(T).Name} and {typeof(TOther).Name} differ in size.");
}
