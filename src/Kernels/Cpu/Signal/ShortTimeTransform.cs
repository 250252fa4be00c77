using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// Short-time Fourier transforms of rows: y[r, b, f] = Σₙ w[n]·x[r, f·hop + n]·exp(−2πi·bn/N), b &lt; bins, as (real, imaginary) pairs.
/// </summary>
/// <remarks>
/// A vector holds the same sample of neighbouring frames. With the signal transposed to [hop, T/hop], sample n = q·hop + r of frame f is
/// element f + q of row r, so the vector is one contiguous load and no frame is ever copied. A frame of even length N is the
/// complex transform of N/2 pairs; lengths with prime factors above 5, and odd ones, go frame by frame.
/// </remarks>
internal static unsafe class ShortTimeTransform
{
    private const int FramesPerPiece = 256;

    /// <summary>Shapes: x [R, T] contiguous, window [N], y [R, bins, F, 2] contiguous, F = (T − N)/hop + 1.</summary>
    public static void Run<T>(int hop, int bins, int rows, int samples, Strided<T> x, Strided<T> window, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int length = window.Shape[0];
        int frames = ((samples - length) / hop) + 1, pieces = (frames + FramesPerPiece - 1) / FramesPerPiece;
        if (length % 2 == 0 && FftReal<T>.For(length).Lanes is not null) WorkerPool.For(checked(rows * pieces), new LanePiece<T>(hop, bins, samples, frames, pieces, x.Data, window.Data, length, y.Data));
        else WorkerPool.For(checked(rows * pieces), new FramePiece<T>(hop, bins, samples, frames, pieces, x.Data, window.Data, length, y.Data));
    }

    private readonly struct LanePiece<T>(int hop, int bins, int samples, int frames, int pieces, T* x, T* window, int length, T* y) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            var plan = FftReal<T>.For(length);
            int lanes = FftLanes<T>.Lanes, row = index / pieces, first = index % pieces * FramesPerPiece, count = Math.Min(FramesPerPiece, frames - first);
            int pitch = ((count + lanes - 1) / lanes * lanes) + (length / hop) + 1;
            T[] rented = ArrayPool<T>.Shared.Rent((hop * pitch) + (((3 * length) + 2) * lanes) + 64);
            fixed (T* start = rented)
            {
                // vectors on their natural boundary
                T* z = (T*)(((nint)start + 63) & ~63), a = z + (length * lanes), b = a + (length * lanes), pair = b + (length * lanes), transposed = pair + (2 * lanes);
                Columns(x + ((long)row * samples) + ((long)first * hop), Math.Min((long)pitch * hop, samples - ((long)first * hop)), pitch, transposed);
                for (int f = 0; f < count; f += lanes)
                {
                    Load(transposed + f, pitch, a);
                    plan.Lanes!.Forward(new LaneMemory<T>(a), new LaneMemory<T>(z), a, b);
                    plan.Spectrum(z, bins, new FrameWriter<T>(y + (((((long)row * bins) * frames) + first + f) * 2), 2L * frames, pair, Math.Min(lanes, count - f)));
                }
            }
            ArrayPool<T>.Shared.Return(rented);
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

        // even samples are real parts, odd ones imaginary: as they follow each other
        private void Load(T* transposed, int pitch, T* z)
        {
            int lanes = FftLanes<T>.Lanes;
            T* row = transposed;
            for (int n = 0, r = 0, q = 0; n < length; n++)
            {
                (Vector.Load(row + q) * Vector.Create(window[n])).Store(z + (n * lanes));
                row += pitch;
                if (++r < hop) continue;
                row = transposed;
                (r, q) = (0, q + 1);
            }
        }
    }

    // writes (re, im) of one frequency for neighbouring frames, which lie side by side
    private readonly struct FrameWriter<T>(T* first, long pitch, T* pair, int count) : IComplexWriter<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(nint k, ComplexVector<T> value)
        {
            T* to = first + (k * pitch);
            value.StorePairs(count == Vector<T>.Count ? to : pair);
            if (count < Vector<T>.Count) Unsafe.CopyBlockUnaligned(to, pair, (uint)(2 * count * sizeof(T)));
        }
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
