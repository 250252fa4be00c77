using Neuron.Kernels.Gpu;
using Neuron.Kernels.Operators;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Blueprint;
using Neuron.Kernels.Runtime.Host;
using Panel = Neuron.Kernels.Gpu.MatrixPanel<float, float, Neuron.Kernels.Gpu.Float32Format, Neuron.Kernels.Gpu.StridedAlongK>;
using Result = Neuron.Kernels.Gpu.DenseResult<float, float, Neuron.Kernels.Gpu.Float32Format, Neuron.Kernels.Gpu.NoEpilogue<float>, Neuron.Kernels.Gpu.No>;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Sums of just below 2³¹ terms: the last parts, whose ends 32 bits barely hold. A stride of 0 stands for the terms.</summary>
public sealed class LongSumTests
{
    private const int Length = int.MaxValue, Segment = 1024, Last = Length / Segment, MostTerms = MatMulExtent.MostTerms;

    /// <summary>The reduction's last work-item alone.</summary>
    private static void LastSegment(Index1D i, ArrayView<float> x, Layout kept, Layout reduced, ArrayView<float> partial) =>
        ReductionKernels.Serial<float, Add<float>>(new Index1D(Last), x, kept, reduced, partial, 1, Length, Segment, 0f);

    [Fact]
    public void Last_segment_of_a_reduction_is_added_up()
    {
        using var host = new HostAccelerator(new HostOptions { ReportRaces = false });
        using var x = host.Allocate1D<float>([1f]);
        using var partial = host.Allocate1D<float>(Last + 1L);
        host.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, Layout, Layout, ArrayView<float>>(LastSegment)(
            1, x.View, Layout.Dense(1), Layout.Of([Length], [Length], [0], 0), partial.View);
        float[] sum = new float[1];
        host.CopyToHost(sum, partial.View.SubView(Last, 1), host.DefaultStream);
        Assert.Equal(Segment - 1, sum[0]);
    }

    [Fact]
    public void Reduction_is_launched_over_all_segments()
    {
        foreach (var limits in new[] { BlueprintAccelerator.Cpu, BlueprintAccelerator.Gpu(tensorCores: false) })
        {
            using var paper = new BlueprintAccelerator(limits);
            using var x = paper.Allocate1D<float>(1);
            using var y = paper.Allocate1D<float>(1);
            Reductions.Reduce(paper.DefaultStream, ReduceOperator.Sum, [Length], [0], 0, [0], x.View, y.View);
            long segment = limits.IsCpu ? Segment : 256 * Segment;
            Assert.Equal((Length + segment - 1) / segment, limits.IsCpu ? paper.Records[0].Config.GridDimension.X * 256L : paper.Records[0].Config.GridDimension.X);
        }
    }

    [Fact]
    public void Reduction_of_more_elements_than_kernels_count_is_refused_with_their_number()
    {
        using var paper = new BlueprintAccelerator(BlueprintAccelerator.Gpu(tensorCores: false));
        using var x = paper.Allocate1D<float>(1);
        using var y = paper.Allocate1D<float>(1);
        void Reduce(int outer, int[] axes, ArrayView<float> to) =>
            Reductions.Reduce(paper.DefaultStream, ReduceOperator.Sum, [outer, 1 << 16, 1 << 16], [0, 0, 0], 0, axes, x.View, to);
        string expected = $"{1L << 32:N0} elements";
        Assert.Contains(expected, Assert.Throws<NotSupportedException>(() => Reduce(1, [0, 1, 2], y.View)).Message);
        var large = new ArrayView<float>(y.View.Address, 1L << 32, y.View.Buffer); // never written: nothing runs on paper
        Assert.Contains(expected, Assert.Throws<NotSupportedException>(() => Reduce(2, [0], large)).Message);
        Assert.Empty(paper.Records);
    }

    [Fact]
    public void Group_finds_an_extremum_where_its_steps_stay_below_2_to_the_31()
    {
        using var paper = new BlueprintAccelerator(BlueprintAccelerator.Gpu(tensorCores: false));
        using var x = paper.Allocate1D<float>(1);
        using var y = paper.Allocate1D<long>(1);
        foreach (int length in new[] { Length - ArgReductionKernels.GroupSize, Length - ArgReductionKernels.GroupSize + 1, Length })
            ArgReductions.Run(paper.DefaultStream, true, [length], [0], 0, 0, x.View, y.View);
        Assert.Equal([nameof(ArgReductionKernels.Grouped), nameof(ArgReductionKernels.Serial)], paper.Records.Select(r => r.Method.Name)); // one record for two launches of the second
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(64)]
    public void Splits_of_a_product_cover_its_terms(int splits)
    {
        int each = ProductLaunch.TermsOf(MostTerms, splits, 16), end = 0;
        var extent = new MatMulExtent(1, 1, MostTerms) { KPerSplit = each };
        for (int split = 0; split < splits; split++)
        {
            var (begin, to) = extent.Terms(split);
            Assert.Equal(end, begin);
            Assert.True(to > begin, $"split {split}: {begin} to {to}");
            end = to;
        }
        Assert.Equal(MostTerms, end);
    }

    [Fact]
    public void Product_of_as_many_terms_as_kernels_count_is_launched_and_one_of_more_is_refused()
    {
        using var paper = new BlueprintAccelerator(BlueprintAccelerator.Gpu(tensorCores: false));
        using var x = paper.Allocate1D<float>(4);
        using var y = paper.Allocate1D<float>(64);
        foreach (int size in new[] { 1, 2, 8 }) // vectors by vectors, and tiles
        {
            Multiply(size, MostTerms);
            Assert.Throws<NotSupportedException>(() => Multiply(size, MostTerms + 1));
        }

        void Multiply(int size, int terms) => MatMul<float, float, Float32Format>.Run(
            paper.DefaultStream, new MatMulShape(size, size, terms), new MatrixOperand<float>(x.View, 0, 0), new MatrixOperand<float>(x.View, 0, 0), y.View, default(NoEpilogue<float>));
    }
}
