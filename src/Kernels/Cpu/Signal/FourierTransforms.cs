using System.Numerics;
using System.Runtime.CompilerServices;
using Neuron.Kernels.Memory;

namespace Neuron.Kernels.Cpu;

/// <summary>Fourier transforms of the rows of contiguous tensors, not scaled; complex numbers lie as (real, imaginary) pairs.</summary>
/// <remarks>Rows of a short length are transposed into vectors and transformed side by side, longer ones one by one.</remarks>
internal static unsafe class FourierTransforms
{
    private const int ElementsPerPiece = 1 << 13;

    /// <summary>y[r, k] = Σₙ x[r, n]·exp(∓2πi·kn/N): minus forward, plus inverse. Shapes: x, y [R, N, 2].</summary>
    public static void Complex<T>(bool inverse, int length, Strided<T> x, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (length == 0) return;
        long rows = x.Count / (2L * length);
        bool inLanes = FftPlan<T>.For(length).IsForLanes && rows >= FftLanes<T>.Lanes / 2;
        if (inLanes) For(rows, FftLanes<T>.Lanes, new ComplexLanes<T>(inverse, length, x.Data, y.Data, rows));
        else For(rows, PerPiece(length), new ComplexRows<T>(inverse, length, x.Data, y.Data, rows));
    }

    /// <summary>y[r, k] = Σₙ x[r, n]·exp(−2πi·kn/N), k ≤ N/2. Shapes: x [R, N], y [R, N/2 + 1, 2].</summary>
    public static void RealForward<T>(int length, Strided<T> x, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Real(false, length, x.Count / length, x.Data, y.Data);

    /// <summary>
    /// y[r, n] = Σₖ wₖ·Re(x[r, k]·exp(2πi·kn/N)), k ≤ N/2, wₖ = 1 for k = 0 and k = N/2, else 2. Shapes: x [R, N/2 + 1, 2], y [R, N].
    /// </summary>
    public static void RealInverse<T>(int length, Strided<T> x, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Real(true, length, y.Count / length, x.Data, y.Data);

    /// <summary>y[r, f·hop + l] += x[r, f, l], y zero at first. Shapes: x [R, F, L], y [R, T].</summary>
    public static void OverlapAdd<T>(int frames, int frameLength, int hop, int length, Strided<T> x, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long rows = length == 0 ? 0 : y.Count / length;
        WorkerPool.For(checked((int)rows), new OverlapRows<T>(frames, frameLength, hop, length, x.Data, y.Data));
    }

    private static void Real<T>(bool inverse, int length, long rows, T* x, T* y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool inLanes = FftReal<T>.For(length).IsForLanes && rows >= FftLanes<T>.Lanes / 2;
        if (inLanes) For(rows, FftLanes<T>.Lanes, new RealLanes<T>(inverse, length, x, y, rows));
        else For(rows, PerPiece(length), new RealRows<T>(inverse, length, x, y, rows));
    }

    private static int PerPiece(int length) => Math.Max(1, ElementsPerPiece / length);

    private static void For<TJob>(long rows, int perPiece, TJob job)
        where TJob : struct, IParallelJob => WorkerPool.For(checked((int)((rows + perPiece - 1) / perPiece)), job);

    // z[e, r] = rows[r, e], a vector for each e; lanes without a row are zero
    [MethodImpl(JitOptions.Kernel)]
    private static void Gather<T>(T* rows, long pitch, int count, int width, T* z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = FftLanes<T>.Lanes, e = 0;
        if (count < lanes) new Span<T>(z, width * lanes).Clear();
        else
            for (; e + lanes <= width; e += lanes) Transpose.Square(rows + e, (nint)pitch, z + ((long)e * lanes), lanes);
        for (; e < width; e++)
            for (int r = 0; r < count; r++) z[((long)e * lanes) + r] = rows[(r * pitch) + e];
    }

    [MethodImpl(JitOptions.Kernel)]
    private static void Scatter<T>(T* z, T* rows, long pitch, int count, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = FftLanes<T>.Lanes, e = 0;
        if (count == lanes)
            for (; e + lanes <= width; e += lanes) Transpose.Square(z + ((long)e * lanes), lanes, rows + e, (nint)pitch);
        for (; e < width; e++)
            for (int r = 0; r < count; r++) rows[(r * pitch) + e] = z[((long)e * lanes) + r];
    }

    private readonly struct ComplexRows<T>(bool inverse, int length, T* x, T* y, long rows) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            var plan = FftPlan<T>.For(length);
            long bytes = plan.ScratchLength * sizeof(T), first = (long)index * PerPiece(length), end = Math.Min(rows, first + PerPiece(length));
            nint scratch = NativePool.Host.Rent(bytes);
            for (long r = first; r < end; r++)
            {
                T* to = y + (r * 2 * length), z = plan.Forward(x + (r * 2 * length), (T*)scratch);
                if (inverse) FftPlan<T>.Mirror(z, length, to);
                else new Span<T>(z, 2 * length).CopyTo(new Span<T>(to, 2 * length));
            }
            NativePool.Host.Return(scratch, bytes);
        }
    }

    private readonly struct RealRows<T>(bool inverse, int length, T* x, T* y, long rows) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            var plan = FftReal<T>.For(length);
            long bytes = plan.ScratchLength * sizeof(T), width = 2L * plan.Bins, first = (long)index * PerPiece(length), end = Math.Min(rows, first + PerPiece(length));
            nint scratch = NativePool.Host.Rent(bytes);
            for (long r = first; r < end; r++)
            {
                if (inverse) plan.Inverse(x + (r * width), y + (r * length), (T*)scratch);
                else plan.Forward(x + (r * length), y + (r * width), (T*)scratch);
            }
            NativePool.Host.Return(scratch, bytes);
        }
    }

    private readonly struct ComplexLanes<T>(bool inverse, int length, T* x, T* y, long rows) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            var plan = FftLanes<T>.For(length)!;
            int lanes = FftLanes<T>.Lanes, width = 2 * length, count = (int)Math.Min(lanes, rows - ((long)index * lanes));
            long vectors = (long)width * lanes, bytes = 3 * vectors * sizeof(T), at = (long)index * lanes * width;
            nint scratch = NativePool.Host.Rent(bytes);
            T* z = (T*)scratch, result = z + vectors, other = result + vectors;
            Gather(x + at, width, count, width, z);
            if (inverse) plan.Forward(new LaneMemory<T>(z), new MirroredLanes<T>(result, length), z, other);
            else plan.Forward(new LaneMemory<T>(z), new LaneMemory<T>(result), z, other);
            Scatter(result, y + at, width, count, width);
            NativePool.Host.Return(scratch, bytes);
        }
    }

    private readonly struct RealLanes<T>(bool inverse, int length, T* x, T* y, long rows) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            var plan = FftReal<T>.For(length);
            int lanes = FftLanes<T>.Lanes, width = 2 * plan.Bins;
            (int from, int to) = inverse ? (width, length) : (length, width);
            long first = (long)index * lanes, vectors = 2L * (length + 1) * lanes, bytes = 4 * vectors * sizeof(T);
            int count = (int)Math.Min(lanes, rows - first);
            nint scratch = NativePool.Host.Rent(bytes);
            T* z = (T*)scratch, result = z + vectors, a = result + vectors, b = a + vectors;
            Gather(x + (first * from), from, count, from, z);
            if (inverse) plan.InverseLanes(z, result, a, b);
            else plan.ForwardLanes(z, result, a, b);
            Scatter(result, y + (first * to), to, count, to);
            NativePool.Host.Return(scratch, bytes);
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
