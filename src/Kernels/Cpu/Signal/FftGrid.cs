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
        _blockLength = columns * 2 * lanes;
        _lineLength = Math.Max(rows, columns) * 2 * lanes;
        GridLength = (long)RowBlocks * _blockLength;
        ScratchLength = GridLength + (3 * _lineLength);
        _twiddles = new(ColumnBlocks * (long)rows * 2 * lanes);
        T* w = _twiddles.At;
        for (int block = 0; block < ColumnBlocks; block++)
            for (int k = 0; k < rows; k++, w += 2 * lanes)
                for (int l = 0; l < lanes; l++) (w[l], w[lanes + l]) = FftTable<T>.Root((long)k * (FirstColumn(block) + l), length);
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Vectors that cover a column, and a row.</summary>
    public int RowBlocks { get; }

    public int ColumnBlocks { get; }

    /// <summary>Elements of the grid, and of all the memory that <see cref="Forward"/> needs.</summary>
    public long GridLength { get; }

    public long ScratchLength { get; }

    /// <summary>
    /// The best grid of a length with sides that are multiples of a number, and its cost: vectors read and written for each vector of
    /// elements. The cost is infinite where there is none: a side is at least a vector, without a prime factor above 13.
    /// </summary>
    public static (int Rows, int Columns, double Cost) Best(int length, int multiple = 1)
    {
        (int Rows, int Columns, double Cost) best = (0, 0, double.PositiveInfinity);
        for (int rows = (FftLanes<T>.Lanes + multiple - 1) / multiple * multiple; rows <= length / rows; rows += multiple)
        {
            int columns = length / rows;
            if (rows * columns != length || columns % multiple != 0 || FftLanes<T>.For(rows) is not { } down || FftLanes<T>.For(columns) is not { } across) continue;
            double cost = (Fill(columns) * (down.Stages + 1)) + (Fill(rows) * (across.Stages + 1));
            if (cost <= best.Cost) best = (rows, columns, cost);
        }
        return best;
    }

    public static FftGrid<T> Of(int rows, int columns) => new(rows, columns);

    // the last vector of a side begins early enough to be full: what it shares with the one before is computed twice, to the same bits
    public int FirstColumn(int block) => Math.Min(block * FftLanes<T>.Lanes, Columns - FftLanes<T>.Lanes);

    public int FirstRow(int block) => Math.Min(block * FftLanes<T>.Lanes, Rows - FftLanes<T>.Lanes);

    /// <summary>Transforms pairs; y may be x.</summary>
    public void Forward(T* x, T* y, T* scratch)
    {
        T* grid = scratch, lines = grid + GridLength;
        for (int block = 0; block < ColumnBlocks; block++) Column(block, new PairMemory<T>(x + (2 * FirstColumn(block)), Columns), grid, lines);
        for (int block = 0; block < RowBlocks; block++) Row(block, grid, new PairMemory<T>(y + (2 * FirstRow(block)), Rows), lines);
    }

    /// <summary>Transforms columns side by side into the grid; lines: three of the grid's longer side, in vectors.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public void Column<TIn>(int block, TIn input, T* grid, T* lines)
        where TIn : struct, IComplexReader<T>
    {
        int lanes = FftLanes<T>.Lanes, pitch = 2 * lanes;
        T* turned = lines + (2 * _lineLength), to = grid + (FirstColumn(block) * pitch);
        _down.Forward(input, new TwiddleWriter(_twiddles.At + ((long)block * Rows * pitch), turned), lines, lines + _lineLength);
        for (int k = 0; k < RowBlocks; k++, to += _blockLength)
        {
            T* from = turned + (FirstRow(k) * pitch);
            Transpose.Square(from, pitch, to, pitch);
            Transpose.Square(from + lanes, pitch, to + lanes, pitch);
        }
    }

    /// <summary>Transforms rows side by side out of the grid.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public void Row<TOut>(int block, T* grid, TOut output, T* lines)
        where TOut : struct, IComplexWriter<T> =>
        _across.Forward(new LaneMemory<T>(grid + ((long)block * _blockLength)), output, lines, lines + _lineLength);

    private static int Blocks(int length) => (length + FftLanes<T>.Lanes - 1) / FftLanes<T>.Lanes;

    private static double Fill(int length) => (double)Blocks(length) * FftLanes<T>.Lanes / length;

    private readonly struct TwiddleWriter(T* twiddles, T* to) : IComplexWriter<T>
    {
        public nint Step
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => new LaneMemory<T>(to).Step;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(nint at, ComplexVector<T> value) => new LaneMemory<T>(to).Write(at, value * new LaneMemory<T>(twiddles).Read(at));
    }
}
