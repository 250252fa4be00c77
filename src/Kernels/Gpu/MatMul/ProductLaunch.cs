using System.Reflection;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>Launches of kernels that make a batch of products: groups along X and Y by product, products along Z.</summary>
internal static class ProductLaunch
{
    /// <summary>Products of one launch: CUDA has at most 65,535 groups along Z. More take several launches.</summary>
    public const int Most = 65_535;

    /// <exception cref="NotSupportedException">A sum has more terms than kernels can count.</exception>
    public static void Check(MatMulExtent extent)
    {
        if (extent.K > MatMulExtent.MostTerms) throw new NotSupportedException($"A product whose sums have {extent.K:N0} terms; on devices they have at most {MatMulExtent.MostTerms:N0}.");
    }

    /// <summary>Terms of one split: K in equal parts of whole steps.</summary>
    public static int TermsOf(int k, int splits, int step) => Math.Max(step, (((k + splits - 1) / splits) + step - 1) / step * step);

    /// <summary>Memory for the sums of all splits.</summary>
    public static MemoryBuffer1D<TSum> Partial<TSum>(AcceleratorStream stream, MatMulExtent extent, int splits, out PartialSums<TSum> partial) where TSum : unmanaged
    {
        int columns = (extent.N + 3) & ~3;
        var memory = stream.Accelerator.Allocate1D<TSum>((long)splits * extent.BatchCount * extent.M * columns);
        partial = new PartialSums<TSum> { Data = memory.View, Rows = extent.M, Columns = columns };
        return memory;
    }

    /// <summary>Adds up the splits of sums that a first pass has left.</summary>
    public static void Finish<TSum, TStored, TFormat, TResult>(AcceleratorStream stream, PartialSums<TSum> partial, TResult result, MatMulExtent extent, int splits)
        where TSum : unmanaged
        where TStored : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
        where TResult : unmanaged, IMatMulResult<TSum> =>
        stream.Accelerator.LoadKernel(FinishOf<TSum, TStored, TFormat, TResult>.Method).LaunchOver(stream, new Index3D(partial.Columns / 4, partial.Rows, extent.BatchCount), partial, result, extent, splits);

    /// <summary>Launches a kernel over all products of the extent.</summary>
    public static void Run<TLeft, TRight, TTarget>(AcceleratorStream stream, MethodInfo method, Index3D group, Index2D groups, TLeft left, TRight right, TTarget target, MatMulExtent extent, int dynamicSharedBytes = 0)
        where TLeft : unmanaged
        where TRight : unmanaged
        where TTarget : unmanaged
    {
        var kernel = stream.Accelerator.LoadKernel(method, group);
        for (int first = 0; first < extent.BatchCount; first += Most)
        {
            int count = Math.Min(Most, extent.BatchCount - first);
            kernel.Launch(stream, new KernelConfig(new Index3D(groups.X, groups.Y, count), group, dynamicSharedBytes), left, right, target, extent with { FirstBatch = first });
        }
    }

    private static class FinishOf<TSum, TStored, TFormat, TResult>
        where TSum : unmanaged
        where TStored : unmanaged
        where TFormat : struct, INumericFormat<TStored, TSum>
        where TResult : unmanaged, IMatMulResult<TSum>
    {
        public static readonly MethodInfo Method = ((Action<Index3D, PartialSums<TSum>, TResult, MatMulExtent, int>)PartialSumKernels.Finish<TSum, TStored, TFormat, TResult>).Method;
    }
}
