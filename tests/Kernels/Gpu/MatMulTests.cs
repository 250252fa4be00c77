using System.Numerics;
using Neuron.Kernels.Gpu;
using Neuron.Kernels.Operators;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Host;
using Neuron.Tests.Kernels.Compiler;
using Neuron.Tests.Shared;
using Half = Neuron.Kernels.Language.Half;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Matrix products on the Host, whose race report is on, and on OpenCL, against sums in float64.</summary>
public sealed class MatMulTests
{
    /// <summary>How an operand lies: row-major, column-major, with rows apart that break alignment, or with no adjoining elements.</summary>
    public enum Layout
    {
        Rows,
        Columns,
        Padded,
        Strided,
    }

    private static readonly MatMulShape s_small = new(36, 36, 20);

    [Fact]
    public void Tiles_have_no_race_under_any_layout()
    {
        using var host = new HostAccelerator(new HostOptions { Seed = 3 });
        var plan = new MatMulPlan(MatMulTile.Size32x32, 1);
        foreach (var a in Enum.GetValues<Layout>()) Check<float, float, Float32Format>(host, s_small, a, (Layout)(((int)a + 1) % 4), plan: plan);
        Check<float, float, Float32Format>(host, new(33, 35, 19, 2, 1, 2), Layout.Rows, Layout.Rows, bias: true, plan: plan with { Splits = 2 });
        Check<BFloat16, float, BFloat16Format>(host, s_small, Layout.Rows, Layout.Columns, plan: plan);
    }

    [Fact]
    public void Tiles_are_chosen_by_the_shared_memory_that_the_device_has()
    {
        using var host = new HostAccelerator();
        var limits = host.Limits with { SharedBytesPerGroup = 32 << 10 };
        foreach (int multiprocessors in new[] { 1, 1000 }) // with groups for all, and without
        {
            limits = limits with { Multiprocessors = multiprocessors };
            Assert.Equal(MatMulTile.Size32x32, MatMulPlan.Default(limits, 200, 200, 200, 1, wide: true).Tile);
            Assert.All(MatMulPlan.Candidates(limits, 200, 200, 200, 1, wide: true), plan => Assert.Equal(MatMulTile.Size32x32, plan.Tile));
            var tiles = MatMulPlan.Candidates(limits, 200, 200, 200, 1, wide: false).Select(plan => plan.Tile).ToList();
            Assert.Contains(MatMulTile.Size128x128, tiles);
            Assert.DoesNotContain(MatMulTile.Size128x128x16, tiles); // 33,792 bytes
        }
        Assert.Equal(MatMulTile.Size64x64, MatMulPlan.Default(host.Limits, 200, 200, 200, 1, wide: true).Tile);
    }

    [Fact]
    public void Larger_tiles_have_no_race()
    {
        using var host = new HostAccelerator();
        foreach (var tile in new[] { MatMulTile.Size64x64, MatMulTile.Size128x64, MatMulTile.Size128x128, MatMulTile.Size128x128x16 })
            Check<float, float, Float32Format>(host, new(70, 68, 9), Layout.Rows, Layout.Padded, plan: new(tile, 1));
    }

    [Fact]
    public void Vectors_have_no_race()
    {
        using var host = new HostAccelerator(new HostOptions { IsCpu = false });
        foreach (var layout in Enum.GetValues<Layout>())
        {
            Check<float, float, Float32Format>(host, new(12, 1, 36), layout, Layout.Rows, bias: true);
            Check<double, double, Float64Format>(host, new(1, 12, 36, 2), Layout.Rows, layout);
        }
    }

    [Fact]
    public void Tensor_cores_have_no_race_and_take_batches_and_biases()
    {
        using var host = new HostAccelerator(new HostOptions { Seed = 2, IsCpu = false, TensorCores = true });
        Check<BFloat16, float, BFloat16Format>(host, new(33, 20, 40, 2), Layout.Rows, Layout.Columns, bias: true);
        Check<Half, float, Float16Format>(host, new(17, 24, 24, 2, 1, 2), Layout.Rows, Layout.Columns, sharedB: true);
        Check<BFloat16, float, BFloat16Format>(host, s_small, Layout.Columns, Layout.Rows); // not along k: tiles take it
    }

    [DeviceFact]
    public void Tiles_on_the_device_match()
    {
        var device = DeviceFixture.Accelerator;
        Check<float, float, Float32Format>(device, new(130, 132, 72), Layout.Rows, Layout.Rows, plan: new(MatMulTile.Size128x128, 1));
        Check<float, float, Float32Format>(device, new(65, 67, 300), Layout.Padded, Layout.Columns, bias: true, plan: new(MatMulTile.Size64x64, 3));
        Check<double, double, Float64Format>(device, new(40, 36, 70, 2, 3, 1), Layout.Columns, Layout.Rows, sharedB: true, plan: new(MatMulTile.Size32x32, 1));
    }

    [DeviceFact]
    public void Default_path_on_the_device_matches_for_all_layouts()
    {
        var device = DeviceFixture.Accelerator;
        foreach (var a in Enum.GetValues<Layout>()) Check<float, float, Float32Format>(device, new(37, 68, 23, 2), a, (Layout)(((int)a + 1) % 4), bias: true);
        Check<float, float, Float32Format>(device, new(70, 65, 530, 2, 1, 3), Layout.Rows, Layout.Rows, sharedB: true);
        Check<float, float, Float32Format>(device, new(5, 3, 0), Layout.Rows, Layout.Rows, bias: true);
    }

    [DeviceFact]
    public void Narrow_numbers_on_the_device_are_summed_in_float32() =>
        Check<BFloat16, float, BFloat16Format>(DeviceFixture.Accelerator, new(33, 36, 70, 2), Layout.Columns, Layout.Rows, bias: true);

    [Fact]
    public void All_number_formats_match()
    {
        using var device = new HostAccelerator();
        var shape = new MatMulShape(17, 36, 30, 2);
        Check<double, double, Float64Format>(device, shape, Layout.Rows, Layout.Columns);
        Check<Half, float, Float16Format>(device, shape, Layout.Rows, Layout.Rows);
        Check<BFloat16, float, BFloat16Format>(device, shape, Layout.Columns, Layout.Rows, bias: true);
        Check<int, int, Int32Format>(device, shape, Layout.Rows, Layout.Rows);
        Check<long, long, Int64Format>(device, shape, Layout.Padded, Layout.Rows);
    }

    [DeviceFact]
    public void Vectors_on_the_device_match()
    {
        var device = DeviceFixture.Accelerator;
        foreach (var layout in new[] { Layout.Rows, Layout.Columns }) Check<float, float, Float32Format>(device, new(65, 1, 333, 2), layout, Layout.Rows, bias: true);
        Check<float, float, Float32Format>(device, new(1, 65, 100, 3), Layout.Rows, Layout.Rows, sharedB: true);
        using var host = new HostAccelerator();
        foreach (var layout in Enum.GetValues<Layout>())
        {
            Check<float, float, Float32Format>(host, new(65, 1, 50, 2), layout, Layout.Rows, bias: true);
            Check<float, float, Float32Format>(host, new(1, 65, 50, 2), Layout.Rows, layout, sharedB: true);
        }
    }

    [DeviceFact]
    public void Activation_is_applied_to_the_sum_with_its_bias()
    {
        var device = DeviceFixture.Accelerator;
        using var a = device.Allocate1D<float>([1, 2, -3, 4]);
        using var b = device.Allocate1D<float>([1, -1, 2, 1]);
        using var bias = device.Allocate1D<float>([0.5f, -2]);
        using var y = device.Allocate1D<float>(4);
        var epilogue = new Activated<float, ColumnBias<float, float, Float32Format>, Relu<float>> { Inner = new() { Bias = bias.View, Stride = 1 } };
        MatMul<float, float, Float32Format>.Run(device.DefaultStream, new(2, 2, 2), new(a.View, 2, 1), new(b.View, 2, 1), y.View, epilogue);
        Assert.Equal([5.5f, 0, 5.5f, 5], y.GetAsArray1D());
    }

    [DeviceFact]
    public void Same_launch_gives_the_same_bits()
    {
        var device = DeviceFixture.Accelerator;
        var plan = new MatMulPlan(MatMulTile.Size64x64, 3);
        float[] first = Run<float, float, Float32Format>(device, new(65, 67, 300), Layout.Padded, Layout.Columns, true, false, plan, out _, out _);
        Assert.Equal(first, Run<float, float, Float32Format>(device, new(65, 67, 300), Layout.Padded, Layout.Columns, true, false, plan, out _, out _));
    }

    /// <summary>Small products through every kernel that a GPU would use; for oclgrind, which then reports what it finds.</summary>
    internal static void RunSmall(Accelerator device)
    {
        var plan = new MatMulPlan(MatMulTile.Size32x32, 1);
        foreach (var a in Enum.GetValues<Layout>()) Check<float, float, Float32Format>(device, s_small, a, (Layout)(((int)a + 1) % 4), plan: plan);
        Check<double, double, Float64Format>(device, new(33, 35, 40, 2), Layout.Rows, Layout.Rows, bias: true, plan: plan with { Splits = 2 });
        Check<float, float, Float32Format>(device, new(70, 68, 9), Layout.Rows, Layout.Rows, plan: new(MatMulTile.Size64x64, 1));
        Check<float, float, Float32Format>(device, new(70, 68, 9), Layout.Padded, Layout.Rows, plan: new(MatMulTile.Size128x64, 1));
        Check<float, float, Float32Format>(device, new(36, 36, 9), Layout.Rows, Layout.Rows, plan: new(MatMulTile.Size128x128, 1));
        Check<BFloat16, float, BFloat16Format>(device, s_small, Layout.Columns, Layout.Columns);
        foreach (var layout in new[] { Layout.Rows, Layout.Padded, Layout.Columns }) Check<float, float, Float32Format>(device, new(12, 1, 36, 2), layout, Layout.Rows);
    }

    private static void Check<TStored, TSum, TFormat>(Accelerator device, MatMulShape shape, Layout layoutA, Layout layoutB, bool bias = false, bool sharedB = false, MatMulPlan? plan = null)
        where TStored : unmanaged
        where TSum : unmanaged, INumber<TSum>
        where TFormat : struct, INumericFormat<TStored, TSum>
    {
        TStored[] y = Run<TStored, TSum, TFormat>(device, shape, layoutA, layoutB, bias, sharedB, plan, out double[] expected, out double[] sizes);
        // sums of K products: each addition errs by half a unit in the last place of a partial sum; then the rounding to storage
        double unit = typeof(TSum) == typeof(double) ? 1.2e-16 : typeof(TSum) == typeof(float) ? 6e-8 : 0;
        double storage = typeof(TStored) == typeof(BFloat16) ? 1.0 / 256 : typeof(TStored) == typeof(Half) ? 1.0 / 2048 : 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double actual = double.CreateTruncating(TFormat.Widen(y[i])), bound = ((shape.K + 2) * unit * sizes[i]) + (storage * Math.Abs(expected[i]));
            Assert.True(Math.Abs(actual - expected[i]) <= bound,
                $"{typeof(TStored).Name} {shape} {layoutA} {layoutB} bias {bias} shared {sharedB} {plan} on {device}: element {i} is {actual:R}, expected {expected[i]:R} ± {bound:G2}");
        }
    }

    private static TStored[] Run<TStored, TSum, TFormat>(Accelerator device, MatMulShape shape, Layout layoutA, Layout layoutB, bool bias, bool sharedB, MatMulPlan? plan, out double[] expected, out double[] sizes)
        where TStored : unmanaged
        where TSum : unmanaged, INumber<TSum>
        where TFormat : struct, INumericFormat<TStored, TSum>
    {
        int batch = shape.First * shape.Second * shape.Third;
        TStored[] a = Numbers<TStored, TSum, TFormat>(Size(shape.M, shape.K, layoutA) * batch, 1), b = Numbers<TStored, TSum, TFormat>(Size(shape.K, shape.N, layoutB) * (sharedB ? 1 : batch), 2);
        TStored[] c = Numbers<TStored, TSum, TFormat>(shape.N, 3);
        using var bufferA = device.Allocate1D(a);
        using var bufferB = device.Allocate1D(b);
        using var bufferC = device.Allocate1D(c);
        using var bufferY = device.Allocate1D<TStored>(Math.Max(1, batch * shape.M * shape.N));
        var operandA = Operand(bufferA.View, shape, shape.M, shape.K, layoutA, false);
        var operandB = Operand(bufferB.View, shape, shape.K, shape.N, layoutB, sharedB);
        if (bias)
            MatMul<TStored, TSum, TFormat>.Run(device.DefaultStream, shape, operandA, operandB, bufferY.View, new ColumnBias<TStored, TSum, TFormat> { Bias = bufferC.View, Stride = 1 }, plan);
        else
            MatMul<TStored, TSum, TFormat>.Run(device.DefaultStream, shape, operandA, operandB, bufferY.View, new NoEpilogue<TSum>(), plan);
        (expected, sizes) = (new double[batch * shape.M * shape.N], new double[batch * shape.M * shape.N]);
        double Value(TStored[] from, long at) => double.CreateTruncating(TFormat.Widen(from[at]));
        for (int i = 0; i < expected.Length; i++)
        {
            int column = i % shape.N, row = i / shape.N % shape.M, product = i / shape.N / shape.M;
            int first = product / (shape.Second * shape.Third), second = product / shape.Third % shape.Second, third = product % shape.Third;
            double sum = bias ? Value(c, column) : 0, size = Math.Abs(sum);
            for (int k = 0; k < shape.K; k++)
            {
                double term = Value(a, Place(operandA, first, second, third, row, k)) * Value(b, Place(operandB, first, second, third, k, column));
                sum += term;
                size += Math.Abs(term);
            }
            (expected[i], sizes[i]) = (sum, size);
        }
        return bufferY.GetAsArray1D()[..expected.Length];
    }

    private static long Place<T>(MatrixOperand<T> x, int first, int second, int third, int row, int column) where T : unmanaged =>
        (first * x.FirstStride) + (second * x.SecondStride) + (third * x.ThirdStride) + (row * x.RowStride) + (column * x.ColumnStride);

    private static int Size(int rows, int columns, Layout layout) =>
        layout switch { Layout.Padded => rows * (columns + 1), Layout.Strided => rows * columns * 6, _ => rows * columns } + 3 & ~3;

    private static MatrixOperand<T> Operand<T>(ArrayView<T> data, MatMulShape shape, int rows, int columns, Layout layout, bool shared) where T : unmanaged
    {
        long size = shared ? 0 : Size(rows, columns, layout);
        var (row, column) = layout switch
        {
            Layout.Rows => (columns, 1),
            Layout.Columns => (1, rows),
            Layout.Padded => (columns + 1, 1),
            _ => (2, rows * 3),
        };
        return new(data, row, column, size * shape.Second * shape.Third, size * shape.Third, size);
    }

    private static TStored[] Numbers<TStored, TSum, TFormat>(int count, int seed)
        where TStored : unmanaged
        where TSum : unmanaged, INumber<TSum>
        where TFormat : struct, INumericFormat<TStored, TSum>
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Math.Max(count, 4)).Select(_ => TFormat.Narrow(TSum.CreateTruncating((random.NextDouble() * 20) - 10)))];
    }
}
