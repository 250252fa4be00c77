namespace Neuron.Kernels.Cpu.Attention;

/// <summary>An operand [batch, heads, positions, width] whose rows have no gaps; the other axes may lie in any order.</summary>
internal readonly unsafe struct HeadRows<T>(Strided<T> x)
    where T : unmanaged
{
    /// <summary>Rows that are asked for before they are copied: each is a few lines long, where hardware does not look ahead.</summary>
    private const int Ahead = 8;

    private readonly T* _data = x.Data;
    private readonly long _batch = x.Strides[0], _head = x.Strides[1];
    private readonly int _width = x.Shape[3];

    /// <summary>Distance of neighbouring rows.</summary>
    public nint Pitch { get; } = (nint)x.Strides[2];

    public T* At(int batch, int head, int position) => _data + (batch * _batch) + (head * _head) + (position * Pitch);

    /// <summary>Neighbouring rows of a head without gaps: where they lie, or copied to <paramref name="scratch"/>.</summary>
    /// <remarks>Rows far apart, as those of heads beside one another, fall into few sets of the first cache: worth it where more than one product reads them.</remarks>
    public T* Read(int batch, int head, int first, int rows, T* scratch)
    {
        T* from = At(batch, head, first);
        if (Pitch == _width) return from;
        for (int i = 0; i < rows; i++, from += Pitch)
        {
            AskFor(from + (Ahead * Pitch));
            Row(from).CopyTo(new Span<T>(scratch + ((long)i * _width), _width));
        }
        return scratch;
    }

    /// <summary>Writes rows without gaps to their places.</summary>
    public void Write(int batch, int head, int first, int rows, T* source)
    {
        T* to = At(batch, head, first);
        for (int i = 0; i < rows; i++, to += Pitch)
        {
            AskFor(to + (Ahead * Pitch));
            new ReadOnlySpan<T>(source + ((long)i * _width), _width).CopyTo(Row(to));
        }
    }

    private void AskFor(T* row)
    {
        for (int i = 0; i < _width; i += 64 / sizeof(T)) Cache.ReadAhead(row + i);
    }

    private Span<T> Row(T* row) => new(row, _width);
}
