using System.Reflection;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>Launches <see cref="TensorCoreMatMulKernels"/>.</summary>
internal static class TensorCoreMatMul
{
    /// <summary>Rows, columns and terms below which tiles would be mostly empty.</summary>
    private const int Least = 16;

    /// <summary>What a second launch takes, and storing and reading a partial sum: in the products that a processor makes meanwhile, about 1,000 a cycle.</summary>
    private const double SecondLaunch = 5e6, PartialSum = 4;

    /// <summary>A tile's last row begins fewer than 2³¹ elements behind its first.</summary>
    private const long MostStride = int.MaxValue / 256;

    /// <summary>Whether products of these sizes go to tensor cores, if <see cref="Takes"/> their operands.</summary>
    /// <param name="limits">The device.</param>
    /// <param name="m">Rows.</param>
    /// <param name="n">Columns.</param>
    /// <param name="k">Terms of a sum.</param>
    /// <param name="allowTf32">Whether float32 may be rounded to tf32 on the way.</param>
    public static bool Wants<T>(DeviceLimits limits, int m, int n, int k, bool allowTf32) where T : unmanaged =>
        limits.TensorCores && Math.Min(m, Math.Min(n, k)) >= Least && k % Chunk<T>() == 0 && k <= MostStride
        && (typeof(T) == typeof(BFloat16) || typeof(T) == typeof(Language.Half) || (allowTf32 && typeof(T) == typeof(float)));

    /// <summary>Whether an operand [.., outer, k] lies as the kernel reads it.</summary>
    public static bool Takes<T>(in MatrixOperand<T> x, int outer) where T : unmanaged => LiesAlong(x) || LiesAcross(x, outer);

    /// <summary>Whether strides are whole runs of 16 bytes, and places in a tile can be counted in 32 bits.</summary>
    public static bool IsStride<T>(long stride) where T : unmanaged => stride is >= 0 and <= MostStride && stride % Chunk<T>() == 0;

    /// <summary>Whether an operand's matrices may have their rows side by side: ldmatrix transposes 16 bits.</summary>
    public static bool CanLieAcross<T>(int outer) where T : unmanaged => Interop.SizeOf<T>() == 2 && outer % Chunk<T>() == 0;

    /// <summary>Elements of 16 bytes.</summary>
    public static int Chunk<T>() where T : unmanaged => 16 / Interop.SizeOf<T>();

    /// <summary>C = A · Bᵀ for A [m, k], B [n, k], C [m, n] without gaps, tile by the size of C.</summary>
    /// <exception cref="ArgumentException">A view is too short, or rows are no multiple of 16 bytes.</exception>
    public static void Run<T>(AcceleratorStream stream, ArrayView<T> a, ArrayView<T> b, ArrayView<float> c, int m, int n, int k)
        where T : unmanaged
    {
        if (m < 1 || n < 1 || k < 1 || k % Chunk<T>() != 0) throw new ArgumentException($"Tensor-core product [{m}, {k}] · [{n}, {k}]ᵀ: sizes are positive, and rows of {typeof(T).Name} a multiple of {Chunk<T>()} elements.", nameof(k));
        if (a.Length < (long)m * k || b.Length < (long)n * k || c.Length < (long)m * n)
            throw new ArgumentException($"Tensor-core product [{m}, {k}] · [{n}, {k}]ᵀ: given {a.Length}, {b.Length} and {c.Length} elements.", nameof(a));
        var result = new DenseResult<float, float, Float32Format, NoEpilogue<float>, No> { Data = c, Rows = m, Columns = n };
        Run(stream, new MatrixOperand<T>(a, k, 1), new MatrixOperand<T>(b, k, 1), result, new MatMulExtent(m, n, k) { BatchCount = 1, SecondLength = 1, ThirdLength = 1 });
    }

    /// <summary>A batch of products of operands that it <see cref="Takes"/>; b is the right matrix transposed.</summary>
    /// <param name="stream">Where the launches go.</param>
    /// <param name="a">A.</param>
    /// <param name="b">B transposed.</param>
    /// <param name="result">C.</param>
    /// <param name="extent">Sizes.</param>
    /// <param name="splits">Parts of K; 0 for as many as pay.</param>
    /// <exception cref="ArgumentException">An operand lies otherwise.</exception>
    public static void Run<T, TResult>(AcceleratorStream stream, in MatrixOperand<T> a, in MatrixOperand<T> b, TResult result, MatMulExtent extent, int splits = 0)
        where T : unmanaged
        where TResult : unmanaged, IMatMulResult<float>
    {
        if (!Takes(a, extent.M) || !Takes(b, extent.N)) throw new ArgumentException("A tensor-core product takes operands whose rows or columns begin at multiples of 16 bytes, side by side.", nameof(a));
        var limits = stream.Accelerator.Limits;
        ReadOnlySpan<(double Cost, int Splits)> plans =
            [Plan<TensorTile32>(limits, extent, 2.5), Plan<TensorTile64>(limits, extent, 1.5), Plan<TensorTile128>(limits, extent, 1.15), Plan<TensorTile128x256>(limits, extent, 1)];
        int best = 0;
        for (int i = 1; i < plans.Length; i++)
            if (plans[i].Cost <= plans[best].Cost) best = i;
        if (splits == 0) splits = plans[best].Splits;
        switch (best)
        {
            case 0: Run<T, TensorTile32, TResult>(stream, a, b, result, extent, splits); break;
            case 1: Run<T, TensorTile64, TResult>(stream, a, b, result, extent, splits); break;
            case 2: Run<T, TensorTile128, TResult>(stream, a, b, result, extent, splits); break;
            default: Run<T, TensorTile128x256, TResult>(stream, a, b, result, extent, splits); break;
        }
    }

    /// <summary>Splits of K with a tile, and what the busiest processor then has to do.</summary>
    /// <param name="limits">The device.</param>
    /// <param name="extent">Sizes.</param>
    /// <param name="effort">Time for a sum, that of the largest tile as 1: small tiles read more of shared memory for each product.</param>
    private static (double Cost, int Splits) Plan<TTile>(DeviceLimits limits, MatMulExtent extent, double effort) where TTile : struct, ITensorTile
    {
        if (TensorCoreMatMulKernels.SharedBytes<TTile>() > limits.SharedBytesPerGroup) return (double.PositiveInfinity, 1);
        long groups = (long)Tiles<TTile>(extent) * extent.BatchCount;
        // two groups for each processor, if there are terms enough
        long wanted = ((2L * limits.Multiprocessors) + groups - 1) / groups;
        int most = extent.BatchCount > ProductLaunch.Most ? 1 : (int)Math.Clamp(Math.Min(wanted, extent.K / MatMulPlan.TermsOfSplit), 1, 64);
        double whole = Cost(1), split = most > 1 ? Cost(most) : double.PositiveInfinity;
        return split < whole ? (split, most) : (whole, 1);

        double Cost(int splits)
        {
            double rounds = Math.Ceiling((double)groups * splits / limits.Multiprocessors) / splits;
            double products = rounds * TensorCoreMatMulKernels.TileRows<TTile>() * TensorCoreMatMulKernels.TileColumns<TTile>() * effort * extent.K;
            return splits == 1 ? products : products + SecondLaunch + (PartialSum * extent.M * extent.N * extent.BatchCount * splits);
        }
    }

    /// <summary>One launch; with splits a second one that adds them up.</summary>
    private static void Run<T, TTile, TResult>(AcceleratorStream stream, in MatrixOperand<T> a, in MatrixOperand<T> b, TResult result, MatMulExtent extent, int splits)
        where T : unmanaged
        where TTile : struct, ITensorTile
        where TResult : unmanaged, IMatMulResult<float>
    {
        ProductLaunch.Check(extent);
        int terms = ProductLaunch.TermsOf(extent.K, splits, TensorCoreMatMulKernels.Step<T>());
        splits = 1 + ((extent.K - 1) / terms);
        extent = extent with { KPerSplit = terms };
        if (splits == 1)
        {
            Launch<T, TTile, TResult>(stream, a, b, result, extent, 1);
            return;
        }
        using var memory = ProductLaunch.Partial<float>(stream, extent, splits, out var partial);
        Launch<T, TTile, PartialSums<float>>(stream, a, b, partial, extent, splits);
        ProductLaunch.Finish<float, float, Float32Format, TResult>(stream, partial, result, extent, splits);
    }

    private static int Tiles<TTile>(MatMulExtent extent) where TTile : struct, ITensorTile =>
        checked(IntrinsicMath.DivRoundUp(extent.N, TensorCoreMatMulKernels.TileColumns<TTile>()) * IntrinsicMath.DivRoundUp(extent.M, TensorCoreMatMulKernels.TileRows<TTile>()));

    private static void Launch<T, TTile, TResult>(AcceleratorStream stream, in MatrixOperand<T> a, in MatrixOperand<T> b, TResult result, MatMulExtent extent, int splits)
        where T : unmanaged
        where TTile : struct, ITensorTile
        where TResult : unmanaged, IMatMulResult<float>
    {
        switch (LiesAlong(a), LiesAlong(b))
        {
            case (true, true): Launch<T, TTile, No, No, TResult>(stream, a, b, result, extent, splits); break;
            case (true, false): Launch<T, TTile, No, Yes, TResult>(stream, a, b, result, extent, splits); break;
            case (false, true): Launch<T, TTile, Yes, No, TResult>(stream, a, b, result, extent, splits); break;
            default: Launch<T, TTile, Yes, Yes, TResult>(stream, a, b, result, extent, splits); break;
        }
    }

    private static void Launch<T, TTile, TLeftAcross, TRightAcross, TResult>(AcceleratorStream stream, in MatrixOperand<T> a, in MatrixOperand<T> b, TResult result, MatMulExtent extent, int splits)
        where T : unmanaged
        where TTile : struct, ITensorTile
        where TLeftAcross : struct, IFlag
        where TRightAcross : struct, IFlag
        where TResult : unmanaged, IMatMulResult<float> =>
        ProductLaunch.Run(
            stream, ProductOf<T, TTile, TLeftAcross, TRightAcross, TResult>.Method, new Index3D(TensorCoreMatMulKernels.Items<TTile>(), 1, 1), new Index2D(Tiles<TTile>(extent), splits), Operand(a), Operand(b), result, extent,
            TensorCoreMatMulKernels.SharedBytes<TTile>());

    private static bool LiesAlong<T>(in MatrixOperand<T> x) where T : unmanaged => x.ColumnStride == 1 && IsStride<T>(x.RowStride) && BatchIsAligned(x);

    private static bool LiesAcross<T>(in MatrixOperand<T> x, int outer) where T : unmanaged =>
        CanLieAcross<T>(outer) && x.RowStride == 1 && IsStride<T>(x.ColumnStride) && BatchIsAligned(x);

    private static bool BatchIsAligned<T>(in MatrixOperand<T> x) where T : unmanaged =>
        x.Data.Address % 16 == 0 && (x.FirstStride | x.SecondStride | x.ThirdStride) % Chunk<T>() == 0;

    private static TensorOperand<T> Operand<T>(in MatrixOperand<T> x) where T : unmanaged =>
        new() { Data = x.Data, RowStride = x.RowStride, TermStride = x.ColumnStride, FirstStride = x.FirstStride, SecondStride = x.SecondStride, ThirdStride = x.ThirdStride };

    private static class ProductOf<T, TTile, TLeftAcross, TRightAcross, TResult>
        where T : unmanaged
        where TTile : struct, ITensorTile
        where TLeftAcross : struct, IFlag
        where TRightAcross : struct, IFlag
        where TResult : unmanaged, IMatMulResult<float>
    {
        public static readonly MethodInfo Method =
            ((Action<TensorOperand<T>, TensorOperand<T>, TResult, MatMulExtent>)TensorCoreMatMulKernels.Product<T, TTile, TLeftAcross, TRightAcross, TResult>).Method;
    }
}
