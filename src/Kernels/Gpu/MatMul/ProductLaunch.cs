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
}
