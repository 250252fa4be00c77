using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Host;

namespace Neuron.Tests.Kernels.Runtime;

/// <summary>The group that an implicitly grouped launch takes where the kernel allows fewer work-items than the device.</summary>
public sealed class DefaultGroupTests
{
    private static void Line(Index1D i, ArrayView<int> x) => x[i] = 1;

    private static void Plane(Index2D i, ArrayView<int> x) => x[i.X] = i.Y;

    private static void Box(Index3D i, ArrayView<int> x) => x[i.X] = i.Z;

    [Theory, InlineData(1), InlineData(5), InlineData(64), InlineData(1024)]
    public void Group_is_no_larger_than_the_kernel_allows_and_the_grid_covers_the_extent(int most)
    {
        using var accelerator = new NarrowAccelerator(most);
        using var x = accelerator.Allocate1D<int>(1);
        var stream = accelerator.DefaultStream;
        var kernels = new (Delegate Method, Action<Kernel> Launch, Index3D Extent)[]
        {
            ((Action<Index1D, ArrayView<int>>)Line, kernel => kernel.LaunchOver(stream, new Index1D(1000), x.View), new(1000, 1, 1)),
            ((Action<Index2D, ArrayView<int>>)Plane, kernel => kernel.LaunchOver(stream, new Index2D(30, 20), x.View), new(30, 20, 1)),
            ((Action<Index3D, ArrayView<int>>)Box, kernel => kernel.LaunchOver(stream, new Index3D(30, 20, 10), x.View), new(30, 20, 10)),
        };
        foreach (var (method, launch, extent) in kernels)
        {
            launch(accelerator.LoadKernel(method.Method));
            var (grid, group) = (accelerator.Launched.GridDimension, accelerator.Launched.GroupDimension);
            Assert.InRange(group.Size, 1, Math.Min(most, 256));
            Assert.True(grid.X * group.X >= extent.X && grid.Y * group.Y >= extent.Y && grid.Z * group.Z >= extent.Z, $"{grid} of {group}");
        }
    }

    /// <summary>Launches nothing, and allows kernels fewer work-items in a group than it has.</summary>
    private sealed class NarrowAccelerator : NativeAccelerator
    {
        private readonly int _most;

        public NarrowAccelerator(int most)
            : base(AcceleratorType.Host, "narrow", new HostAccelerator().Limits)
        {
            _most = most;
            DefaultStream = new Stream(this);
        }

        public KernelConfig Launched { get; private set; }

        public override AcceleratorStream DefaultStream { get; }

        public override AcceleratorStream CreateStream() => new Stream(this);

        internal override KernelVariant Compile(Kernel kernel, ReadOnlySpan<byte> arguments) => new Variant(this);

        private sealed class Stream(Accelerator accelerator) : AcceleratorStream(accelerator)
        {
            public override void Synchronize()
            {
            }

            public override ProfilingMarker AddProfilingMarker() => new HostMarker();

            public override void Dispose()
            {
            }
        }

        private sealed class Variant(NarrowAccelerator accelerator) : KernelVariant
        {
            public override int MaxGroupSize => accelerator._most;

            public override void Launch(AcceleratorStream stream, in KernelConfig config, Index3D extent, ReadOnlySpan<byte> arguments) => accelerator.Launched = config;
        }
    }
}
