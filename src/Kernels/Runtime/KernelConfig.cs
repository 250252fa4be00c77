using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime;

/// <summary>The shape of a launch of an explicitly grouped kernel.</summary>
/// <param name="GridDimension">Groups by dimension.</param>
/// <param name="GroupDimension">Work-items of a group, by dimension.</param>
/// <param name="DynamicSharedBytes">Bytes of shared memory beyond what the kernel allocates itself.</param>
public readonly record struct KernelConfig(Index3D GridDimension, Index3D GroupDimension, int DynamicSharedBytes = 0)
{
    /// <summary>A one-dimensional launch.</summary>
    public KernelConfig(int groups, int groupSize, int dynamicSharedBytes = 0)
        : this(new Index3D(groups, 1, 1), new Index3D(groupSize, 1, 1), dynamicSharedBytes)
    {
    }

    /// <summary>A two-dimensional launch.</summary>
    public KernelConfig(Index2D groups, Index2D groupSize, int dynamicSharedBytes = 0)
        : this(new Index3D(groups.X, groups.Y, 1), new Index3D(groupSize.X, groupSize.Y, 1), dynamicSharedBytes)
    {
    }

    /// <summary>Groups and work-items of a group.</summary>
    public static implicit operator KernelConfig((int Groups, int GroupSize) pair) => new(pair.Groups, pair.GroupSize);

    /// <summary>Groups and work-items of a group, in two dimensions.</summary>
    public static implicit operator KernelConfig((Index2D Groups, Index2D GroupSize) pair) => new(pair.Groups, pair.GroupSize);

    /// <summary>Groups and work-items of a group, in three dimensions.</summary>
    public static implicit operator KernelConfig((Index3D Groups, Index3D GroupSize) pair) => new(pair.Groups, pair.GroupSize);
}
