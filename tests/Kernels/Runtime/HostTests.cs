using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Host;

namespace Neuron.Tests.Kernels.Runtime;

public sealed class HostTests
{
    private static void AddOne(Index1D i, ArrayView<int> x) => x[i] += 1;

    private static void Neighbour(Index1D i, ArrayView<int> x) => x[i] = x[(i + 1) % x.IntLength] + 1;

    private static void Transpose(Index2D i, ArrayView2D<int, Stride2D.DenseX> x, ArrayView2D<int, Stride2D.DenseY> y) => y[i] = x[i];

    private static void GroupSum(ArrayView<int> x, ArrayView<int> y)
    {
        var scratch = SharedMemory.Allocate<int>(64);
        scratch[Group.IdxX] = x[Grid.GlobalIndex.X];
        Group.Barrier();
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half) scratch[Group.IdxX] += scratch[Group.IdxX + half];
            Group.Barrier();
        }
        if (Group.IsFirstThread) y[Grid.IdxX] = scratch[0];
    }

    private static void GroupSumWithoutBarrier(ArrayView<int> x, ArrayView<int> y)
    {
        var scratch = SharedMemory.Allocate<int>(64);
        scratch[Group.IdxX] = x[Grid.GlobalIndex.X];
        y[Grid.GlobalIndex.X] = scratch[Group.DimX - 1 - Group.IdxX];
    }

    private static void DivergentBarrier(ArrayView<int> x)
    {
        if (Group.IdxX > 2) Group.Barrier();
        x[Group.IdxX] = 1;
    }

    private static void EverybodyAdds(ArrayView<int> x) => Atomic.Add(ref x[0], 1);

    private static void CountAndVote(ArrayView<int> x)
    {
        int i = Group.IdxX;
        int count = Group.BarrierPopCount(i % 3 == 0);
        int last = Group.Broadcast(i * 10, 39);
        int reversed = Warp.Shuffle(i, Warp.WarpSize - 1 - Warp.LaneIdx);
        uint votes = Warp.Ballot(i % 2 == 0);
        x[i] = count + (1000 * last) + (reversed << 20) + (votes == 0x5555_5555u ? 1 : 0);
    }

    [Fact]
    public void Implicit_kernel_runs_once_for_each_index()
    {
        using var host = new HostAccelerator();
        using var x = host.Allocate1D<int>([1, 2, 3, 4, 5]);
        host.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(AddOne)(5, x.View);
        Assert.Equal([2, 3, 4, 5, 6], x.GetAsArray1D());
    }

    [Fact]
    public void Race_in_global_memory_names_the_element()
    {
        using var host = new HostAccelerator();
        using var x = host.Allocate1D<int>(new int[16]);
        var race = Assert.Throws<KernelRaceException>(
            () => host.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(Neighbour)(16, x.View));
        Assert.Contains("of argument 1", race.Message);
    }

    [Fact]
    public void Strided_planes_address_both_ways()
    {
        using var host = new HostAccelerator();
        using var x = host.Allocate1D<int>([1, 2, 3, 4, 5, 6]);
        using var y = host.Allocate1D<int>(new int[6]);
        var extent = new Index2D(3, 2);
        host.LoadAutoGroupedStreamKernel<Index2D, ArrayView2D<int, Stride2D.DenseX>, ArrayView2D<int, Stride2D.DenseY>>(Transpose)(
            extent, x.View.As2DDenseXView(extent), y.View.As2DDenseYView(extent));
        Assert.Equal([1, 4, 2, 5, 3, 6], y.GetAsArray1D());
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void Tree_reduction_with_barriers_sums_under_any_seed(int seed)
    {
        using var host = new HostAccelerator(new HostOptions { Seed = seed });
        using var x = host.Allocate1D<int>([.. Enumerable.Range(0, 128)]);
        using var y = host.Allocate1D<int>(new int[2]);
        host.LoadStreamKernel<ArrayView<int>, ArrayView<int>>(GroupSum)((2, 64), x.View, y.View);
        Assert.Equal([63 * 32, (64 + 127) * 32], y.GetAsArray1D());
    }

    [Fact]
    public void Missing_barrier_is_reported_as_a_race_on_shared_memory()
    {
        using var host = new HostAccelerator();
        using var x = host.Allocate1D<int>([.. Enumerable.Range(0, 64)]);
        using var y = host.Allocate1D<int>(new int[64]);
        var kernel = host.LoadStreamKernel<ArrayView<int>, ArrayView<int>>(GroupSumWithoutBarrier);
        var race = Assert.Throws<KernelRaceException>(() => kernel((1, 64), x.View, y.View));
        Assert.Contains("shared memory", race.Message);
    }

    [Fact]
    public void Barrier_that_not_all_reach_is_reported_and_the_accelerator_goes_on()
    {
        using var host = new HostAccelerator();
        using var x = host.Allocate1D<int>(new int[8]);
        var kernel = host.LoadStreamKernel<ArrayView<int>>(DivergentBarrier);
        var failure = Assert.Throws<KernelException>(() => kernel((1, 8), x.View));
        Assert.Contains("barrier divergence", failure.Message);
        host.LoadStreamKernel<ArrayView<int>>(EverybodyAdds)((2, 8), x.View.SubView(7, 1));
    }

    [Fact]
    public void Atomics_of_several_groups_are_no_race_and_lose_nothing()
    {
        using var host = new HostAccelerator();
        using var x = host.Allocate1D<int>(new int[1]);
        host.LoadStreamKernel<ArrayView<int>>(EverybodyAdds)((4, 32), x.View);
        Assert.Equal(128, x.GetAsArray1D()[0]);
    }

    [Fact]
    public void Collectives_of_group_and_warp_agree_with_their_definition()
    {
        using var host = new HostAccelerator(new HostOptions { Seed = 5 });
        using var x = host.Allocate1D<int>(new int[64]);
        host.LoadStreamKernel<ArrayView<int>>(CountAndVote)((1, 64), x.View);
        int[] expected = [.. Enumerable.Range(0, 64).Select(i => 22 + 390_000 + (((i / 32 * 32) + 31 - (i % 32)) << 20) + 1)];
        Assert.Equal(expected, x.GetAsArray1D());
    }

    [Fact]
    public void Index_outside_a_view_names_index_and_length()
    {
        using var host = new HostAccelerator();
        using var x = host.Allocate1D<int>(new int[4]);
        var failure = Assert.Throws<ArgumentOutOfRangeException>(
            () => host.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(AddOne)(5, x.View));
        Assert.Contains("index 4 is outside [0, 4)", failure.Message);
    }

    [Fact]
    public void View_of_another_accelerator_or_of_a_disposed_buffer_is_refused()
    {
        using var host = new HostAccelerator();
        using var other = new HostAccelerator();
        using var x = other.Allocate1D<int>(new int[4]);
        var kernel = host.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(AddOne);
        Assert.Throws<KernelException>(() => kernel(4, x.View));
        var gone = host.Allocate1D<int>(new int[4]);
        var view = gone.View;
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => kernel(4, view));
        using var next = host.Allocate1D<int>(new int[4]); // does not take the place of the first for its view
        Assert.Throws<ObjectDisposedException>(() => kernel(4, view));
    }

    [Fact]
    public void Launch_beyond_a_limit_names_it()
    {
        using var host = new HostAccelerator();
        using var x = host.Allocate1D<int>(new int[4]);
        var kernel = host.LoadStreamKernel<ArrayView<int>>(EverybodyAdds);
        Assert.Contains("1024", Assert.Throws<KernelException>(() => kernel((1, 2048), x.View)).Message);
        Assert.Throws<KernelException>(() => kernel((0, 8), x.View));
        Assert.Throws<KernelException>(() => kernel(new KernelConfig(1, 8, 1 << 20), x.View));
    }
}
