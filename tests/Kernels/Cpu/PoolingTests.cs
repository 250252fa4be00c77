using Neuron.Kernels.Cpu;

namespace Neuron.Tests.Kernels.Cpu;

/// <summary>Maximum pooling of float32, eight windows at a time, against that of float64, one by one.</summary>
public sealed class PoolingTests
{
    [Theory]
    [InlineData(16, 32, 2, 2, 0, 1)]
    [InlineData(9, 35, 2, 2, 1, 1)]
    [InlineData(17, 33, 3, 2, 1, 1)]
    [InlineData(12, 41, 3, 1, 1, 1)]
    [InlineData(12, 50, 3, 2, 1, 3)]
    [InlineData(11, 40, 4, 1, 0, 2)]
    [InlineData(20, 64, 3, 3, 1, 1)]
    [InlineData(6, 17, 7, 1, 3, 1)]
    [InlineData(5, 7, 2, 2, 0, 1)]
    public void Whole_vectors_of_windows_equal_single_ones(int height, int width, int kernel, int stride, int padding, int dilation)
    {
        int Out(int length) => ((length + (2 * padding) - (dilation * (kernel - 1)) - 1) / stride) + 1;
        var shape = new PoolShape
        {
            Planes = 3, Input = new(2, height, width), Output = new(1, Out(height), Out(width)), Kernel = new(2, kernel, kernel),
            Stride = new(1, stride, stride), Padding = new(0, padding, padding), Dilation = new(1, dilation, dilation),
        };
        int from = shape.Planes * shape.Input.Volume, to = shape.Planes * shape.Output.Volume;
        using var x = new HostArray<float>(from);
        using var exact = new HostArray<double>(from);
        var random = new Random(7);
        for (int i = 0; i < from; i++)
        {
            // few values, so that many are equal, and some that are not numbers
            x[i] = random.Next(40) switch { 0 => float.NaN, 1 => float.NegativeInfinity, 2 => float.PositiveInfinity, int v => (v % 7) - 3 };
            exact[i] = x[i];
        }
        using var y = new HostArray<float>(to);
        using var single = new HostArray<double>(to);
        using var places = new HostArray<long>(to);
        using var expected = new HostArray<long>(to);
        Pooling<float>.Max(shape, x.Address, y.Address, places.Address);
        Pooling<double>.Max(shape, exact.Address, single.Address, expected.Address);
        y.AssertMarginsUntouched();
        places.AssertMarginsUntouched();
        Assert.Equal(expected.ToArray(), places.ToArray());
        Assert.Equal(single.ToArray(), y.ToArray().Select(v => (double)v));
    }
}
