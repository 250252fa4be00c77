using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// Bluestein's algorithm for a length N with a large prime factor: with c[n] = exp(−πi·n²/N),
/// X[k] = c[k] · Σ (x[n]c[n]) · conj(c[k − n]), a convolution of some fast length M ≥ inputs + outputs − 1.
/// </summary>
/// <remarks>
/// M is a grid that fills its vectors. The inverse transform of the convolution takes its columns as the forward one finishes its rows:
/// both are the same elements in the same vectors.
/// </remarks>
internal sealed unsafe class FftChirp<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _inputs, _outputs;
    private readonly FftGrid<T> _forward, _inverse;
    private readonly FftTable<T> _chirp, _kernel; // real parts, then imaginary ones; the kernel's in the order in which the forward transform finishes

    public FftChirp(int length, int inputs, int outputs)
    {
        (_inputs, _outputs) = (inputs, outputs);
        (int rows, int columns) = Grid(checked(inputs + outputs - 1));
        (_forward, _inverse) = (FftGrid<T>.Of(rows, columns), FftGrid<T>.Of(columns, rows));
        int chirps = Math.Max(inputs, outputs), m = rows * columns, lanes = FftLanes<T>.Lanes;
        ChirpLength = chirps;
        _chirp = new(2L * chirps);
        var kernel = new double[2 * m];
        for (int n = 0; n < chirps; n++)
        {
            (double re, double im) = FftTable<double>.Root((long)n * n, 2L * length); // n² mod 2N keeps the angle exact
            (_chirp.At[n], _chirp.At[chirps + n]) = (T.CreateTruncating(re), T.CreateTruncating(im));
            if (n < outputs) (kernel[n], kernel[m + n]) = (re, -im);
            if (n > 0 && n < inputs) (kernel[m - n], kernel[m + m - n]) = (re, -im);
        }
        FftPlan<double>.For(m).Forward(kernel.AsSpan(0, m), kernel.AsSpan(m, m));
        _kernel = new(2L * m);
        for (int k = 0; k < m; k++)
        {
            int row = k % rows;
            T* to = _kernel.At + (2L * ((row / lanes * columns) + (k / rows)) * lanes) + (row % lanes);
            (to[0], to[lanes]) = (T.CreateTruncating(kernel[k] / m), T.CreateTruncating(kernel[m + k] / m));
        }
        ScratchLength = _forward.ScratchLength + _inverse.ScratchLength;
    }

    public long ScratchLength { get; }

    private int ChirpLength { get; }

    public void Forward<TIn, TOut>(TIn input, TOut output, T* scratch)
        where TIn : struct, ISignalReader<T>
        where TOut : struct, ISignalWriter<T>
    {
        int lanes = FftLanes<T>.Lanes, rows = _forward.Rows, columns = _forward.Columns;
        SplitMemory<T> chirp = new(_chirp.At, _chirp.At + ChirpLength);
        T* grid = scratch, product = grid + _forward.GridLength, inverse = scratch + _forward.ScratchLength, lines = inverse + _inverse.GridLength;
        ChirpedReader<TIn> chirped = new(input, chirp, _inputs);
        for (int block = 0; block < _forward.ColumnBlocks; block++)
            _forward.Column(block, new FftGrid<T>.ColumnReader<ChirpedReader<TIn>>(chirped, block * lanes, columns), grid, lines);
        for (int block = 0; block < _forward.RowBlocks; block++)
        {
            _forward.Row(block, grid, new KernelWriter(_kernel.At + (2L * block * columns * lanes), product), lines);
            _inverse.Column(block, new LaneMemory<T>(product), inverse, lines);
        }
        ChirpedWriter<TOut> unchirped = new(output, chirp, _outputs);
        for (int block = 0; block < _inverse.RowBlocks; block++)
            _inverse.Row(block, inverse, new FftGrid<T>.RowWriter<ChirpedWriter<TOut>>(unchirped, block * lanes, columns), lines);
    }

    // the cheapest length with whole vectors in both directions
    private static (int Rows, int Columns) Grid(int atLeast)
    {
        int lanes = FftLanes<T>.Lanes, square = lanes * lanes;
        (int Rows, int Columns, double Cost) best = (0, 0, double.PositiveInfinity);
        int first = (atLeast + square - 1) / square;
        for (int m = first * square; m <= 2 * first * square; m += square)
        {
            var grid = FftGrid<T>.Best(m, lanes);
            if (grid.Cost * m < best.Cost) best = (grid.Rows, grid.Columns, grid.Cost * m);
        }
        return (best.Rows, best.Columns);
    }

    private readonly struct ChirpedReader<TIn>(TIn input, SplitMemory<T> chirp, nint length) : ISignalReader<T>
        where TIn : struct, ISignalReader<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ComplexVector<T> Read(nint n) =>
            n + Vector<T>.Count <= length ? input.Read(n) * chirp.Read(n) : Read(n, Vector<T>.Count);

        public ComplexVector<T> Read(nint n, int count)
        {
            int here = (int)Math.Clamp(length - n, 0, count);
            return here > 0 ? input.Read(n, here) * chirp.Read(n, here) : default;
        }
    }

    private readonly struct ChirpedWriter<TOut>(TOut output, SplitMemory<T> chirp, nint length) : ISignalWriter<T>
        where TOut : struct, ISignalWriter<T>
    {
        // the parts come exchanged, out of an inverse transform
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(nint k, ComplexVector<T> value)
        {
            if (k + Vector<T>.Count <= length) output.Write(k, new ComplexVector<T>(value.Im, value.Re) * chirp.Read(k));
            else Write(k, value, Vector<T>.Count);
        }

        public void Write(nint k, ComplexVector<T> value, int count)
        {
            int here = (int)Math.Clamp(length - k, 0, count);
            if (here > 0) output.Write(k, new ComplexVector<T>(value.Im, value.Re) * chirp.Read(k, here), here);
        }
    }

    private readonly struct KernelWriter(T* kernel, T* to) : IComplexWriter<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(nint k, ComplexVector<T> value)
        {
            nint at = k * 2 * Vector<T>.Count;
            var product = value * ComplexVector<T>.Load(kernel + at);
            new ComplexVector<T>(product.Im, product.Re).Store(to + at);
        }
    }
}
