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

    /// <summary>Shapes: x [R, T] contiguous, window [N], y [R, bins, F, 2] contiguous, F = (T − N)/hop + 1.</summary>
    public static void Run<T>(int hop, int bins, int rows, int samples, Strided<T> x, Strided<T> window, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int length = window.Shape[0], frames = ((samples - length) / hop) + 1, pieces = (frames + FramesPerPiece - 1) / FramesPerPiece;
        if (length % 2 == 0 && FftReal<T>.For(length).Lanes is not null) WorkerPool.For(checked(rows * pieces), new LanePiece<T>(hop, bins, rows, samples, frames, pieces, x.Data, window.Data, length, y.Data));
        else WorkerPool.For(checked(rows * pieces), new FramePiece<T>(hop, bins, samples, frames, pieces, x.Data, window.Data, length, y.Data));
    }

    private readonly struct LanePiece<T>(int hop, int bins, int rows, int samples, int frames, int pieces, T* x, T* window, int length, T* y) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            var plan = FftReal<T>.For(length);
            int lanes = FftLanes<T>.Lanes, row = index / pieces, begin = index % pieces * FramesPerPiece, end = Math.Min(begin + FramesPerPiece, frames);
            int perTile = SpectraTile<T>.FramesFor(bins), pitch = perTile + (((length - 1) / hop) + lanes) / lanes * lanes;
            long vectors = (long)length * lanes, tileLength = SpectraTile<T>.LengthFor(bins);
            long bytes = (((long)hop * pitch) + (2 * vectors) + tileLength) * sizeof(T), offsetBytes = (long)length * sizeof(nint);
            nint scratch = NativePool.Host.Rent(bytes + offsetBytes);
            // vectors on their natural boundary
            T* a = (T*)scratch, b = a + vectors, tile = b + vectors, transposed = tile + tileLength;
            nint* offsets = (nint*)(scratch + bytes);
            for (int n = 0; n < length; n++) offsets[n] = (n % hop * (nint)pitch) + (n / hop);
            T* from = x + ((long)row * samples);
            SpectraTile<T> spectra = new(tile, bins, y + ((long)row * bins * frames * 2), frames, (long)rows * frames * bins * 2 * sizeof(T) >= StreamingBytes);
            for (int first = begin, count; first < end; first += count)
            {
                count = Math.Min(perTile, end - first);
                Columns(from + ((long)first * hop), samples - ((long)first * hop), pitch, transposed);
                for (int f = 0; f < count; f += lanes) plan.ForwardLanes(new WindowReader<T>(transposed + f, window, offsets), bins, spectra.From(f), a, b);
                spectra.Leave(first, count, first == begin, first + count == end);
            }
            NativePool.Host.Return(scratch, bytes + offsetBytes);
        }

        // transposed[r, c] = signal[c·hop + r], zero beyond its end
        private void Columns(T* signal, long available, int pitch, T* transposed)
        {
            int lanes = Vector<T>.Count, whole = (int)Math.Min(pitch, available / hop), c = 0;
            for (; c + lanes <= whole; c += lanes)
            {
                T* from = signal + ((long)c * hop);
                int r = 0;
                for (; r + lanes <= hop; r += lanes) Transpose.Square(from + r, hop, transposed + (r * pitch) + c, pitch);
                // the last square reaches back over what the one before it did
                if (r < hop && hop >= lanes) Transpose.Square(from + hop - lanes, hop, transposed + ((hop - lanes) * pitch) + c, pitch);
                for (; r < hop && hop < lanes; r++)
                    for (int i = 0; i < lanes; i++) transposed[(r * pitch) + c + i] = from[(i * hop) + r];
            }
            for (; c < pitch; c++)
                for (int r = 0; r < hop; r++)
                    transposed[(r * pitch) + c] = ((long)c * hop) + r < available ? signal[((long)c * hop) + r] : T.Zero;
        }
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

    private readonly struct FramePiece<T>(int hop, int bins, int samples, int frames, int pieces, T* x, T* window, int length, T* y) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            var plan = FftReal<T>.For(length);
            int row = index / pieces, first = index % pieces * FramesPerPiece, end = Math.Min(first + FramesPerPiece, frames);
            T[] frame = new T[length], re = new T[plan.Bins], im = new T[plan.Bins];
            for (int f = first; f < end; f++)
            {
                T* from = x + ((long)row * samples) + ((long)f * hop);
                for (int n = 0; n < length; n++) frame[n] = from[n] * window[n];
                plan.Forward(frame, re, im);
                T* to = y + (((((long)row * bins) * frames) + f) * 2);
                for (int b = 0; b < bins; b++) (to[2L * b * frames], to[(2L * b * frames) + 1]) = (re[b], im[b]);
            }
        }
    }
}
