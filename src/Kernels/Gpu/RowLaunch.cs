using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>How rows of a matrix are spread over groups: DimX work-items a row, DimY rows a group.</summary>
/// <param name="Group">Work-items along a row, and rows.</param>
/// <param name="Groups">Groups along X.</param>
internal readonly record struct RowLaunch(Index3D Group, int Groups)
{
    /// <summary>A launch for <paramref name="rows"/> rows of <paramref name="length"/> elements.</summary>
    /// <param name="accelerator">The device: on a CPU a row is one work-item, so that no barriers are needed.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="length">Elements of a row.</param>
    /// <param name="strided">Whether neighbours in memory belong to different rows, which then lie side by side in a group.</param>
    /// <param name="group">The shape to take instead of the device's own, if not default.</param>
    public static RowLaunch Of(Accelerator accelerator, long rows, long length, bool strided = false, Index3D group = default)
    {
        if (group == default)
        {
            (int x, int y) = accelerator.Limits.IsCpu ? (1, length <= 64 ? 32 : 1) : strided ? (1, 256) : length switch { <= 16 => (4, 64), <= 64 => (8, 32), <= 512 => (32, 8), _ => (256, 1) };
            group = new Index3D(x, y, 1);
        }
        return new(group, checked((int)((rows + group.Y - 1) / group.Y)));
    }

    /// <summary>The kernel of a method for groups of this shape.</summary>
    public Kernel Load(AcceleratorStream stream, Delegate method) => stream.Accelerator.LoadKernel(method.Method, Group);

    /// <summary>Groups and group shape.</summary>
    public KernelConfig Config => new(new Index3D(Groups, 1, 1), Group);

    /// <summary>The same with several layers of groups along Y.</summary>
    public KernelConfig Layers(int count) => new(new Index3D(Groups, count, 1), Group);
}
