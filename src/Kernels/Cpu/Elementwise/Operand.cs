using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// A strided operand read in row-major order, in blocks: where the elements of a block lie side by side they are used in place,
/// else they are gathered into a buffer. Axes that are laid out like one are made one first.
/// </summary>
internal unsafe struct Operand<T>
    where T : unmanaged
{
    /// <summary>The most elements that a block may have.</summary>
    public const int Block = 512;

    private readonly T* _data;
    private readonly int _rank;
    private Axes _shape;
    private Axes _strides;

    /// <exception cref="NotSupportedException">The operand has too many axes that cannot be merged.</exception>
    public Operand(Strided<T> x)
    {
        _data = x.Data;
        int rank = 0;
        for (int i = 0; i < x.Rank; i++)
        {
            long n = x.Shape[i], stride = x.Strides[i];
            if (n == 1) continue;
            if (rank > 0 && _strides[rank - 1] == stride * n)
            {
                _shape[rank - 1] *= n;
                _strides[rank - 1] = stride;
                continue;
            }
            if (rank == StridedLoop.MaxRank)
                throw new NotSupportedException($"An operand has more than {StridedLoop.MaxRank} axes that cannot be merged.");
            (_shape[rank], _strides[rank]) = (n, stride);
            rank++;
        }
        if (rank == 0) (_shape[0], _strides[0], rank) = (1, 1, 1);
        _rank = rank;
    }

    /// <summary>Row-major without gaps.</summary>
    public readonly bool IsContiguous => _rank == 1 && _strides[0] == 1;

    /// <summary>Blocks that end where a run of neighbouring elements of this length ends need no gathering; 0 if any will do.</summary>
    public readonly long Run => _rank == 1 ? 0 : _shape[_rank - 1];

    /// <summary>Elements <paramref name="start"/> to start + count − 1, in place or in <paramref name="buffer"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T* Read(long start, int count, T* buffer)
    {
        if (IsContiguous) return _data + start;
        Gather(start, count, ref buffer);
        return buffer;
    }

    private readonly void Gather(long start, int count, ref T* buffer)
    {
        int last = _rank - 1;
        long inner = _shape[last], stride = _strides[last], column = start % inner, row = start / inner;
        if (stride == 1 && column + count <= inner)
        {
            buffer = _data + RowOffset(row) + column;
            return;
        }
        for (int done = 0; done < count; row++, column = 0)
        {
            int n = (int)Math.Min(count - done, inner - column);
            T* source = _data + RowOffset(row) + (column * stride);
            if (stride == 0) new Span<T>(buffer + done, n).Fill(*source);
            else if (stride == 1 && n >= 8) new Span<T>(source, n).CopyTo(new Span<T>(buffer + done, n));
            else for (int i = 0; i < n; i++) buffer[done + i] = source[i * stride];
            done += n;
        }
    }

    private readonly long RowOffset(long row)
    {
        long offset = 0;
        for (int axis = _rank - 2; axis > 0; axis--)
        {
            (row, long i) = Math.DivRem(row, _shape[axis]);
            offset += i * _strides[axis];
        }
        return _rank > 1 ? offset + (row * _strides[0]) : 0;
    }
}
