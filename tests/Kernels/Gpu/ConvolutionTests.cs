using System.Numerics;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Gpu;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Host;
using Neuron.Tests.Kernels.Compiler;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Convolution, both gradients, unfold and fold on the Host, with its race report, and on OpenCL, against loops in float64.</summary>
public sealed class ConvolutionTests
{
    private static readonly ConvShape[] s_shapes =
    [
        Shape(2, 3, 5, 1, new(1, 7, 6), new(1, 3, 2), new(1, 1, 1), new(0, 1, 0), new(1, 1, 1)),
        Shape(1, 4, 6, 2, new(1, 9, 8), new(1, 3, 3), new(1, 2, 3), new(0, 1, 1), new(1, 1, 2)),
        Shape(2, 2, 3, 1, new(3, 4, 5), new(2, 3, 2), new(1, 2, 2), new(1, 1, 0), new(1, 1, 2)),
        Shape(2, 3, 5, 1, new(1, 5, 8), new(1, 3, 3), new(1, 2, 1), new(0, 1, 1), new(1, 1, 1)), // rows of fours
        Shape(2, 6, 4, 1, new(1, 1, 12), new(1, 1, 1), new(1, 1, 1), default, new(1, 1, 1)), // pointwise
        Shape(2, 4, 8, 4, new(1, 5, 6), new(1, 3, 3), new(1, 2, 1), new(0, 1, 1), new(1, 1, 1)), // depthwise
        Shape(1, 3, 4, 1, new(1, 1, 16), new(1, 1, 2), new(1, 1, 3), default, new(1, 1, 3)), // taps that reach only some phases
    ];

    [Fact]
    public void Kernels_for_gpus_have_no_race()
    {
        // small: the host takes turns at each access
        using var host = new HostAccelerator(new HostOptions { IsCpu = false, Seed = 2 });
        Check<float, Float32Format>(host, Shape(1, 2, 3, 1, new(1, 3, 4), new(1, 2, 2), new(1, 1, 2), new(0, 1, 0), new(1, 1, 1)), 6e-8);
        Check<float, Float32Format>(host, Shape(2, 1, 2, 1, new(1, 2, 4), new(1, 1, 3), new(1, 1, 1), new(0, 0, 1), new(1, 1, 1)), 6e-8); // positions in rows of four
        Check<float, Float32Format>(host, Shape(1, 2, 2, 2, new(1, 2, 3), new(1, 1, 2), new(1, 1, 1), default, new(1, 1, 1)), 6e-8);
    }

    [DeviceFact]
    public void Device_matches_the_definition()
    {
        foreach (var shape in s_shapes) Check<float, Float32Format>(DeviceFixture.Accelerator, shape, 6e-8);
        using var host = new HostAccelerator();
        Check<double, Float64Format>(host, s_shapes[1], 1.2e-16);
    }

    /// <summary>For oclgrind.</summary>
    internal static void RunSmall(Accelerator device)
    {
        foreach (var shape in s_shapes) Check<float, Float32Format>(device, shape, 6e-8);
    }

    [Fact]
    public void Fast_division_agrees_with_division()
    {
        foreach (int d in new[] { 1, 2, 3, 5, 7, 9, 49, 641, 12544, 65535, 65537, 1 << 30, int.MaxValue })
        {
            var divisor = new FastDivisor(d);
            foreach (long n in new[] { 0L, 1, d - 1, d, d + 1L, (2L * d) - 1, 2L * d, int.MaxValue - 1, int.MaxValue })
                if (n <= int.MaxValue) Assert.Equal((int)n / d, divisor.Divide((int)n));
        }
    }

    private static ConvShape Shape(int batch, int channels, int outputs, int groups, Extent3 input, Extent3 kernel, Extent3 stride, Extent3 padding, Extent3 dilation)
    {
        static int Positions(int length, int kernel, int stride, int padding, int dilation) => ((length + (2 * padding) - (dilation * (kernel - 1)) - 1) / stride) + 1;
        return new()
        {
            Batch = batch,
            InChannels = channels,
            OutChannels = outputs,
            Groups = groups,
            Input = input,
            Kernel = kernel,
            Stride = stride,
            Padding = padding,
            Dilation = dilation,
            Output = new(Positions(input.D, kernel.D, stride.D, padding.D, dilation.D), Positions(input.H, kernel.H, stride.H, padding.H, dilation.H), Positions(input.W, kernel.W, stride.W, padding.W, dilation.W)),
        };
    }

    private static void Check<T, TFormat>(Accelerator device, ConvShape shape, double unit)
        where T : unmanaged, INumber<T>
        where TFormat : struct, INumericFormat<T, T>
    {
        int inputs = shape.Batch * shape.InChannels * shape.Input.Volume, outputs = shape.Batch * shape.OutChannels * shape.Output.Volume, weights = shape.OutChannels * shape.PatchSize;
        double[] x = Numbers<T>(inputs, 1), w = Numbers<T>(weights, 2), bias = Numbers<T>(shape.OutChannels, 3), dy = Numbers<T>(outputs, 4), inputBias = Numbers<T>(shape.InChannels, 5);
        double[] y = new double[outputs], dx = new double[inputs], dw = new double[weights], columns = new double[shape.Batch * shape.InChannels * shape.Kernel.Volume * shape.Output.Volume], folded = new double[inputs];
        for (int i = 0; i < outputs; i++) y[i] = bias[i / shape.Output.Volume % shape.OutChannels];
        for (int i = 0; i < inputs; i++) dx[i] = inputBias[i / shape.Input.Volume % shape.InChannels];
        ForEachTap(shape, (output, input, weight) =>
        {
            y[output] += w[weight] * x[input];
            dx[input] += w[weight] * dy[output];
            dw[weight] += x[input] * dy[output];
        });
        // every channel by itself: the columns of unfold
        var windows = shape;
        (windows.OutChannels, windows.Groups) = (shape.InChannels, shape.InChannels);
        ForEachTap(windows, (output, input, weight) =>
        {
            int place = output % shape.Output.Volume, plane = output / shape.Output.Volume, tap = weight % shape.Kernel.Volume;
            int column = (((plane * shape.Kernel.Volume) + tap) * shape.Output.Volume) + place;
            columns[column] = x[input];
            folded[input] += Column(column);
        });
        var stream = device.DefaultStream;
        using var bx = device.Allocate1D(Convert<T>(x));
        using var bw = device.Allocate1D(Convert<T>(w));
        using var bb = device.Allocate1D(Convert<T>(bias));
        using var bi = device.Allocate1D(Convert<T>(inputBias));
        using var bdy = device.Allocate1D(Convert<T>(dy));
        using var by = device.Allocate1D<T>(outputs);
        using var bdx = device.Allocate1D<T>(inputs);
        using var bdw = device.Allocate1D<T>(weights);
        using var bc = device.Allocate1D<T>(columns.Length);
        string what = $"{typeof(T).Name} {shape.Batch}x{shape.InChannels} {shape.Input} to {shape.OutChannels}, kernel {shape.Kernel} stride {shape.Stride} on {device}";
        // operands are below 2, so a product is below 4; a sum of K products errs by K units of at most 4·K
        double Bound(int terms) => 4.0 * terms * terms * unit;
        ConvolutionLaunch<T, T, TFormat>.Forward(stream, shape, bx.View, bw.View, bb.View, by.View);
        DeviceCase.Close("y of " + what, y, by.GetAsArray1D(), 0, Bound(shape.PatchSize + 1));
        ConvolutionLaunch<T, T, TFormat>.InputGradient(stream, shape, bdy.View, bw.View, bi.View, bdx.View);
        DeviceCase.Close("dx of " + what, dx, bdx.GetAsArray1D(), 0, Bound((shape.GroupOut * shape.Kernel.Volume) + 1));
        ConvolutionLaunch<T, T, TFormat>.WeightGradient(stream, shape, bx.View, bdy.View, bdw.View);
        DeviceCase.Close("dw of " + what, dw, bdw.GetAsArray1D(), 0, Bound(shape.Batch * shape.Output.Volume));
        ConvolutionLaunch<T, T, TFormat>.Unfold(stream, shape, bx.View, bc.View);
        DeviceCase.Close("unfold of " + what, columns, bc.GetAsArray1D(), 0, 0);
        bc.CopyFromCPU(Convert<T>([.. Enumerable.Range(0, columns.Length).Select(Column)]));
        ConvolutionLaunch<T, T, TFormat>.Fold(stream, shape, bc.View, bdx.View);
        DeviceCase.Close("fold of " + what, folded, bdx.GetAsArray1D(), 0, Bound(shape.Kernel.Volume));
    }

    /// <summary>Small whole numbers, so that a wrong place shows.</summary>
    private static double Column(int i) => ((i * 7) % 16) / 8.0;

    private static void ForEachTap(ConvShape s, Action<int, int, int> visit)
    {
        for (int output = 0; output < s.Batch * s.OutChannels * s.Output.Volume; output++)
        {
            int w = output % s.Output.W, h = output / s.Output.W % s.Output.H, d = output / (s.Output.W * s.Output.H) % s.Output.D;
            int channel = output / s.Output.Volume % s.OutChannels, n = output / s.Output.Volume / s.OutChannels;
            for (int i = 0; i < s.GroupIn; i++)
            {
                for (int tap = 0; tap < s.Kernel.Volume; tap++)
                {
                    int x = (w * s.Stride.W) - s.Padding.W + (tap % s.Kernel.W * s.Dilation.W);
                    int y = (h * s.Stride.H) - s.Padding.H + (tap / s.Kernel.W % s.Kernel.H * s.Dilation.H);
                    int z = (d * s.Stride.D) - s.Padding.D + (tap / (s.Kernel.W * s.Kernel.H) * s.Dilation.D);
                    if (x < 0 || y < 0 || z < 0 || x >= s.Input.W || y >= s.Input.H || z >= s.Input.D) continue;
                    int from = (channel / s.GroupOut * s.GroupIn) + i;
                    visit(output, (((((((n * s.InChannels) + from) * s.Input.D) + z) * s.Input.H) + y) * s.Input.W) + x, (((channel * s.GroupIn) + i) * s.Kernel.Volume) + tap);
                }
            }
        }
    }

    private static double[] Numbers<T>(int count, int seed) where T : INumber<T> => DeviceCase.Rounded<T>(DeviceCase.Numbers(count, seed));

    private static T[] Convert<T>(double[] values) where T : INumber<T> => DeviceCase.Convert<T>(values);
}
