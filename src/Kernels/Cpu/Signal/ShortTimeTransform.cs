using System.Numerics;
using System.Runtime.CompilerServices;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// Short-time Fourier transforms of rows: y[r, b, f] = Σₙ w[n]·x[r, f·hop + n]·exp(−2πi·bn/N), b &lt; bins, as (real, imaginary) pairs.
/// </summary>
/// <remarks>
/// A vector holds the same sample of neighbouring frames. With the signal transposed to [hop, T/hop], sample n = q·hop + r of frame f is
/// element f + q of row r, so the vector is one contiguous load and no frame is ever copied. A frame of even length N is the
/// complex transform of N/2 pairs; lengths with prime factors above 13, and odd ones, go frame by frame.
/// </remarks>
internal static unsafe class ShortTimeTransform
{
    // a result of this size is gone from the cache before it is read
    private const long StreamingBytes = 24L << 20;

    private const int FramesPerPiece = 512;

    /// <summary>
    /// Shapes, all contiguous: x [R, T], window [N], before [R, P] and after [R, Q], which x continues, y [R, bins, F, 2] with F = (P + T + Q − N)/hop + 1.
    /// </summary>
    public static void Run<T>(int hop, int bins, int rows, int samples, int start, int end, Strided<T> x, Strided<T> window, Strided<T> before, Strided<T> after, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int length = window.Shape[0], frames = ((start + samples + end - length) / hop) + 1, pieces = (frames + FramesPerPiece - 1) / FramesPerPiece;
        Signals<T> signals = new(before.Data, start, x.Data, samples, after.Data, end);
        if (length % 2 == 0 && FftReal<T>.For(length).Lanes is not null) WorkerPool.For(checked(rows * pieces), new LanePiece<T>(hop, bins, rows, frames, pieces, signals, window.Data, length, y.Data));
        else WorkerPool.For(checked(rows * pieces), new FramePiece<T>(hop, bins, frames, pieces, signals, window.Data, length, y.Data));
    }

    private readonly struct LanePiece<T>(int hop, int bins, int rows, int frames, int pieces, Signals<T> x, T* window, int length, T* y) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // frames that lie apart leave out what is between them
        private readonly int _used = Math.Min(hop, length);

        public void Run(int index)
        {
            var plan = FftReal<T>.For(length);
            int lanes = FftLanes<T>.Lanes, row = index / pieces, begin = index % pieces * FramesPerPiece, end = Math.Min(begin + FramesPerPiece, frames);
            int perTile = SpectraTile<T>.FramesFor(bins), pitch = perTile + (((length - 1) / hop) + lanes) / lanes * lanes;
            long vectors = (long)length * lanes, tileLength = SpectraTile<T>.LengthFor(bins);
            long bytes = (((long)_used * pitch) + (2 * vectors) + tileLength) * sizeof(T), offsetBytes = (long)length * sizeof(nint);
            nint scratch = NativePool.Host.Rent(bytes + offsetBytes);
            // vectors on their natural boundary
            T* a = (T*)scratch, b = a + vectors, tile = b + vectors, transposed = tile + tileLength;
            nint* offsets = (nint*)(scratch + bytes);
            for (int n = 0; n < length; n++) offsets[n] = (n % hop * (nint)pitch) + (n / hop);
            SpectraTile<T> spectra = new(tile, bins, y + ((long)row * bins * frames * 2), frames, (long)rows * frames * bins * 2 * sizeof(T) >= StreamingBytes);
            for (int first = begin, count; first < end; first += count)
            {
                count = Math.Min(perTile, end - first);
                Columns(row, (long)first * hop, pitch, transposed);
                for (int f = 0; f < count; f += lanes) plan.ForwardLanes(new WindowReader<T>(transposed + f, window, offsets), bins, spectra.From(f), a, b);
                spectra.Leave(first, count, first == begin, first + count == end);
            }
            NativePool.Host.Return(scratch, bytes + offsetBytes);
        }

        // transposed[r, c] = x[at + c·hop + r], of the r that frames have
        [MethodImpl(JitOptions.Kernel)]
        private void Columns(int row, long at, int pitch, T* transposed)
        {
            int lanes = Vector<T>.Count;
            for (int c = 0; c < pitch;)
            {
                long first = at + ((long)c * hop);
                T* from = c + lanes <= pitch ? x.Inside(row, first, (long)lanes * hop) : null;
                if (from is null)
                {
                    for (int r = 0; r < _used; r++) transposed[(r * pitch) + c] = x.At(row, first + r);
                    c++;
                    continue;
                }
                if (_used < lanes)
                {
                    for (int r = 0; r < _used; r++)
                        for (int i = 0; i < lanes; i++) transposed[(r * pitch) + c + i] = from[(i * (long)hop) + r];
                }
                else
                {
                    for (int r = 0; r + lanes <= _used; r += lanes) Transpose.Square(from + r, hop, transposed + (r * pitch) + c, pitch);
                    // the last square reaches back over what the one before it did
                    if (_used % lanes != 0) Transpose.Square(from + _used - lanes, hop, transposed + ((_used - lanes) * pitch) + c, pitch);
                }
                c += lanes;
            }
        }
    }

    // rows that lie in three places: [R, start], [R, samples], [R, end]
    private readonly struct Signals<T>(T* before, int start, T* x, int samples, T* after, int end)
        where T : unmanaged
    {
        /// <summary>A sample, counted from the start; zero beyond the end.</summary>
        public T At(int row, long i)
        {
            if (i < start) return before[((long)row * start) + i];
            i -= start;
            if (i < samples) return x[((long)row * samples) + i];
            i -= samples;
            return i < end ? after[((long)row * end) + i] : default;
        }

        /// <summary>Samples that follow each other in the middle part; null if they do not lie there.</summary>
        public T* Inside(int row, long first, long count) =>
            first >= start && first + count <= (long)start + samples ? x + ((long)row * samples) + first - start : null;
    }

    // even samples are real parts, odd ones imaginary: as they follow each other
    private readonly struct WindowReader<T>(T* frames, T* window, nint* offsets) : IComplexReader<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public nint Step
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 2;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ComplexVector<T> Read(nint at) => new(
            Vector.Load(frames + offsets[at]) * Vector.Create(window[at]), Vector.Load(frames + offsets[at + 1]) * Vector.Create(window[at + 1]));
    }

    private readonly struct FramePiece<T>(int hop, int bins, int frames, int pieces, Signals<T> x, T* window, int length, T* y) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            var plan = FftReal<T>.For(length);
            int row = index / pieces, first = index % pieces * FramesPerPiece, end = Math.Min(first + FramesPerPiece, frames);
            T[] frame = new T[length], re = new T[plan.Bins], im = new T[plan.Bins];
            for (int f = first; f < end; f++)
            {
                for (int n = 0; n < length; n++) frame[n] = x.At(row, ((long)f * hop) + n) * window[n];
                plan.Forward(frame, re, im);
                T* to = y + (((((long)row * bins) * frames) + f) * 2);
                for (int b = 0; b < bins; b++) (to[2L * b * frames], to[(2L * b * frames) + 1]) = (re[b], im[b]);
            }
        }
    }
}
