using Neuron.Kernels.Compiler;
using Neuron.Kernels.Language.ScanReduceOperations;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Host;
using Neuron.Tests.Shared;
using Half = Neuron.Kernels.Language.Half;

namespace Neuron.Tests.Kernels.Compiler;

/// <summary>Tensor-core products, asynchronous copies, reductions and scans: the host and OpenCL against their definition, and the PTX they become.</summary>
public sealed class TensorCoreTests
{
    private const int Stride16 = 24, Stride32 = 12;

    /// <summary>c [16, 16] = a [16, K] · b, b by columns [16, K] or by rows [K, 16].</summary>
    private static void Product<T>(ArrayView<T> a, ArrayView<T> b, ArrayView<float> c, SpecializedValue<bool> byRows) where T : unmanaged
    {
        int depth = TensorCore.Depth<T>(), stride = typeof(T) == typeof(float) ? Stride32 : Stride16;
        var left = SharedMemory.Allocate<T>(16 * Stride16);
        var right = SharedMemory.Allocate<T>(16 * Stride16);
        for (int i = Group.IdxX; i < 16 * depth; i += Group.DimX)
        {
            left[(i / depth * stride) + (i % depth)] = a[i];
            if (byRows.Value) right[(i / 16 * Stride16) + (i % 16)] = b[i];
            else right[(i / depth * stride) + (i % depth)] = b[i];
        }
        Group.Barrier();
        FragmentB<T> first, second;
        var rows = TensorCore.LoadA(left, 0, stride);
        if (byRows.Value) TensorCore.LoadBByRows(right, 0, Stride16, out first, out second);
        else TensorCore.LoadB(right, 0, stride, out first, out second);
        FragmentC start = default;
        start.C0 = 1f;
        var x = TensorCore.MultiplyAdd(rows, first, start);
        var y = TensorCore.MultiplyAdd(rows, second, start);
        int at = (TensorCore.ResultRow * 16) + TensorCore.ResultColumn;
        if (Group.IdxX >= 32) return;
        (c[at], c[at + 1], c[at + 128], c[at + 129]) = (x.C0, x.C1, x.C2, x.C3);
        (c[at + 8], c[at + 9], c[at + 136], c[at + 137]) = (y.C0, y.C1, y.C2, y.C3);
    }

    private static void Pipeline(ArrayView<float> x, ArrayView<float> y)
    {
        var tile = SharedMemory.Allocate<float>(2 * 128);
        AsyncCopy.Copy4(tile, Group.IdxX * 4, x, (long)Group.IdxX * 4);
        AsyncCopy.Commit();
        for (int step = 0; step < 2; step++)
        {
            if (step == 0) AsyncCopy.Copy4(tile, 128 + (Group.IdxX * 4), x, 128 + ((long)Group.IdxX * 4));
            AsyncCopy.Commit();
            AsyncCopy.Wait(1);
            Group.Barrier();
            for (int k = 0; k < 4; k++) y[(step * 128) + (k * 32) + Group.IdxX] = tile[(step * 128) + 127 - (k * 32) - Group.IdxX];
        }
    }

    private static void Collectives(ArrayView<int> x, ArrayView<int> y)
    {
        int i = Group.IdxX, value = x[i];
        y[i] = GroupExtensions.AllReduce<int, AddInt32>(value);
        y[Group.DimX + i] = GroupExtensions.InclusiveScan<int, AddInt32>(value);
        y[(2 * Group.DimX) + i] = GroupExtensions.ExclusiveScan<int, MaxInt32>(value);
        y[(3 * Group.DimX) + i] = (int)WarpExtensions.AllReduce<float, MinFloat>(value);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Products_on_the_host_are_exact(bool byRows) => CheckProducts(() => new HostAccelerator(new HostOptions { Seed = 2 }), byRows);

    [DeviceFact]
    public void Products_on_OpenCL_are_exact()
    {
        CheckProducts(() => DeviceFixture.Accelerator, byRows: false);
        CheckProducts(() => DeviceFixture.Accelerator, byRows: true);
    }

    [Fact]
    public void Asynchronous_copies_on_the_host_arrive() => CheckPipeline(new HostAccelerator());

    [DeviceFact]
    public void Asynchronous_copies_on_the_device_arrive() => CheckPipeline(DeviceFixture.Accelerator);

    [Theory, InlineData(64), InlineData(40)]
    public void Reductions_and_scans_on_the_host_agree_with_loops(int size) => CheckCollectives(new HostAccelerator(new HostOptions { Seed = 1 }), size);

    [DeviceFact]
    public void Reductions_and_scans_on_OpenCL_agree_with_loops()
    {
        CheckCollectives(DeviceFixture.Accelerator, 64);
        CheckCollectives(DeviceFixture.Accelerator, 40);
    }

    [Theory, InlineData(1f, 1f), InlineData(1.00048828125f, 1.0009765625f), InlineData(1.0004882f, 1f), InlineData(-1.00048828125f, -1.0009765625f), InlineData(float.NaN, float.NaN), InlineData(float.NegativeInfinity, float.NegativeInfinity)]
    public void Rounding_to_tf32_keeps_ten_bits_and_rounds_ties_away(float x, float expected) => Assert.Equal(expected, TensorCore.RoundToTf32(x));

    [ToolTheory("clang-19|clang")]
    [InlineData(typeof(BFloat16), "m16n8k16.row.col.f32.bf16.bf16.f32"), InlineData(typeof(Half), "m16n8k16.row.col.f32.f16.f16.f32"), InlineData(typeof(float), "m16n8k8.row.col.f32.tf32.tf32.f32")]
    public void Products_become_instructions_of_tensor_cores(Type element, string instruction)
    {
        var method = ((Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, SpecializedValue<bool>>)Product).Method.GetGenericMethodDefinition().MakeGenericMethod(element);
        string ptx = Clang.Ptx("Product", RuleTests.Compile(method, new CudaDialect(80, forClang: true)), "sm_80");
        Assert.Contains("mma.sync.aligned." + instruction, ptx);
        Assert.Contains("ldmatrix.sync.aligned.m8n8.x4.shared.b16", ptx);
        Assert.DoesNotContain(".local", ptx);
        string older = RuleTests.Compile(method, new CudaDialect(75));
        Assert.DoesNotContain("mma.sync", older);
    }

    [ToolTheory("clang-19|clang")]
    [InlineData("sm_80"), InlineData("sm_90")]
    public void Asynchronous_copies_become_instructions(string processor)
    {
        string ptx = Clang.Ptx("Pipeline", RuleTests.Compile(((Delegate)Pipeline).Method, new CudaDialect(80, forClang: true)), processor);
        Assert.Contains("cp.async.cg.shared.global", ptx);
        Assert.Contains("cp.async.commit_group", ptx);
        Assert.Contains("cp.async.wait_group 1", ptx);
    }

    private static void CheckProducts(Func<Accelerator> open, bool byRows)
    {
        CheckProduct<BFloat16>(open(), byRows, x => (BFloat16)x);
        CheckProduct<Half>(open(), byRows, x => (Half)x);
        CheckProduct<float>(open(), byRows, x => x);
    }

    /// <summary>Small whole numbers: every order of the sums gives the same.</summary>
    private static void CheckProduct<T>(Accelerator accelerator, bool byRows, Func<float, T> convert) where T : unmanaged
    {
        int depth = TensorCore.Depth<T>();
        var random = new Random(3);
        float[] a = [.. Enumerable.Range(0, 16 * depth).Select(_ => (float)random.Next(-8, 9))], b = [.. Enumerable.Range(0, 16 * depth).Select(_ => (float)random.Next(-8, 9))];
        using var ba = accelerator.Allocate1D<T>([.. a.Select(convert)]);
        using var bb = accelerator.Allocate1D<T>([.. b.Select(convert)]);
        using var bc = accelerator.Allocate1D<float>(256);
        var kernel = accelerator.LoadKernel(((Action<ArrayView<T>, ArrayView<T>, ArrayView<float>, SpecializedValue<bool>>)Product).Method, new Index3D(64, 1, 1));
        kernel.Launch(accelerator.DefaultStream, (1, 64), ba.View, bb.View, bc.View, new SpecializedValue<bool>(byRows));
        float[] c = bc.GetAsArray1D();
        for (int i = 0; i < 256; i++)
        {
            int row = i / 16, column = i % 16;
            float expected = row < 8 && column % 2 == 0 ? 1f : 0f;
            for (int k = 0; k < depth; k++) expected += a[(row * depth) + k] * (byRows ? b[(k * 16) + column] : b[(column * depth) + k]);
            Assert.True(expected == c[i], $"{typeof(T).Name}, row {row}, column {column}: {c[i]}, expected {expected}");
        }
    }

    private static void CheckPipeline(Accelerator accelerator)
    {
        float[] numbers = [.. Enumerable.Range(0, 256).Select(i => (float)i)];
        using var x = accelerator.Allocate1D(numbers);
        using var y = accelerator.Allocate1D<float>(256);
        accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>>(Pipeline)((1, 32), x.View, y.View);
        Assert.Equal(Enumerable.Range(0, 256).Select(i => (float)((i / 128 * 128) + 127 - (i % 128))), y.GetAsArray1D());
    }

    private static void CheckCollectives(Accelerator accelerator, int size)
    {
        var random = new Random(8);
        int[] numbers = [.. Enumerable.Range(0, size).Select(_ => random.Next(-50, 50))];
        using var x = accelerator.Allocate1D(numbers);
        using var y = accelerator.Allocate1D<int>(4 * size);
        accelerator.LoadStreamKernel<ArrayView<int>, ArrayView<int>>(Collectives)((1, size), x.View, y.View);
        int[] result = y.GetAsArray1D();
        for (int i = 0; i < size; i++)
        {
            Assert.Equal(numbers.Sum(), result[i]);
            Assert.Equal(numbers[..(i + 1)].Sum(), result[size + i]);
            Assert.Equal(i == 0 ? int.MinValue : numbers[..i].Max(), result[(2 * size) + i]);
            Assert.Equal(numbers[(i / 32 * 32)..Math.Min(size, (i / 32 * 32) + 32)].Min(), result[(3 * size) + i]);
        }
    }
}
