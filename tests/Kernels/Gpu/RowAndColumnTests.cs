using Neuron.Kernels.Gpu;
using Neuron.Kernels.Operators;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Host;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Reductions and transposed copies in the forms that GPUs take, on the host, which reports races.</summary>
public sealed class RowAndColumnTests
{
    [Theory]
    [InlineData(5, 40), InlineData(70, 33), InlineData(2, 1100), InlineData(600, 20)]
    public void Sums_and_extrema_match_the_definition(int rows, int columns)
    {
        using var host = new HostAccelerator(new HostOptions { IsCpu = false, Seed = 3 });
        double[] x = DeviceCase.Rounded<float>(DeviceCase.Numbers(rows * columns, 1));
        using var memory = host.Allocate1D(DeviceCase.Convert<float>(x));
        double[][] byRow = [.. x.Chunk(columns)], byColumn = [.. Enumerable.Range(0, columns).Select(c => byRow.Select(row => row[c]).ToArray())];
        Check("sum of rows", ReduceOperator.Sum, [1], [.. byRow.Select(row => row.Sum())]);
        Check("sum of columns", ReduceOperator.Sum, [0], [.. byColumn.Select(column => column.Sum())]);
        Check("maximum of columns", ReduceOperator.Max, [0], [.. byColumn.Select(column => column.Max())]);
        Check("sum", ReduceOperator.Sum, [0, 1], [x.Sum()]);

        void Check(string what, ReduceOperator op, int[] axes, double[] expected)
        {
            using var y = host.Allocate1D<float>(expected.Length);
            Reductions.Reduce(host.DefaultStream, op, [rows, columns], [columns, 1], 0, axes, memory.View, y.View);
            DeviceCase.Close($"{what} of [{rows}, {columns}]", expected, y.GetAsArray1D(), 1e-6, 2e-6);
        }
    }

    [Fact]
    public void Sums_over_axes_on_both_sides_of_a_kept_one_match_the_definition()
    {
        using var host = new HostAccelerator(new HostOptions { IsCpu = false, Seed = 3 });
        double[] x = DeviceCase.Rounded<float>(DeviceCase.Numbers(50 * 3 * 40, 2));
        using var memory = host.Allocate1D(DeviceCase.Convert<float>(x));
        using var y = host.Allocate1D<float>(3);
        Reductions.Reduce(host.DefaultStream, ReduceOperator.Sum, [50, 3, 40], [120, 40, 1], 0, [0, 2], memory.View, y.View);
        DeviceCase.Close("sum over axes 0 and 2", [.. Enumerable.Range(0, 3).Select(k => x.Where((_, i) => i / 40 % 3 == k).Sum())], y.GetAsArray1D(), 1e-6, 5e-6);
    }

    [Fact]
    public void Copy_of_reversed_axes_moves_every_element()
    {
        using var host = new HostAccelerator(new HostOptions { IsCpu = false, Seed = 3 });
        int[] x = [.. Enumerable.Range(0, 9 * 3 * 10)], shape = [10, 3, 9];
        using var memory = host.Allocate1D(x);
        using var y = host.Allocate1D<int>(x.Length);
        Assert.True(Transpose.TryCopy(host.DefaultStream, new StridedView<int>(memory.View, Layout.Of(shape, shape, [1, 10, 30], 0), x.Length), y.View));
        Assert.Equal([.. Enumerable.Range(0, x.Length).Select(i => x[(i / 27) + (i / 9 % 3 * 10) + (i % 9 * 30)])], y.GetAsArray1D());
    }

    [Theory]
    [InlineData(1, 70, 40), InlineData(3, 9, 65), InlineData(2, 33, 8)]
    public void Transposed_copy_moves_every_element(int matrices, int rows, int columns)
    {
        using var host = new HostAccelerator(new HostOptions { IsCpu = false, Seed = 3 });
        int[] x = [.. Enumerable.Range(0, matrices * rows * columns)], shape = [matrices, columns, rows];
        using var memory = host.Allocate1D(x);
        using var y = host.Allocate1D<int>(x.Length);
        var view = new StridedView<int>(memory.View, Layout.Of(shape, shape, [(long)rows * columns, 1, columns], 0), x.Length);
        Assert.True(Transpose.TryCopy(host.DefaultStream, view, y.View));
        Assert.Equal([.. x.Chunk(rows * columns).SelectMany(m => Enumerable.Range(0, m.Length).Select(i => m[(i % rows * columns) + (i / rows)]))], y.GetAsArray1D());
    }
}
