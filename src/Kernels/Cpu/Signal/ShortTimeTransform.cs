using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

    /// <summary>Shapes: x [R, T] contiguous, window [N], y [R, bins, F, 2] contiguous, F = (T − N)/hop + 1.</summary>
    public static void Run<T>(int hop, int bins, int rows, int samples, Strided<T> x, Strided<T> window, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int length = window.Shape[0];
        int frames = ((samples - length) / hop) + 1, perPiece = FramesPerPiece(bins), pieces = (frames + perPiece - 1) / perPiece;
        if (length % 2 == 0 && FftReal<T>.For(length).Lanes is not null) WorkerPool.For(checked(rows * pieces), new LanePiece<T>(hop, bins, rows, samples, frames, perPiece, pieces, x.Data, window.Data, length, y.Data));
        else WorkerPool.For(checked(rows * pieces), new FramePiece<T>(hop, bins, samples, frames, perPiece, pieces, x.Data, window.Data, length, y.Data));
    }

    // long stretches of the output, from a tile of spectra that fits the second-level cache
    private static int FramesPerPiece(int bins) => Math.Clamp((1 << 16) / bins & ~63, 64, 256);

    private readonly struct LanePiece<T>(int hop, int bins, int rows, int samples, int frames, int perPiece, int pieces, T* x, T* window, int length, T* y) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            var plan = FftReal<T>.For(length);
            int lanes = FftLanes<T>.Lanes, row = index / pieces, first = index % pieces * perPiece, count = Math.Min(perPiece, frames - first);
            int pitch = ((count + lanes - 1) / lanes * lanes) + (length / hop) + 1;
            int tilePitch = perPiece + lanes; // a line more, or the frequencies of a frame would share few sets of the cache
            long vectors = (long)length * lanes, tileLength = 2L * bins * tilePitch;
            long bytes = (((long)hop * pitch) + (2 * vectors) + tileLength) * sizeof(T), offsetBytes = (long)length * sizeof(nint);
            nint scratch = NativePool.Host.Rent(bytes + offsetBytes);
            // vectors on their natural boundary
            T* a = (T*)scratch, b = a + vectors, tile = b + vectors, transposed = tile + tileLength;
            nint* offsets = (nint*)(scratch + bytes);
            Columns(x + ((long)row * samples) + ((long)first * hop), Math.Min((long)pitch * hop, samples - ((long)first * hop)), pitch, transposed);
            for (int n = 0; n < length; n++) offsets[n] = (n % hop * (nint)pitch) + (n / hop);
            for (int f = 0; f < count; f += lanes)
            {
                plan.ForwardLanes(new WindowReader<T>(transposed + f, window, offsets), bins, new PairMemory<T>(tile + (2 * f), tilePitch), a, b);
            }
            // whole stretches of the output at a time, past the cache if it is too large to be found there later
            bool streams = (long)rows * frames * bins * 2 * sizeof(T) >= StreamingBytes;
            for (int k = 0; k < bins; k++)
                Copy(tile + (2L * k * tilePitch), y + (((((long)row * bins) + k) * frames) + first) * 2, 2 * count, streams);
            NativePool.Host.Return(scratch, bytes + offsetBytes);
        }

        private static void Copy(T* from, T* to, int count, bool streams)
        {
            int line = Vector512<T>.Count, i = 0;
            if (streams)
            {
                i = Math.Min(count, (int)((-(nint)to & 63) / sizeof(T)));
                new ReadOnlySpan<T>(from, i).CopyTo(new Span<T>(to, i));
                for (; i + line <= count; i += line) VectorMath.Stream(Vector512.Load(from + i), to + i);
            }
            new ReadOnlySpan<T>(from + i, count - i).CopyTo(new Span<T>(to + i, count - i));
        }

        // transposed[r, c] = signal[c·hop + r], zero beyond its end
        private void Columns(T* signal, long available, int pitch, T* transposed)
        {
            int whole = (int)(available / hop), c = 0;
            for (; c + 4 <= whole; c += 4)
            {
                T* from = signal + ((long)c * hop);
                int r = 0;
                for (; r + 4 <= hop; r += 4) Transpose.Block4(from + r, hop, transposed + (r * pitch) + c, pitch);
                for (; r < hop; r++)
                    for (int i = 0; i < 4; i++) transposed[(r * pitch) + c + i] = from[(i * hop) + r];
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

    private readonly struct FramePiece<T>(int hop, int bins, int samples, int frames, int perPiece, int pieces, T* x, T* window, int length, T* y) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            var plan = FftReal<T>.For(length);
            int row = index / pieces, first = index % pieces * perPiece, end = Math.Min(first + perPiece, frames);
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
