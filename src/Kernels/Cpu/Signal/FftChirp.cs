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
    private readonly FftTable<T> _chirp, _kernel; // pairs; vectors in the order in which the forward transform finishes

    public FftChirp(int length, int inputs, int outputs)
    {
        (_inputs, _outputs) = (inputs, outputs);
        (int rows, int columns) = Grid(checked(inputs + outputs - 1));
        (_forward, _inverse) = (FftGrid<T>.Of(rows, columns), FftGrid<T>.Of(columns, rows));
        int chirps = Math.Max(inputs, outputs), m = rows * columns, lanes = FftLanes<T>.Lanes;
        _chirp = new(2L * chirps);
        var kernel = new double[2 * m];
        for (int n = 0; n < chirps; n++)
        {
            (double re, double im) = FftTable<double>.Root((long)n * n, 2L * length); // n² mod 2N keeps the angle exact
            (_chirp.At[2 * n], _chirp.At[(2 * n) + 1]) = (T.CreateTruncating(re), T.CreateTruncating(im));
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
        ScratchLength = (2L * m) + _forward.ScratchLength + _inverse.GridLength + (2L * columns * lanes);
    }

    public long ScratchLength { get; }

    /// <summary>Transforms pairs; gives the place of the result in the scratch.</summary>
    public T* Forward(T* x, T* scratch)
    {
        int lanes = FftLanes<T>.Lanes, rows = _forward.Rows, columns = _forward.Columns;
        T* z = scratch, grid = z + (2L * rows * columns), lines = grid + _forward.GridLength, inverse = grid + _forward.ScratchLength, product = inverse + _inverse.GridLength;
        Multiply(x, _inputs, z);
        new Span<T>(z + (2L * _inputs), 2 * ((rows * columns) - _inputs)).Clear();
        for (int block = 0; block < _forward.ColumnBlocks; block++) _forward.Column(block, new PairMemory<T>(z + (2 * block * lanes), columns), grid, lines);
        for (int block = 0; block < _forward.RowBlocks; block++)
        {
            _forward.Row(block, grid, new KernelWriter(_kernel.At + (2L * block * columns * lanes), product), lines);
            _inverse.Column(block, new LaneMemory<T>(product), inverse, lines);
        }
        for (int block = 0; block < _inverse.RowBlocks; block++) _inverse.Row(block, inverse, new ExchangingWriter(z + (2 * block * lanes), columns), lines);
        Multiply(z, _outputs, z);
        return z;
    }

    // y[n] = x[n]·c[n]
    private void Multiply(T* x, int count, T* y)
    {
        int n = 0;
        for (; n + Vector<T>.Count <= count; n += Vector<T>.Count)
            (ComplexVector<T>.LoadPairs(x + (2 * n)) * ComplexVector<T>.LoadPairs(_chirp.At + (2 * n))).StorePairs(y + (2 * n));
        for (; n < count; n++) new OneSignal<T>(y).Write(2 * n, ComplexVector<T>.Broadcast(x + (2 * n)) * ComplexVector<T>.Broadcast(_chirp.At + (2 * n)));
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

    // times the kernel; the inverse transform wants the parts exchanged, and exchanges them back where it ends
    private readonly struct KernelWriter(T* kernel, T* to) : IComplexWriter<T>
    {
        public nint Step
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => new LaneMemory<T>(to).Step;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(nint at, ComplexVector<T> value)
        {
            var product = value * new LaneMemory<T>(kernel).Read(at);
            new LaneMemory<T>(to).Write(at, new(product.Im, product.Re));
        }
    }

    private readonly struct ExchangingWriter(T* to, nint pitch) : IComplexWriter<T>
    {
        public nint Step
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => new PairMemory<T>(to, pitch).Step;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(nint at, ComplexVector<T> value) => new PairMemory<T>(to, pitch).Write(at, new(value.Im, value.Re));
    }
}
