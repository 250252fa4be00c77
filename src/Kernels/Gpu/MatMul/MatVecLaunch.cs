using System.Reflection;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>Launches products of a matrix with one vector.</summary>
internal static class MatVecLaunch<TSum, TStored, TFormat, TMatrix, TVector, TResult, TAsRow>
    where TSum : unmanaged
    where TStored : unmanaged
    where TFormat : struct, INumericFormat<TStored, TSum>
    where TMatrix : unmanaged, IPanel<TSum>
    where TVector : unmanaged, IPanel<TSum>
    where TResult : unmanaged, IMatMulResult<TSum>
    where TAsRow : struct, IFlag
{
    /// <summary>Least number of terms that is worth a split of its own.</summary>
    private const int TermsOfSplit = 512;

    /// <summary>result = matrix · vector; K at least 1. The extent's M and N are those of the result.</summary>
    public static void Run(AcceleratorStream stream, TMatrix matrix, TVector vector, TResult result, MatMulExtent extent, int outer)
    {
        ProductLaunch.Check(extent);
        var limits = stream.Accelerator.Limits;
        int ofGroup = limits.IsCpu ? (TMatrix.AlongK ? 1 : MatVecKernels.ColumnsOfItem) : TMatrix.AlongK ? MatVecKernels.RowsOfGroup : MatVecKernels.ColumnsOfGroup;
        int groups = (outer + ofGroup - 1) / ofGroup;
        long wanted = limits.IsCpu ? 1 : ((4L * limits.Multiprocessors) + ((long)groups * extent.BatchCount) - 1) / ((long)groups * extent.BatchCount);
        int splits = extent.BatchCount > ProductLaunch.Most ? 1 : (int)Math.Clamp(Math.Min(wanted, extent.K / TermsOfSplit), 1, 64);
        int terms = (((extent.K + splits - 1) / splits) + 3) & ~3;
        splits = 1 + ((extent.K - 1) / terms);
        extent = extent with { KPerSplit = terms };
        if (splits == 1)
        {
            Launch(stream, matrix, vector, result, extent, groups, 1);
            return;
        }
        using var memory = ProductLaunch.Partial<TSum>(stream, extent, splits, out var partial);
        Launch(stream, matrix, vector, partial, extent, groups, splits);
        ProductLaunch.Finish<TSum, TStored, TFormat, TResult>(stream, partial, result, extent, splits);
    }

    private static void Launch<TTarget>(AcceleratorStream stream, TMatrix matrix, TVector vector, TTarget target, MatMulExtent extent, int groups, int splits)
        where TTarget : unmanaged, IMatMulResult<TSum>
    {
        bool alone = stream.Accelerator.Limits.IsCpu;
        var group = new Index3D(alone ? 1 : MatVecKernels.GroupSize, 1, 1);
        ProductLaunch.Run(stream, alone ? Methods<TTarget>.Alone : Methods<TTarget>.Grouped, group, new Index2D(groups, splits), matrix, vector, target, extent);
    }

    private static class Methods<TTarget> where TTarget : unmanaged, IMatMulResult<TSum>
    {
        public static readonly MethodInfo Grouped = TMatrix.AlongK
            ? ((Action<TMatrix, TVector, TTarget, MatMulExtent>)MatVecKernels.AlongK<TSum, TStored, TFormat, TMatrix, TVector, TTarget, TAsRow>).Method
            : ((Action<TMatrix, TVector, TTarget, MatMulExtent>)MatVecKernels.AcrossK<TSum, TStored, TFormat, TMatrix, TVector, TTarget, TAsRow>).Method;

        public static readonly MethodInfo Alone = TMatrix.AlongK
            ? ((Action<TMatrix, TVector, TTarget, MatMulExtent>)MatVecKernels.AlongKAlone<TSum, TStored, TFormat, TMatrix, TVector, TTarget, TAsRow>).Method
            : ((Action<TMatrix, TVector, TTarget, MatMulExtent>)MatVecKernels.AcrossKAlone<TSum, TStored, TFormat, TMatrix, TVector, TTarget, TAsRow>).Method;
    }
}
