using Neuron.Kernels.Compiler;
using Neuron.Kernels.Gpu;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Blueprint;
using Neuron.Kernels.Runtime.Host;
using Neuron.Tests.Kernels.Compiler;
using Neuron.Tests.Shared;
using Half = Neuron.Kernels.Language.Half;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>The tensor-core product against sums in float64, on the host through its plain form, and the PTX it becomes.</summary>
public sealed class TensorCoreMatMulTests
{
    [Fact]
    public void Product_on_the_host_agrees_with_loops() => Check<BFloat16>(new HostAccelerator(), 33, 20, 40, x => (BFloat16)x, x => x);

    [Fact]
    public void Product_of_tf32_on_the_host_agrees_with_loops() => Check<float>(new HostAccelerator(), 18, 35, 20, TensorCore.RoundToTf32, x => x);

    [Theory]
    [InlineData(false, true, 136, 1), InlineData(true, false, 136, 1), InlineData(true, true, 136, 2)]
    public void Operands_may_lie_across_k_and_sums_be_split(bool left, bool right, int k, int splits)
    {
        const int m = 24, n = 16;
        using var host = new HostAccelerator();
        var random = new Random(6);
        BFloat16[] a = [.. Enumerable.Range(0, m * k).Select(_ => (BFloat16)(random.NextSingle() - 0.5f))], b = [.. Enumerable.Range(0, n * k).Select(_ => (BFloat16)(random.NextSingle() - 0.5f))];
        using var ba = host.Allocate1D(a);
        using var bb = host.Allocate1D(b);
        using var bc = host.Allocate1D<float>(m * n);
        var ofA = left ? new MatrixOperand<BFloat16>(ba.View, 1, m) : new MatrixOperand<BFloat16>(ba.View, k, 1);
        var ofB = right ? new MatrixOperand<BFloat16>(bb.View, 1, n) : new MatrixOperand<BFloat16>(bb.View, k, 1);
        var result = new DenseResult<float, float, Float32Format, NoEpilogue<float>, Yes> { Data = bc.View, Rows = m, Columns = n };
        TensorCoreMatMul.Run(host.DefaultStream, ofA, ofB, result, new MatMulExtent(m, n, k) { BatchCount = 1, SecondLength = 1, ThirdLength = 1 }, splits);
        float[] c = bc.GetAsArray1D();
        for (int i = 0; i < m * n; i++)
        {
            double expected = 0;
            for (int p = 0; p < k; p++) expected += (double)a[(int)((i / n * ofA.RowStride) + (p * ofA.ColumnStride))] * b[(int)((i % n * ofB.RowStride) + (p * ofB.ColumnStride))];
            Assert.True(Math.Abs(expected - c[i]) < 1e-5, $"row {i / n}, column {i % n}: {c[i]}, expected {expected}");
        }
    }

    [Theory]
    [InlineData(4096, 4096, 1024, typeof(TensorTile128x256), false)]
    [InlineData(65536, 128, 1024, typeof(TensorTile128), false)] // half of a wider tile would be empty
    [InlineData(256, 256, 65536, typeof(TensorTile128), true)] // 4 tiles for 108 processors
    [InlineData(512, 512, 256, typeof(TensorTile64), false)]
    [InlineData(32, 32, 64, typeof(TensorTile32), false)]
    public void Tile_and_splits_follow_from_the_busiest_processor(int m, int n, int k, Type tile, bool split)
    {
        using var gpu = new BlueprintAccelerator(BlueprintAccelerator.Gpu(tensorCores: true));
        using var x = gpu.Allocate1D<BFloat16>(1);
        var result = new PartialSums<float> { Rows = m, Columns = n };
        TensorCoreMatMul.Run(gpu.DefaultStream, new MatrixOperand<BFloat16>(x.View, 0, 1), new MatrixOperand<BFloat16>(x.View, 0, 1), result, new MatMulExtent(m, n, k) { BatchCount = 1, SecondLength = 1, ThirdLength = 1 });
        Assert.Equal(tile, gpu.Records[0].Method.GetGenericArguments()[1]);
        Assert.Equal(split ? 2 : 1, gpu.Records.Count);
    }

    [Fact]
    public void Products_of_narrow_numbers_go_to_tensor_cores_where_there_are_some_and_those_of_float32_where_they_may()
    {
        foreach (bool allowed in new[] { false, true })
        {
            Assert.Equal([nameof(TensorCoreMatMulKernels.Product)], Launched<BFloat16, BFloat16Format>(true, allowed));
            Assert.Equal([nameof(TensorCoreMatMulKernels.Product)], Launched<Half, Float16Format>(true, allowed));
            Assert.Equal([allowed ? nameof(TensorCoreMatMulKernels.Product) : nameof(MatMulKernels.Tiled)], Launched<float, Float32Format>(true, allowed));
            Assert.Equal([nameof(MatMulKernels.Tiled)], Launched<BFloat16, BFloat16Format>(false, allowed));
        }
    }

    [Fact]
    public void Rows_that_are_no_multiple_of_16_bytes_are_refused()
    {
        using var host = new HostAccelerator();
        using var x = host.Allocate1D<float>(64);
        Assert.Contains("a multiple of 4 elements", Assert.Throws<ArgumentException>(() => TensorCoreMatMul.Run<float>(host.DefaultStream, x.View, x.View, x.View, 4, 4, 6)).Message, StringComparison.Ordinal);
    }

    [ToolTheory("clang-19|clang")]
    [InlineData("sm_80", typeof(BFloat16)), InlineData("sm_90", typeof(BFloat16)), InlineData("sm_80", typeof(Half)), InlineData("sm_90", typeof(float))]
    public void Product_becomes_matrix_instructions_and_asynchronous_copies(string processor, Type element)
    {
        var method = typeof(TensorCoreMatMulKernels).GetMethod(nameof(TensorCoreMatMulKernels.Product))!.MakeGenericMethod(element, typeof(TensorTile64), typeof(No), typeof(No), typeof(PartialSums<float>));
        string ptx = Clang.Ptx("Product", KernelSource.Of(method, new Index3D(TensorCoreMatMulKernels.Items<TensorTile64>(), 1, 1), new CudaDialect(80, forClang: true)), processor);
        var report = AssemblyReport.OfPtx(ptx);
        Assert.Equal((4 * 8, 0, 0), (report.MatrixInstructions, report.LocalBytes, report.OpenCalls));
        Assert.Contains("cp.async.cg.shared.global", ptx);
        Assert.Contains("ldmatrix.sync", ptx);
    }

    private static string[] Launched<T, TFormat>(bool tensorCores, bool allowTf32)
        where T : unmanaged
        where TFormat : struct, INumericFormat<T, float>
    {
        using var gpu = new BlueprintAccelerator(BlueprintAccelerator.Gpu(tensorCores));
        using var x = gpu.Allocate1D<T>(128 * 128);
        MatMul<T, float, TFormat>.Run(gpu.DefaultStream, new(128, 128, 128), new(x.View, 128, 1), new(x.View, 1, 128), x.View, default(NoEpilogue<float>), allowTf32: allowTf32);
        return [.. gpu.Records.Select(record => record.Method.Name)];
    }

    private static void Check<T>(Accelerator accelerator, int m, int n, int k, Func<float, T> convert, Func<T, float> back) where T : unmanaged
    {
        var random = new Random(5);
        T[] a = [.. Enumerable.Range(0, m * k).Select(_ => convert(random.NextSingle() - 0.5f))], b = [.. Enumerable.Range(0, n * k).Select(_ => convert(random.NextSingle() - 0.5f))];
        using var ba = accelerator.Allocate1D(a);
        using var bb = accelerator.Allocate1D(b);
        using var bc = accelerator.Allocate1D<float>(m * n);
        TensorCoreMatMul.Run(accelerator.DefaultStream, ba.View, bb.View, bc.View, m, n, k);
        float[] c = bc.GetAsArray1D();
        for (int i = 0; i < m * n; i++)
        {
            double expected = 0;
            for (int p = 0; p < k; p++) expected += (double)back(a[(i / n * k) + p]) * back(b[(i % n * k) + p]);
            Assert.True(Math.Abs(expected - c[i]) < 1e-5, $"{typeof(T).Name}, row {i / n}, column {i % n}: {c[i]}, expected {expected}");
        }
    }
}
