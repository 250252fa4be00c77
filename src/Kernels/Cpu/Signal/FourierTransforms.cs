using System.Buffers;
using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>Fourier transforms of the rows of contiguous tensors, not scaled; complex numbers lie as (real, imaginary) pairs.</summary>
internal static unsafe class FourierTransforms
{
    private const int ElementsPerPiece = 1 << 13, LargestInLanes = 1 << 12;

    /// <summary>y[r, k] = Σₙ x[r, n]·exp(∓2πi·kn/N): minus forward, plus inverse. Shapes: x, y [R, N, 2].</summary>
    public static void Complex<T>(bool inverse, int length, Strided<T> x, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long rows = length == 0 ? 0 : x.Count / (2L * length);
        For(rows, length, new ComplexRows<T>(inverse, length, x.Data, y.Data, rows, PerPiece(length)));
    }

    /// <summary>y[r, k] = Σₙ x[r, n]·exp(−2πi·kn/N), k ≤ N/2. Shapes: x [R, N], y [R, N/2 + 1, 2].</summary>
    public static void RealForward<T>(int length, Strided<T> x, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long rows = x.Count / length;
        // whole vectors of rows at a time; a vector's spectra must fit the cache of a core
        if (length % 4 == 0 && length <= LargestInLanes && rows >= FftLanes<T>.Lanes / 2 && FftLanes<T>.For(length / 2) is not null)
            WorkerPool.For(checked((int)((rows + FftLanes<T>.Lanes - 1) / FftLanes<T>.Lanes)), new RealLanes<T>(length, x.Data, y.Data, rows));
        else For(rows, length, new RealRows<T>(false, length, x.Data, y.Data, rows, PerPiece(length)));
    }

    /// <summary>
    /// y[r, n] = Σₖ wₖ·Re(x[r, k]·exp(2πi·kn/N)), k ≤ N/2, wₖ = 1 for k = 0 and k = N/2, else 2. Shapes: x [R, N/2 + 1, 2], y [R, N].
    /// </summary>
    public static void RealInverse<T>(int length, Strided<T> x, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long rows = y.Count / length;
        For(rows, length, new RealRows<T>(true, length, y.Data, x.Data, rows, PerPiece(length)));
    }

    /// <summary>y[r, f·hop + l] += x[r, f, l], y zero at first. Shapes: x [R, F, L], y [R, T].</summary>
    public static void OverlapAdd<T>(int frames, int frameLength, int hop, int length, Strided<T> x, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long rows = length == 0 ? 0 : y.Count / length;
        WorkerPool.For(checked((int)rows), new OverlapRows<T>(frames, frameLength, hop, length, x.Data, y.Data));
    }

    private static int PerPiece(int length) => Math.Max(1, ElementsPerPiece / Math.Max(1, length));

    private static void For<TJob>(long rows, int length, TJob job)
        where TJob : struct, IParallelJob
    {
        int perPiece = PerPiece(length);
        WorkerPool.For(checked((int)((rows + perPiece - 1) / perPiece)), job);
    }

    private readonly struct ComplexRows<T>(bool inverse, int length, T* x, T* y, long rows, int perPiece) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            var plan = FftPlan<T>.For(length);
            var rented = ArrayPool<T>.Shared.Rent(2 * length);
            Span<T> re = rented.AsSpan(0, length), im = rented.AsSpan(length, length);
            long end = Math.Min(rows, (index + 1L) * perPiece);
            for (long r = (long)index * perPiece; r < end; r++)
            {
                T* from = x + (r * 2 * length), to = y + (r * 2 * length);
                for (int i = 0; i < length; i++) (re[i], im[i]) = (from[2 * i], from[(2 * i) + 1]);
                // the inverse is the forward one of the conjugate: parts exchanged before and after
                if (inverse) plan.Forward(im, re);
                else plan.Forward(re, im);
                for (int i = 0; i < length; i++) (to[2 * i], to[(2 * i) + 1]) = (re[i], im[i]);
            }
            ArrayPool<T>.Shared.Return(rented);
        }
    }

    private readonly struct RealRows<T>(bool inverse, int length, T* samples, T* spectrum, long rows, int perPiece) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            var plan = FftReal<T>.For(length);
            int bins = plan.Bins;
            var rented = ArrayPool<T>.Shared.Rent(2 * bins);
            Span<T> re = rented.AsSpan(0, bins), im = rented.AsSpan(bins, bins);
            T scale = T.CreateChecked(length);
            long end = Math.Min(rows, (index + 1L) * perPiece);
            for (long r = (long)index * perPiece; r < end; r++)
            {
                T* real = samples + (r * length), complex = spectrum + (r * 2 * bins);
                if (inverse)
                {
                    for (int i = 0; i < bins; i++) (re[i], im[i]) = (complex[2 * i] * scale, complex[(2 * i) + 1] * scale);
                    plan.Inverse(re, im, new Span<T>(real, length));
                }
                else
                {
                    plan.Forward(new Span<T>(real, length), re, im);
                    for (int i = 0; i < bins; i++) (complex[2 * i], complex[(2 * i) + 1]) = (re[i], im[i]);
                }
            }
            ArrayPool<T>.Shared.Return(rented);
        }
    }

    // rows are transposed into vectors, transformed side by side, and their spectra transposed back
    private readonly struct RealLanes<T>(int length, T* samples, T* spectrum, long rows) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            var plan = FftLanes<T>.For(length / 2)!; // cached
            int lanes = FftLanes<T>.Lanes, width = length + 2, count = (int)Math.Min(lanes, rows - ((long)index * lanes));
            T* real = samples + ((long)index * lanes * length), complex = spectrum + ((long)index * lanes * width);
            var rented = ArrayPool<T>.Shared.Rent((2 * width * lanes) + 64);
            fixed (T* start = rented)
            {
                T* z = (T*)(((nint)start + 63) & ~63), other = z + (width * lanes);
                if (count < lanes) new Span<T>(z, length * lanes).Clear();
                int r = 0;
                for (; r + 4 <= count; r += 4)
                    for (int n = 0; n < length; n += 4) Transpose.Block4(real + ((long)r * length) + n, length, z + (n * lanes) + r, lanes);
                for (; r < count; r++)
                    for (int n = 0; n < length; n++) z[(n * lanes) + r] = real[((long)r * length) + n];
                T* result = plan.Forward(z, other), free = result == z ? other : z;
                plan.Spectrum(result, (length / 2) + 1, new LaneSink<T>(free));
                for (r = 0; r + 4 <= count; r += 4)
                {
                    for (int n = 0; n < length; n += 4) Transpose.Block4(free + (n * lanes) + r, lanes, complex + ((long)r * width) + n, width);
                    for (int i = r; i < r + 4; i++)
                        for (int n = length; n < width; n++) complex[((long)i * width) + n] = free[(n * lanes) + i];
                }
                for (; r < count; r++)
                    for (int n = 0; n < width; n++) complex[((long)r * width) + n] = free[(n * lanes) + r];
            }
            ArrayPool<T>.Shared.Return(rented);
        }
    }

    private readonly struct LaneSink<T>(T* to) : ISpectrumSink<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Put(int k, Vector<T> re, Vector<T> im)
        {
            re.Store(to + (2L * k * FftLanes<T>.Lanes));
            im.Store(to + (((2L * k) + 1) * FftLanes<T>.Lanes));
        }
    }

    private readonly struct OverlapRows<T>(int frames, int frameLength, int hop, int length, T* x, T* y) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            T* to = y + ((long)index * length), from = x + ((long)index * frames * frameLength);
            new Span<T>(to, length).Clear();
            for (int f = 0; f < frames; f++)
                LinearAlgebra.VectorKernels.Axpy(T.One, from + ((long)f * frameLength), to + ((long)f * hop), frameLength);
        }
    }
}
