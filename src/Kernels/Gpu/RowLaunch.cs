using System.Numerics;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>How rows of a matrix are spread over groups: DimX work-items a row, DimY rows a group.</summary>
/// <param name="Group">Work-items along a row, and rows.</param>
/// <param name="Groups">Groups along X.</param>
/// <param name="Held">Elements that a work-item can keep of its row, a power of two; 0 where the row is too long for registers.</param>
internal readonly record struct RowLaunch(Index3D Group, int Groups, int Held)
{
    /// <summary>Most elements that a work-item keeps: with two rows of them a processor still has the warps that hide its memory's latency.</summary>
    private const int MostHeld = 32;

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
            // a warp a row needs no barrier where lanes exchange by themselves, but long rows need many of them to fill the device
            int oneWarp = rows >= 8L * accelerator.Limits.Multiprocessors ? 32 * MostHeld : 512;
            (int x, int y) = accelerator.Limits.IsCpu ? (1, length <= 64 ? 32 : 1)
                : strided ? (1, 256)
                : length <= 16 ? (4, 64) : length <= 64 ? (8, 32) : length <= oneWarp ? (32, 8) : (256, 1);
            group = new Index3D(x, y, 1);
        }
        long each = (length + group.X - 1) / group.X;
        bool holds = each <= MostHeld && (group.X > 1 || !accelerator.Limits.IsCpu);
        return new(group, checked((int)((rows + group.Y - 1) / group.Y)), holds ? (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(each, 4)) : 0);
    }

    /// <summary>The kernel of a method for groups of this shape.</summary>
    public Kernel Load(AcceleratorStream stream, Delegate method) => stream.Accelerator.LoadKernel(method.Method, Group);

    /// <summary>Groups and group shape.</summary>
    public KernelConfig Config => new(new Index3D(Groups, 1, 1), Group);

    /// <summary>The same with several layers of groups along Y.</summary>
    public KernelConfig Layers(int count) => new(new Index3D(Groups, count, 1), Group);
}
