using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// The transform of one long signal as a grid of R rows and C columns (four-step FFT, Bailey 1990): element n = n₁C + n₂, frequency k = k₁ + k₂R.
/// Transform the columns, multiply by w^(n₂k₁), transform the rows.
/// </summary>
/// <remarks>
/// Vectors hold neighbouring columns, then neighbouring rows, so both are transforms in lanes whose data stay in the first-level cache.
/// Between them, grid[k₁ / lanes] holds the columns of as many rows as a vector has lanes, as <see cref="LaneMemory{T}"/> wants them.
/// </remarks>
internal sealed unsafe class FftGrid<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly FftLanes<T> _down, _across;
    private readonly FftTable<T> _twiddles; // [columns / lanes, rows] vectors of real and of imaginary parts
    private readonly int _blockLength, _lineLength;

    private FftGrid(int rows, int columns)
    {
        int lanes = FftLanes<T>.Lanes, length = rows * columns;
        (Rows, Columns, RowBlocks, ColumnBlocks) = (rows, columns, Blocks(rows), Blocks(columns));
        (_down, _across) = (FftLanes<T>.For(rows)!, FftLanes<T>.For(columns)!);
        _blockLength = ColumnBlocks * lanes * 2 * lanes;
        _lineLength = Math.Max(RowBlocks, ColumnBlocks) * lanes * 2 * lanes;
        GridLength = (long)RowBlocks * _blockLength;
        ScratchLength = GridLength + (3 * _lineLength);
        _twiddles = new(ColumnBlocks * (long)rows * 2 * lanes);
        T* w = _twiddles.At;
        for (int block = 0; block < ColumnBlocks; block++)
            for (int k = 0; k < rows; k++, w += 2 * lanes)
                for (int l = 0; l < lanes; l++) (w[l], w[lanes + l]) = FftTable<T>.Root((long)k * ((block * lanes) + l), length);
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Vectors that a column of the rows fills, and a row of the columns.</summary>
    public int RowBlocks { get; }

    public int ColumnBlocks { get; }

    /// <summary>Elements of the grid, and of all the memory that <see cref="Forward"/> needs.</summary>
    public long GridLength { get; }

    public long ScratchLength { get; }

    /// <summary>
    /// The best grid of a length with sides that are multiples of a number, and its cost: vectors read and written for each vector of
    /// elements. The cost is infinite where there is none, as with a prime factor above 13.
    /// </summary>
    public static (int Rows, int Columns, double Cost) Best(int length, int multiple = 1)
    {
        (int Rows, int Columns, double Cost) best = (0, 0, double.PositiveInfinity);
        for (int rows = multiple; rows <= length / rows; rows += multiple)
        {
            int columns = length / rows;
            if (rows * columns != length || columns % multiple != 0 || FftLanes<T>.For(rows) is not { } down || FftLanes<T>.For(columns) is not { } across) continue;
            double cost = (Fill(columns) * (down.Stages + 1)) + (Fill(rows) * (across.Stages + 1));
            if (cost <= best.Cost) best = (rows, columns, cost);
        }
        return best;
    }

    public static FftGrid<T> Of(int rows, int columns) => new(rows, columns);

    public void Forward<TIn, TOut>(TIn input, TOut output, T* scratch)
        where TIn : struct, ISignalReader<T>
        where TOut : struct, ISignalWriter<T>
    {
        int lanes = FftLanes<T>.Lanes;
        T* grid = scratch, lines = grid + GridLength;
        for (int block = 0, n = 0; block < ColumnBlocks; block++, n += lanes)
        {
            if (n + lanes <= Columns) Column(block, new ColumnReader<TIn>(input, n, Columns), grid, lines);
            else Column(block, new LastColumns<TIn>(input, n, Columns), grid, lines);
        }
        for (int block = 0, k = 0; block < RowBlocks; block++, k += lanes)
        {
            if (k + lanes <= Rows) Row(block, grid, new RowWriter<TOut>(output, k, Rows), lines);
            else Row(block, grid, new LastRows<TOut>(output, k, Rows), lines);
        }
    }

    /// <summary>Transforms columns side by side into the grid; lines: three of the grid's longer side, in vectors.</summary>
    public void Column<TIn>(int block, TIn input, T* grid, T* lines)
        where TIn : struct, IComplexReader<T>
    {
        int lanes = FftLanes<T>.Lanes, square = 2 * lanes * lanes;
        T* turned = lines + (2 * _lineLength), to = grid + (block * square);
        _down.Forward(input, new TwiddleWriter(_twiddles.At + ((long)block * Rows * 2 * lanes), turned), lines, lines + _lineLength);
        for (int k = 0; k < RowBlocks; k++, turned += square, to += _blockLength)
        {
            Transpose.Square(turned, 2 * lanes, to, 2 * lanes);
            Transpose.Square(turned + lanes, 2 * lanes, to + lanes, 2 * lanes);
        }
    }

    /// <summary>Transforms rows side by side out of the grid.</summary>
    public void Row<TOut>(int block, T* grid, TOut output, T* lines)
        where TOut : struct, IComplexWriter<T> =>
        _across.Forward(new LaneMemory<T>(grid + ((long)block * _blockLength)), output, lines, lines + _lineLength);

    private static int Blocks(int length) => (length + FftLanes<T>.Lanes - 1) / FftLanes<T>.Lanes;

    private static double Fill(int length) => (double)Blocks(length) * FftLanes<T>.Lanes / length;

    internal readonly struct ColumnReader<TIn>(TIn input, nint first, nint columns) : IComplexReader<T>
        where TIn : struct, ISignalReader<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ComplexVector<T> Read(nint n) => input.Read((n * columns) + first);
    }

    private readonly struct LastColumns<TIn>(TIn input, nint first, nint columns) : IComplexReader<T>
        where TIn : struct, ISignalReader<T>
    {
        public ComplexVector<T> Read(nint n) => input.Read((n * columns) + first, (int)(columns - first));
    }

    internal readonly struct RowWriter<TOut>(TOut output, nint first, nint rows) : IComplexWriter<T>
        where TOut : struct, ISignalWriter<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(nint k, ComplexVector<T> value) => output.Write((k * rows) + first, value);
    }

    private readonly struct LastRows<TOut>(TOut output, nint first, nint rows) : IComplexWriter<T>
        where TOut : struct, ISignalWriter<T>
    {
        public void Write(nint k, ComplexVector<T> value) => output.Write((k * rows) + first, value, (int)(rows - first));
    }

    private readonly struct TwiddleWriter(T* twiddles, T* to) : IComplexWriter<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(nint k, ComplexVector<T> value)
        {
            nint at = k * 2 * Vector<T>.Count;
            (value * ComplexVector<T>.Load(twiddles + at)).Store(to + at);
        }
    }
}
