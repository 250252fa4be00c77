using System.Numerics;
using System.Reflection;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>Launches products of two panels, whatever lies behind them: matrices, or images seen as matrices.</summary>
/// <remarks>Chooses between tiles in shared memory, splits of K and, on devices that are CPUs, packed operands.</remarks>
internal static class MatMulLaunch<TSum, TStored, TFormat, TLeft, TRight, TResult>
    where TSum : unmanaged
    where TStored : unmanaged
    where TFormat : struct, INumericFormat<TStored, TSum>
    where TLeft : unmanaged, IPanel<TSum>
    where TRight : unmanaged, IPanel<TSum>
    where TResult : unmanaged, IMatMulResult<TSum>
{
    /// <summary>Bytes that a packed operand may take, on CPUs.</summary>
    private const long PackedBytes = 32L << 20;

    private static readonly MethodInfo s_packLeft =
        ((Action<TLeft, ArrayView<TSum>, MatMulExtent, int>)PackedMatMulKernels.Pack<TSum, PackedRows, TLeft>).Method;

    private static readonly MethodInfo s_packRight =
        ((Action<TRight, ArrayView<TSum>, MatMulExtent, int>)PackedMatMulKernels.Pack<TSum, PackedColumns, TRight>).Method;

    private static readonly MethodInfo s_packed =
        ((Action<ArrayView<TSum>, ArrayView<TSum>, TResult, MatMulExtent, int, int, int>)PackedMatMulKernels.Multiply<TSum, TStored, TFormat, TResult>).Method;

    /// <summary>C = A · B for a batch of products, all sizes at least 1.</summary>
    /// <param name="stream">Where the launches go.</param>
    /// <param name="left">A, [M, K].</param>
    /// <param name="right">B, [N, K].</param>
    /// <param name="result">C.</param>
    /// <param name="extent">Sizes; the launches' own division is filled in here.</param>
    /// <param name="leftIsShared">Whether A is the same for all products.</param>
    /// <param name="rightIsShared">Whether B is the same for all products.</param>
    /// <param name="plan">Tile and splits; null for the defaults.</param>
    public static void Run(AcceleratorStream stream, TLeft left, TRight right, TResult result, MatMulExtent extent, bool leftIsShared, bool rightIsShared, MatMulPlan? plan)
    {
        ProductLaunch.Check(extent);
        var limits = stream.Accelerator.Limits;
        if (limits.IsCpu && plan is null)
        {
            RunPacked(stream, left, right, result, extent, leftIsShared, rightIsShared);
            return;
        }
        RunTiled(stream, left, right, result, extent, plan ?? PlanOf(stream, left, right, result, extent));
    }

    /// <summary>The tuner's choice for the kernel and for sizes up to the same powers of two, else the default.</summary>
    private static MatMulPlan PlanOf(AcceleratorStream stream, TLeft left, TRight right, TResult result, MatMulExtent extent)
    {
        var accelerator = stream.Accelerator;
        bool wide = typeof(TSum) == typeof(double) || typeof(TSum) == typeof(long);
        if (accelerator.Tuner is not { } tuner) return MatMulPlan.Default(accelerator.Limits, extent.M, extent.N, extent.K, extent.BatchCount, wide);
        static uint Class(int size) => BitOperations.RoundUpToPowerOf2((uint)size);
        var candidates = MatMulPlan.Candidates(accelerator.Limits, extent.M, extent.N, extent.K, extent.BatchCount, wide);
        string problem = $"{typeof(TLeft)} · {typeof(TRight)} → {typeof(TResult)}, {Class(extent.M)} x {Class(extent.N)} x {Class(extent.K)}, batch {Class(extent.BatchCount)}";
        int choice = tuner.Choose(accelerator, problem, [.. candidates.Select(candidate => $"{candidate.Tile}, {candidate.Splits} splits")], i => RunTiled(stream, left, right, result, extent, candidates[i]));
        return candidates[choice];
    }

    private static void RunTiled(AcceleratorStream stream, TLeft left, TRight right, TResult result, MatMulExtent extent, MatMulPlan plan)
    {
        switch (plan.Tile)
        {
            case MatMulTile.Size32x32: RunTiled<Tile32x32>(stream, left, right, result, extent, plan.Splits); break;
            case MatMulTile.Size64x64: RunTiled<Tile64x64>(stream, left, right, result, extent, plan.Splits); break;
            case MatMulTile.Size128x64: RunTiled<Tile128x64>(stream, left, right, result, extent, plan.Splits); break;
            case MatMulTile.Size128x128: RunTiled<Tile128x128>(stream, left, right, result, extent, plan.Splits); break;
            default: RunTiled<Tile128x128x16>(stream, left, right, result, extent, plan.Splits); break;
        }
    }

    private static void RunTiled<TTile>(AcceleratorStream stream, TLeft left, TRight right, TResult result, MatMulExtent extent, int splits)
        where TTile : struct, IMatMulTile
    {
        if (extent.BatchCount > ProductLaunch.Most) splits = 1;
        int terms = ProductLaunch.TermsOf(extent.K, splits, TTile.K);
        splits = 1 + ((extent.K - 1) / terms);
        extent = extent with { KPerSplit = terms };
        if (splits == 1)
        {
            LaunchTiled<TTile, TResult>(stream, left, right, result, extent, 1);
            return;
        }
        using var memory = ProductLaunch.Partial<TSum>(stream, extent, splits, out var partial);
        LaunchTiled<TTile, PartialSums<TSum>>(stream, left, right, partial, extent, splits);
        ProductLaunch.Finish<TSum, TStored, TFormat, TResult>(stream, partial, result, extent, splits);
    }

    private static void LaunchTiled<TTile, TTarget>(AcceleratorStream stream, TLeft left, TRight right, TTarget target, MatMulExtent extent, int splits)
        where TTile : struct, IMatMulTile
        where TTarget : unmanaged, IMatMulResult<TSum>
    {
        int tiles = checked(((extent.M + TTile.M - 1) / TTile.M) * ((extent.N + TTile.N - 1) / TTile.N));
        ProductLaunch.Run(stream, Tiled<TTile, TTarget>.Method, new Index3D(MatMulKernels.Items<TTile>(), 1, 1), new Index2D(tiles, splits), left, right, target, extent);
    }

    private static void RunPacked(AcceleratorStream stream, TLeft left, TRight right, TResult result, MatMulExtent extent, bool leftIsShared, bool rightIsShared)
    {
        const int rows = PackedMatMulKernels.Rows, columns = PackedMatMulKernels.Columns;
        var accelerator = stream.Accelerator;
        var one = new Index3D(1, 1, 1);
        Kernel packLeft = accelerator.LoadKernel(s_packLeft, one), packRight = accelerator.LoadKernel(s_packRight, one), multiply = accelerator.LoadKernel(s_packed, one);
        int rowPanels = (extent.M + rows - 1) / rows, columnPanels = (extent.N + columns - 1) / columns;
        int run = Math.Max(4, Math.Min(extent.K, 512) & ~3), runs = 1 + ((extent.K - 1) / run);
        extent = extent with { KPerSplit = run };
        int size = System.Runtime.CompilerServices.Unsafe.SizeOf<TSum>();
        long leftBytes = (long)rowPanels * rows * extent.K * size, panelBytes = (long)columns * Math.Max(extent.K, 1) * size;
        int productsAtOnce = (int)Math.Clamp(PackedBytes / Math.Max(1, Math.Max(leftIsShared ? 0 : leftBytes, rightIsShared ? 0 : panelBytes * columnPanels)), 1, extent.BatchCount);
        int panelsAtOnce = (int)Math.Clamp(PackedBytes / (panelBytes * (rightIsShared ? 1 : productsAtOnce)), 1, columnPanels);
        using var leftMemory = accelerator.Allocate1D<TSum>((long)(leftIsShared ? 1 : productsAtOnce) * rowPanels * rows * extent.K);
        using var rightMemory = accelerator.Allocate1D<TSum>((long)(rightIsShared ? 1 : productsAtOnce) * panelsAtOnce * columns * extent.K);
        for (int first = 0; first < extent.BatchCount; first += productsAtOnce)
        {
            int products = Math.Min(productsAtOnce, extent.BatchCount - first);
            int leftBatches = leftIsShared ? 1 : products, rightBatches = rightIsShared ? 1 : products;
            var part = extent with { FirstBatch = first };
            if (extent.K > 0 && (first == 0 || !leftIsShared))
                packLeft.Launch(stream, new KernelConfig(new Index3D(rowPanels, runs, leftBatches), one), left, leftMemory.View, part, 0);
            for (int panel = 0; panel < columnPanels; panel += panelsAtOnce)
            {
                int panels = Math.Min(panelsAtOnce, columnPanels - panel), firstColumn = panel * columns;
                if (extent.K > 0 && (first == 0 || !rightIsShared || panelsAtOnce < columnPanels))
                    packRight.Launch(stream, new KernelConfig(new Index3D(panels, runs, rightBatches), one), right, rightMemory.View, part, firstColumn);
                multiply.Launch(stream, new KernelConfig(new Index3D(rowPanels, panels, products), one), leftMemory.View, rightMemory.View, result, part, firstColumn, leftBatches, rightBatches);
            }
        }
    }

    private static class Tiled<TTile, TTarget>
        where TTile : struct, IMatMulTile
        where TTarget : unmanaged, IMatMulResult<TSum>
    {
        public static readonly MethodInfo Method =
            ((Action<TLeft, TRight, TTarget, MatMulExtent>)MatMulKernels.Tiled<TSum, TFormat, TStored, TTile, TLeft, TRight, TTarget>).Method;
    }
}
