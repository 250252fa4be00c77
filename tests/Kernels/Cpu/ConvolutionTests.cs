using System.Numerics;
using Neuron.Kernels.Cpu;

namespace Neuron.Tests.Kernels.Cpu;

/// <summary>Convolution and its gradients against seven nested loops. Inputs are multiples of 1/8, so both are exact and must be equal.</summary>
[Collection("worker pool")]
public class ConvolutionTests
{
    /// <summary>batch, in, out, groups, then size, kernel, stride, padding, dilation of each axis, last axis last.</summary>
    public static TheoryData<string, int[]> Cases => new()
    {
        { "1-D", [2, 3, 4, 1, /**/ 10, 3, 1, 0, 1] },
        { "1-D strided, padded", [2, 3, 4, 1, /**/ 11, 3, 2, 1, 1] },
        { "1-D dilated", [2, 3, 5, 1, /**/ 12, 3, 1, 2, 2] },
        { "1-D stride over dilation", [1, 2, 3, 1, /**/ 29, 4, 6, 3, 4] },
        { "1-D stride beyond kernel", [2, 2, 3, 1, /**/ 17, 2, 5, 0, 1] },
        { "1-D long rows", [1, 3, 20, 1, /**/ 1300, 9, 1, 4, 1] },
        { "pointwise", [3, 5, 7, 1, /**/ 6, 1, 1, 0, 1, /**/ 7, 1, 1, 0, 1] },
        { "pointwise strided", [3, 5, 7, 1, /**/ 6, 1, 2, 0, 1, /**/ 7, 1, 2, 0, 1] },
        { "3x3", [2, 3, 4, 1, /**/ 8, 3, 1, 1, 1, /**/ 8, 3, 1, 1, 1] },
        { "3x3 on 32x32", [2, 16, 24, 1, /**/ 32, 3, 1, 1, 1, /**/ 32, 3, 1, 1, 1] },
        { "3x3 on 4x4, many images", [17, 40, 50, 1, /**/ 4, 3, 1, 1, 1, /**/ 4, 3, 1, 1, 1] },
        { "3x3 on 7x7", [5, 8, 13, 1, /**/ 7, 3, 1, 1, 1, /**/ 7, 3, 1, 1, 1] },
        { "3x3 by Winograd", [3, 24, 40, 1, /**/ 9, 3, 1, 1, 1, /**/ 13, 3, 1, 1, 1] },
        { "3x3 by Winograd, unpadded and padded by two", [4, 32, 25, 1, /**/ 11, 3, 1, 0, 1, /**/ 10, 3, 1, 2, 1] },
        { "3x3 by Winograd, wide", [1, 26, 24, 1, /**/ 5, 3, 1, 1, 1, /**/ 90, 3, 1, 1, 1] },
        { "3x3 by Winograd, many slices of unequal length", [23, 24, 33, 1, /**/ 14, 3, 1, 1, 1, /**/ 15, 3, 1, 1, 1] },
        { "3x3 by Winograd, narrow", [70, 24, 30, 1, /**/ 3, 3, 1, 1, 1, /**/ 1, 3, 1, 1, 1] },
        { "3x3 strided", [3, 6, 9, 1, /**/ 15, 3, 2, 1, 1, /**/ 16, 3, 2, 1, 1] },
        { "7x7 strided", [2, 3, 8, 1, /**/ 21, 7, 2, 3, 1, /**/ 20, 7, 2, 3, 1] },
        { "patches", [2, 3, 8, 1, /**/ 16, 4, 4, 0, 1, /**/ 16, 4, 4, 0, 1] },
        { "kernel as large as the image", [3, 3, 5, 1, /**/ 4, 4, 1, 0, 1, /**/ 4, 4, 1, 0, 1] },
        { "padding beyond the kernel", [1, 2, 3, 1, /**/ 3, 3, 1, 4, 1, /**/ 2, 2, 1, 3, 1] },
        { "asymmetric", [1, 2, 3, 1, /**/ 11, 5, 2, 2, 1, /**/ 9, 3, 1, 0, 3] },
        { "groups", [2, 4, 6, 2, /**/ 7, 3, 1, 1, 1, /**/ 7, 3, 1, 1, 1] },
        { "groups of many", [2, 32, 48, 4, /**/ 9, 3, 2, 1, 1, /**/ 9, 3, 1, 1, 1] },
        { "depthwise", [2, 5, 5, 5, /**/ 9, 3, 1, 1, 1, /**/ 37, 3, 1, 1, 1] },
        { "depthwise strided, multiplied", [2, 3, 6, 3, /**/ 8, 3, 2, 1, 2, /**/ 9, 3, 2, 1, 1] },
        { "3-D", [2, 2, 3, 1, /**/ 4, 3, 1, 1, 1, /**/ 5, 3, 2, 1, 1, /**/ 6, 2, 1, 1, 2] },
        { "long inner gradient", [8, 2, 3, 1, /**/ 40, 3, 1, 1, 1, /**/ 33, 3, 1, 1, 1] },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Kernels_equal_nested_loops(string name, int[] c)
    {
        Check<float>(name, c);
        Check<double>(name, c);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Fold_is_the_adjoint_of_unfold(string name, int[] c)
    {
        var shape = Shape(c);
        shape.Groups = 1;
        int patches = shape.Batch * shape.InChannels * shape.Kernel.Volume * shape.Output.Volume;
        using var x = new HostArray<double>(shape.Batch * shape.InChannels * shape.Input.Volume).Fill(1);
        using var columns = new HostArray<double>(patches);
        using var probe = new HostArray<double>(patches).Fill(2);
        using var folded = new HostArray<double>(x.Count);
        Patches<double>.Unfold(shape, x.Address, columns.Address);
        Patches<double>.Fold(shape, probe.Address, folded.Address);
        columns.AssertMarginsUntouched();
        folded.AssertMarginsUntouched();
        Assert.NotNull(name);
        double left = columns.ToArray().Zip(probe.ToArray(), (a, b) => a * b).Sum(), right = x.ToArray().Zip(folded.ToArray(), (a, b) => a * b).Sum();
        Assert.Equal(left, right); // sums of multiples of 1/64: exact
        ForEachTap(shape, (n, o, channel, tap, input, output) =>
        {
            if (o == 0) Assert.Equal(x[(((n * shape.InChannels) + channel) * shape.Input.Volume) + input],
                columns[(((((n * shape.InChannels) + channel) * shape.Kernel.Volume) + tap) * shape.Output.Volume) + output]);
        });
    }

    [Fact]
    public void Not_a_number_in_the_image_reaches_only_the_patches_that_hold_it()
    {
        var shape = Shape([1, 2, 3, 1, 6, 3, 1, 1, 1, 20, 3, 1, 1, 1]);
        using var x = new HostArray<float>(2 * 120).Fill(1);
        using var w = new HostArray<float>(3 * 18).Fill(2);
        using var y = new HostArray<float>(3 * 120);
        x[(2 * 20) + 10] = float.NaN;
        Convolution<float>.Forward(shape, x.Address, w.Address, 0, y.Address);
        for (int o = 0; o < 3; o++)
        {
            for (int h = 0; h < 6; h++)
            {
                for (int v = 0; v < 20; v++)
                    Assert.Equal(Math.Abs(h - 2) <= 1 && Math.Abs(v - 10) <= 1, float.IsNaN(y[(((o * 6) + h) * 20) + v]));
            }
        }
    }

    [Fact]
    public void Thread_count_does_not_change_the_bits()
    {
        var shape = Shape([8, 16, 16, 1, 40, 3, 1, 1, 1, 40, 3, 1, 1, 1]);
        var random = new Random(5);
        using var x = new HostArray<float>(8 * 16 * 1600);
        using var w = new HostArray<float>(16 * 16 * 9);
        for (int i = 0; i < x.Count; i++) x[i] = random.NextSingle() - 0.5f;
        for (int i = 0; i < w.Count; i++) w[i] = random.NextSingle() - 0.5f;
        float[][] results = new float[3][];
        int before = WorkerPool.Threads;
        try
        {
            for (int threads = 1; threads <= 3; threads++)
            {
                WorkerPool.Threads = threads;
                using var y = new HostArray<float>(x.Count);
                using var dw = new HostArray<float>(w.Count);
                Convolution<float>.Forward(shape, x.Address, w.Address, 0, y.Address);
                Convolution<float>.WeightGradient(shape, x.Address, y.Address, dw.Address);
                results[threads - 1] = [.. y.ToArray(), .. dw.ToArray()];
            }
        }
        finally
        {
            WorkerPool.Threads = before;
        }
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [Fact]
    public void Winograd_rounds_about_as_the_plain_sum()
    {
        int[] c = [4, 96, 64, 1, 17, 3, 1, 1, 1, 16, 3, 1, 1, 1];
        var (single, exact) = (Passes<float>(c), Passes<double>(c));
        Assert.True(WinogradConvolution.SuitsWeights(Shape(c)));
        for (int i = 0; i < 3; i++)
        {
            double scale = Math.Sqrt(exact[i].Average(v => v * v)), worst = single[i].Zip(exact[i], (a, b) => Math.Abs(a - b)).Max();
            Assert.True(worst < 5e-6 * scale, $"{worst / scale:e1}"); // the plain sum of 96·9 terms: 1.5e-6 to 2.5e-6
        }
    }

    [Fact]
    public void Winograd_gives_the_same_bits_on_any_number_of_threads_and_allocates_nothing()
    {
        int[] c = [5, 48, 40, 1, 20, 3, 1, 1, 1, 21, 3, 1, 1, 1];
        int before = WorkerPool.Threads;
        try
        {
            WorkerPool.Threads = 1;
            var one = Passes<float>(c);
            WorkerPool.Threads = 3;
            Assert.Equal(one, Passes<float>(c));
        }
        finally
        {
            WorkerPool.Threads = before;
        }
        var shape = Shape(c);
        using var x = new HostArray<float>(shape.Batch * shape.InChannels * shape.Input.Volume).Fill(1);
        using var w = new HostArray<float>(shape.OutChannels * shape.PatchSize).Fill(2);
        using var y = new HostArray<float>(shape.Batch * shape.OutChannels * shape.Output.Volume);
        using var dw = new HostArray<float>(w.Count);
        long bytes = 0;
        for (int i = 0; i < 4; i++)
        {
            bytes = GC.GetAllocatedBytesForCurrentThread();
            Convolution<float>.Forward(shape, x.Address, w.Address, 0, y.Address);
            Convolution<float>.WeightGradient(shape, x.Address, y.Address, dw.Address);
        }
        Assert.Equal(bytes, GC.GetAllocatedBytesForCurrentThread());
    }

    // the forward pass and both gradients, of random numbers
    private static double[][] Passes<T>(int[] c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var shape = Shape(c);
        var random = new Random(3);
        using var x = new HostArray<T>(shape.Batch * shape.InChannels * shape.Input.Volume);
        using var w = new HostArray<T>(shape.OutChannels * shape.PatchSize);
        using var dy = new HostArray<T>(shape.Batch * shape.OutChannels * shape.Output.Volume);
        using var y = new HostArray<T>(dy.Count);
        using var dx = new HostArray<T>(x.Count);
        foreach (var array in (HostArray<T>[])[x, w, dy])
            for (int i = 0; i < array.Count; i++) array[i] = T.CreateTruncating(random.NextSingle() - 0.5f);
        Convolution<T>.Forward(shape, x.Address, w.Address, 0, y.Address);
        Convolution<T>.InputGradient(shape, dy.Address, w.Address, 0, dx.Address);
        using var dw = new HostArray<T>(w.Count);
        Convolution<T>.WeightGradient(shape, x.Address, dy.Address, dw.Address);
        return [.. ((HostArray<T>[])[y, dx, dw]).Select(a => a.ToArray().Select(double.CreateTruncating).ToArray())];
    }

    private static void Check<T>(string name, int[] c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var shape = Shape(c);
        using var x = new HostArray<T>(shape.Batch * shape.InChannels * shape.Input.Volume).Fill(1);
        using var w = new HostArray<T>(shape.OutChannels * shape.PatchSize).Fill(2);
        using var outBias = new HostArray<T>(shape.OutChannels).Fill(3);
        using var inBias = new HostArray<T>(shape.InChannels).Fill(4);
        using var dy = new HostArray<T>(shape.Batch * shape.OutChannels * shape.Output.Volume).Fill(5);
        using var y = new HostArray<T>(dy.Count);
        using var dx = new HostArray<T>(x.Count);
        using var dw = new HostArray<T>(w.Count);
        T[] ey = new T[y.Count], ex = new T[x.Count], ew = new T[w.Count];
        for (int i = 0; i < ey.Length; i++) ey[i] = outBias[i / shape.Output.Volume % shape.OutChannels];
        for (int i = 0; i < ex.Length; i++) ex[i] = inBias[i / shape.Input.Volume % shape.InChannels];
        ForEachTap(shape, (n, o, channel, tap, input, output) =>
        {
            int px = (((n * shape.InChannels) + channel) * shape.Input.Volume) + input;
            int pw = (((o * shape.GroupIn) + (channel % shape.GroupIn)) * shape.Kernel.Volume) + tap;
            int py = (((n * shape.OutChannels) + o) * shape.Output.Volume) + output;
            ey[py] += w[pw] * x[px];
            ex[px] += w[pw] * dy[py];
            ew[pw] += x[px] * dy[py];
        });
        Convolution<T>.Forward(shape, x.Address, w.Address, outBias.Address, y.Address);
        Convolution<T>.InputGradient(shape, dy.Address, w.Address, inBias.Address, dx.Address);
        Convolution<T>.WeightGradient(shape, x.Address, dy.Address, dw.Address);
        AssertEqual(name + " forward", ey, y);
        AssertEqual(name + " input gradient", ex, dx);
        AssertEqual(name + " weight gradient", ew, dw);
    }

    private static void AssertEqual<T>(string what, T[] expected, HostArray<T> found)
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.True(expected[i] == found[i], $"{what} {typeof(T).Name}, element {i}: expected {expected[i]}, found {found[i]}");
        found.AssertMarginsUntouched();
    }

    private static void ForEachTap(ConvShape s, Action<int, int, int, int, int, int> visit)
    {
        for (int n = 0; n < s.Batch; n++)
        for (int o = 0; o < s.OutChannels; o++)
        for (int c = 0; c < s.GroupIn; c++)
        for (int tap = 0; tap < s.Kernel.Volume; tap++)
        for (int p = 0; p < s.Output.Volume; p++)
        {
            int d = (p / (s.Output.H * s.Output.W) * s.Stride.D) + (tap / (s.Kernel.H * s.Kernel.W) * s.Dilation.D) - s.Padding.D;
            int h = (p / s.Output.W % s.Output.H * s.Stride.H) + (tap / s.Kernel.W % s.Kernel.H * s.Dilation.H) - s.Padding.H;
            int w = (p % s.Output.W * s.Stride.W) + (tap % s.Kernel.W * s.Dilation.W) - s.Padding.W;
            if (d < 0 || h < 0 || w < 0 || d >= s.Input.D || h >= s.Input.H || w >= s.Input.W) continue;
            visit(n, o, (o / s.GroupOut * s.GroupIn) + c, tap, (((d * s.Input.H) + h) * s.Input.W) + w, p);
        }
    }

    private static ConvShape Shape(int[] c)
    {
        int axes = (c.Length - 4) / 5;
        int[] Of(int field) => [.. Enumerable.Range(0, axes).Select(a => c[4 + (5 * a) + field])];
        int[] outputs = [.. Enumerable.Range(0, axes).Select(a => c.AsSpan(4 + (5 * a), 5)
            is [var n, var k, var s, var p, var d] ? ((n + (2 * p) - (d * (k - 1)) - 1) / s) + 1 : 0)];
        return new ConvShape
        {
            Batch = c[0],
            InChannels = c[1],
            OutChannels = c[2],
            Groups = c[3],
            Input = Extent3.Of(Of(0), 1),
            Output = Extent3.Of(outputs, 1),
            Kernel = Extent3.Of(Of(1), 1),
            Stride = Extent3.Of(Of(2), 1),
            Padding = Extent3.Of(Of(3), 0),
            Dilation = Extent3.Of(Of(4), 1),
        };
    }
}
