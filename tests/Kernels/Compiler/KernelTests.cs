using System.Reflection;
using System.Runtime.CompilerServices;
using Neuron.Kernels.Compiler;
using Neuron.Kernels.Language;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Host;
using Neuron.Tests.Kernels.Gpu;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Compiler;

/// <summary>Kernels that use groups, shared memory, atomics and views: the host with two seeds, and OpenCL, against loops on the CPU.</summary>
public sealed class KernelTests
{
    private static void Saxpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) => y[i] = (a * x[i]) + y[i];

    private static void OwnBits(Index1D i, ArrayView<float> x) => x[i] = Unsafe.BitCast<float, float>(x[i]);

    private static void TransposeTile(ArrayView2D<int, Stride2D.DenseY> x, ArrayView2D<int, Stride2D.DenseY> y)
    {
        var tile = SharedMemory.Allocate2DDenseY<int>(new Index2D(8, 9));
        int row = (Grid.IdxY * 8) + Group.IdxY, column = (Grid.IdxX * 8) + Group.IdxX;
        if (row < x.IntExtent.X && column < x.IntExtent.Y) tile[Group.IdxY, Group.IdxX] = x[row, column];
        Group.Barrier();
        int outRow = (Grid.IdxX * 8) + Group.IdxY, outColumn = (Grid.IdxY * 8) + Group.IdxX;
        if (outRow < y.IntExtent.X && outColumn < y.IntExtent.Y) y[outRow, outColumn] = tile[Group.IdxX, Group.IdxY];
    }

    private static float Reduce<TOp>(ArrayView<float> scratch, float value) where TOp : struct, IReduce
    {
        scratch[Group.IdxX] = value;
        Group.Barrier();
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half) scratch[Group.IdxX] = TOp.Apply(scratch[Group.IdxX], scratch[Group.IdxX + half]);
            Group.Barrier();
        }
        float result = scratch[0];
        Group.Barrier(); // the caller reuses scratch
        return result;
    }

    private static void Softmax(ArrayView<float> x, ArrayView<float> y, int columns)
    {
        ArrayView<float> scratch = SharedMemory.Allocate<float>(32);
        long row = (long)Grid.IdxX * columns;
        float max = float.NegativeInfinity;
        for (int c = Group.IdxX; c < columns; c += Group.DimX) max = XMath.Max(max, x[row + c]);
        max = Reduce<MaxReduce>(scratch, max);
        float sum = 0f;
        for (int c = Group.IdxX; c < columns; c += Group.DimX) sum += XMath.Exp(x[row + c] - max);
        sum = Reduce<SumReduce>(scratch, sum);
        for (int c = Group.IdxX; c < columns; c += Group.DimX) y[row + c] = XMath.Exp(x[row + c] - max) / sum;
    }

    private static void Histogram(ArrayView<int> x, ArrayView<int> counts, ArrayView<float> sums)
    {
        var local = SharedMemory.Allocate<int>(8);
        if (Group.IdxX < 8) local[Group.IdxX] = 0;
        Group.Barrier();
        int value = x[Grid.GlobalIndex.X];
        Atomic.Add(ref local[value & 7], 1);
        Atomic.Add(ref sums[value & 7], value * 0.5f);
        Atomic.Max(ref counts[8], value);
        Group.Barrier();
        if (Group.IdxX < 8) Atomic.Add(ref counts[Group.IdxX], local[Group.IdxX]);
    }

    private static void Collectives(ArrayView<int> x)
    {
        int i = Group.IdxX;
        int count = Group.BarrierPopCount(i % 3 == 0);
        int last = Group.Broadcast(i * 10, 39);
        int reversed = Warp.Shuffle(i, Warp.WarpSize - 1 - Warp.LaneIdx);
        float down = Warp.ShuffleDown(i * 1f, 4);
        uint votes = Warp.Ballot(i % 2 == 0);
        x[i] = count + (100 * last) + (reversed << 20) + (votes == 0x5555_5555u ? 1 : 0) + (int)down;
    }

    private static void VectorCopy(Index1D i, ArrayView<float> x, ArrayView<float> y, ArrayView<BFloat16> h)
    {
        Vec4<float> v = x.Load4((long)i.X * 4);
        (v.X, v.W) = (v.W * 2f, v.X);
        y.Store4((long)i.X * 4, v);
        Vec2<float> two = x.Load2((long)i.X * 4);
        Vec8<BFloat16> eight = default;
        eight.S0 = (BFloat16)two.X;
        eight.S7 = (BFloat16)two.Y;
        h.Store8((long)i.X * 8, eight);
    }

    private static void Dynamic(ArrayView<int> x)
    {
        var shared = SharedMemory.GetDynamic<int>();
        shared[Group.IdxX] = x[Group.IdxX];
        Group.Barrier();
        x[Group.IdxX] = shared[shared.IntLength - 1 - Group.IdxX];
    }

    private static void Specialised(Index1D i, ArrayView<int> x, SpecializedValue<int> width)
    {
        var window = LocalMemory.Allocate<int>(width.Value);
        for (int k = 0; k < width.Value; k++) window[k] = x[i] + k;
        int sum = 0;
        for (int k = 0; k < width.Value; k++)
        {
            Unroll.Fully();
            sum += window[k];
        }
        x[i] = sum;
    }

    private static void Packed(Index1D i, Arguments arguments) => arguments.Y[i] = (arguments.X.SubView(1)[i] * arguments.Scale) + (arguments.Negate ? -1 : 1);

    private static void Plane(Index2D i, ArrayView<int> y, int width) => y[(i.Y * width) + i.X] = (i.X * 100) + i.Y;

    private static void Box(Index3D i, ArrayView<int> y) => y[i.ComputeLinearIndex(new Index3D(3, 4, 5))] = i.X + (10 * i.Y) + (100 * i.Z);

    private static void SelectedView(Index1D i, ArrayView<int> x, ArrayView<int> y, int which)
    {
        var target = which > 0 ? x : y;
        if (which == 2) target = y.SubView(1, 2);
        if (i < target.Length) target[i] = i + 7;
    }

    private struct Bounds
    {
        public int Low, High;

        public readonly int Clamp(int x) => x < Low ? Low : x > High ? High : x;
    }

    /// <summary>A struct argument whose address is taken first in a branch, and then behind it.</summary>
    private static void BoundsInBranch(Index1D i, Bounds bounds, ArrayView<int> x)
    {
        int result = 0;
        if (x[i] > 5) result = 100 * bounds.Clamp(x[i] - 5);
        x[i] = result + bounds.Clamp(x[i]);
    }

    private static void TwoTiles(ArrayView<int> x)
    {
        var a = Filled(1);
        var b = Filled(100);
        Group.Barrier();
        x[Group.IdxX] = a[Group.DimX - 1 - Group.IdxX] + b[Group.IdxX];
    }

    private static ArrayView<int> Filled(int factor)
    {
        var tile = SharedMemory.Allocate<int>(16);
        tile[Group.IdxX] = Group.IdxX * factor;
        return tile;
    }

    private static void Tiled(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, int n)
    {
        var ta = SharedMemory.Allocate<float>(64);
        var tb = SharedMemory.Allocate<float>(64);
        int row = (Grid.IdxY * 8) + Group.IdxY, column = (Grid.IdxX * 8) + Group.IdxX;
        float sum = 0f;
        for (int start = 0; start < n; start += 8)
        {
            ta[(Group.IdxY * 8) + Group.IdxX] = a[(row * n) + start + Group.IdxX];
            tb[(Group.IdxY * 8) + Group.IdxX] = b[((start + Group.IdxY) * n) + column];
            Group.Barrier();
            for (int k = 0; k < 8; k++)
            {
                Unroll.Fully();
                sum = XMath.Fma(ta[(Group.IdxY * 8) + k], tb[(k * 8) + Group.IdxX], sum);
            }
            Group.Barrier();
        }
        c[(row * n) + column] = sum;
    }

    private interface IReduce
    {
        static abstract float Apply(float a, float b);
    }

    private readonly struct MaxReduce : IReduce
    {
        public static float Apply(float a, float b) => XMath.Max(a, b);
    }

    private readonly struct SumReduce : IReduce
    {
        public static float Apply(float a, float b) => a + b;
    }

    private struct Arguments
    {
        public ArrayView<int> X;
        public int Scale;
        public bool Negate;
        public ArrayView<int> Y;
    }

    private static void OnHost(Action<Accelerator> test)
    {
        foreach (int seed in (int[])[0, 1])
        {
            using var host = new HostAccelerator(new HostOptions { Seed = seed });
            test(host);
        }
    }

    [Fact]
    public void Host_runs_all() => OnHost(RunAll);

    [Fact]
    public void A_number_taken_as_its_own_type_stays_itself() =>
        Assert.DoesNotContain("float_as_uint", Cuda(((Delegate)OwnBits).Method, default).Split("extern \"C\"")[^1], StringComparison.Ordinal);

    /// <summary>NVRTC takes no attribute before extern; clang does.</summary>
    [Fact]
    public void Bounds_of_a_launch_follow_the_keywords_in_CUDA() =>
        Assert.Contains("extern \"C\" __global__ __launch_bounds__(64) void Softmax(", Cuda(((Delegate)Softmax).Method, new Index3D(64, 1, 1)), StringComparison.Ordinal);

    private static string Cuda(MethodInfo method, Index3D group) => KernelSource.Of(method, group, new CudaDialect(90));

    [DeviceFact]
    public void Device_saxpy() => RunSaxpy(DeviceFixture.Accelerator);

    [DeviceFact]
    public void Device_transposes_through_shared_tiles() => RunTranspose(DeviceFixture.Accelerator);

    [DeviceFact]
    public void Device_softmax() => RunSoftmax(DeviceFixture.Accelerator);

    [DeviceFact]
    public void Device_atomics() => RunHistogram(DeviceFixture.Accelerator);

    [DeviceFact]
    public void Device_collectives() => RunCollectives(DeviceFixture.Accelerator);

    [DeviceFact]
    public void Device_vectors() => RunVectors(DeviceFixture.Accelerator);

    [DeviceFact]
    public void Device_dynamic_shared_memory() => RunDynamic(DeviceFixture.Accelerator);

    [DeviceFact]
    public void Device_specialised_values() => RunSpecialised(DeviceFixture.Accelerator);

    [DeviceFact]
    public void Device_structs_with_views() => RunPacked(DeviceFixture.Accelerator);

    [DeviceFact]
    public void Device_planes_and_boxes() => RunIndices(DeviceFixture.Accelerator);

    [DeviceFact]
    public void Device_selected_views() => RunSelected(DeviceFixture.Accelerator);

    [DeviceFact]
    public void Device_struct_argument_addressed_in_a_branch() => RunBounds(DeviceFixture.Accelerator);

    [DeviceFact]
    public void Device_shared_memory_of_each_call_is_its_own() => RunTwoTiles(DeviceFixture.Accelerator);

    [DeviceFact]
    public void Device_tiled_matrix_product() => RunTiled(DeviceFixture.Accelerator);

    private static void RunAll(Accelerator a)
    {
        RunSaxpy(a);
        RunTranspose(a);
        RunSoftmax(a);
        RunHistogram(a);
        RunCollectives(a);
        RunVectors(a);
        RunDynamic(a);
        RunSpecialised(a);
        RunPacked(a);
        RunIndices(a);
        RunSelected(a);
        RunBounds(a);
        RunTwoTiles(a);
        RunTiled(a);
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 4) - 2))];
    }

    private static void RunSaxpy(Accelerator accelerator)
    {
        float[] x = Numbers(1000, 1), y = Numbers(1000, 2);
        using var bx = accelerator.Allocate1D(x);
        using var by = accelerator.Allocate1D(y);
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, float>(Saxpy)(1000, bx.View, by.View, 1.5f);
        Assert.Equal(x.Select((v, i) => (1.5f * v) + y[i]), by.GetAsArray1D());
    }

    private static void RunTranspose(Accelerator accelerator)
    {
        const int Rows = 13, Columns = 21;
        using var x = accelerator.Allocate1D<int>([.. Enumerable.Range(0, Rows * Columns)]);
        using var y = accelerator.Allocate1D<int>(new int[Rows * Columns]);
        accelerator.LoadStreamKernel<ArrayView2D<int, Stride2D.DenseY>, ArrayView2D<int, Stride2D.DenseY>>(TransposeTile)(
            (new Index2D(3, 2), new Index2D(8, 8)), x.View.As2DDenseYView(new(Rows, Columns)), y.View.As2DDenseYView(new(Columns, Rows)));
        Assert.Equal(Enumerable.Range(0, Rows * Columns).Select(i => (i % Rows * Columns) + (i / Rows)), y.GetAsArray1D());
    }

    private static void RunSoftmax(Accelerator accelerator)
    {
        const int Rows = 3, Columns = 70;
        float[] x = Numbers(Rows * Columns, 3);
        using var bx = accelerator.Allocate1D(x);
        using var by = accelerator.Allocate1D<float>(x.Length);
        accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, int>(Softmax)((Rows, 32), bx.View, by.View, Columns);
        float[] y = by.GetAsArray1D();
        for (int r = 0; r < Rows; r++)
        {
            double sum = x.Skip(r * Columns).Take(Columns).Sum(v => Math.Exp(v));
            for (int c = 0; c < Columns; c++)
                Assert.Equal(Math.Exp(x[(r * Columns) + c]) / sum, y[(r * Columns) + c], 1e-6); // 70 float32 terms of at most 1
        }
    }

    private static void RunHistogram(Accelerator accelerator)
    {
        int[] x = [.. Enumerable.Range(0, 256).Select(i => (i * 37) & 127)];
        using var bx = accelerator.Allocate1D(x);
        using var counts = accelerator.Allocate1D<int>(new int[9]);
        using var sums = accelerator.Allocate1D<float>(new float[8]);
        accelerator.LoadStreamKernel<ArrayView<int>, ArrayView<int>, ArrayView<float>>(Histogram)((8, 32), bx.View, counts.View, sums.View);
        int[] expected = new int[9];
        float[] expectedSums = new float[8];
        foreach (int v in x)
        {
            expected[v & 7]++;
            expectedSums[v & 7] += v * 0.5f; // exact: halves below 2^23
            expected[8] = Math.Max(expected[8], v);
        }
        Assert.Equal(expected, counts.GetAsArray1D());
        Assert.Equal(expectedSums, sums.GetAsArray1D());
    }

    private static void RunCollectives(Accelerator accelerator)
    {
        using var x = accelerator.Allocate1D<int>(new int[64]);
        accelerator.LoadStreamKernel<ArrayView<int>>(Collectives)((1, 64), x.View);
        Assert.Equal(
            Enumerable.Range(0, 64).Select(i => 22 + 39_000 + (((i / 32 * 32) + 31 - (i % 32)) << 20) + 1 + (i % 32 + 4 < 32 ? i + 4 : i)), x.GetAsArray1D());
    }

    private static void RunVectors(Accelerator accelerator)
    {
        float[] x = Numbers(32, 4);
        using var bx = accelerator.Allocate1D(x);
        using var by = accelerator.Allocate1D<float>(32);
        using var bh = accelerator.Allocate1D<BFloat16>(64);
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<BFloat16>>(VectorCopy)(8, bx.View, by.View, bh.View);
        Assert.Equal(Enumerable.Range(0, 32).Select(i => (i % 4) switch { 0 => x[i + 3] * 2f, 3 => x[i - 3], _ => x[i] }), by.GetAsArray1D());
        Assert.Equal((BFloat16)x[4], bh.GetAsArray1D()[8]);
        Assert.Equal((BFloat16)x[5], bh.GetAsArray1D()[15]);
    }

    private static void RunDynamic(Accelerator accelerator)
    {
        using var x = accelerator.Allocate1D<int>([.. Enumerable.Range(0, 24)]);
        accelerator.LoadStreamKernel<ArrayView<int>>(Dynamic)(new KernelConfig(1, 24, 24 * sizeof(int)), x.View);
        Assert.Equal(Enumerable.Range(0, 24).Reverse(), x.GetAsArray1D());
    }

    private static void RunSpecialised(Accelerator accelerator)
    {
        using var x = accelerator.Allocate1D<int>([1, 2, 3]);
        var kernel = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, SpecializedValue<int>>(Specialised);
        kernel(3, x.View, new(4));
        Assert.Equal([10, 14, 18], x.GetAsArray1D());
        kernel(3, x.View, new(2));
        Assert.Equal([21, 29, 37], x.GetAsArray1D());
    }

    private static void RunPacked(Accelerator accelerator)
    {
        using var x = accelerator.Allocate1D<int>([1, 2, 3, 4]);
        using var y = accelerator.Allocate1D<int>(new int[3]);
        accelerator.LoadAutoGroupedStreamKernel<Index1D, Arguments>(Packed)(3, new Arguments { X = x.View, Y = y.View, Scale = 10, Negate = true });
        Assert.Equal([19, 29, 39], y.GetAsArray1D());
    }

    private static void RunIndices(Accelerator accelerator)
    {
        using var plane = accelerator.Allocate1D<int>(new int[35]);
        accelerator.LoadAutoGroupedStreamKernel<Index2D, ArrayView<int>, int>(Plane)(new(7, 5), plane.View, 7);
        Assert.Equal(Enumerable.Range(0, 35).Select(i => (i % 7 * 100) + (i / 7)), plane.GetAsArray1D());
        using var box = accelerator.Allocate1D<int>(new int[60]);
        accelerator.LoadAutoGroupedStreamKernel<Index3D, ArrayView<int>>(Box)(new(3, 4, 5), box.View);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => (i % 3) + (10 * (i / 3 % 4)) + (100 * (i / 12))), box.GetAsArray1D());
    }

    private static void RunBounds(Accelerator accelerator)
    {
        using var x = accelerator.Allocate1D<int>([1, 4, 9, 7]);
        accelerator.LoadAutoGroupedStreamKernel<Index1D, Bounds, ArrayView<int>>(BoundsInBranch)(4, new Bounds { Low = 3, High = 8 }, x.View);
        Assert.Equal([3, 4, 408, 307], x.GetAsArray1D());
    }

    private static void RunSelected(Accelerator accelerator)
    {
        using var x = accelerator.Allocate1D<int>(new int[3]);
        using var y = accelerator.Allocate1D<int>(new int[3]);
        var kernel = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, ArrayView<int>, int>(SelectedView);
        kernel(3, x.View, y.View, 1);
        kernel(3, x.View, y.View, 2);
        Assert.Equal([7, 8, 9], x.GetAsArray1D());
        Assert.Equal([0, 7, 8], y.GetAsArray1D());
    }

    private static void RunTwoTiles(Accelerator accelerator)
    {
        using var x = accelerator.Allocate1D<int>(new int[16]);
        accelerator.LoadStreamKernel<ArrayView<int>>(TwoTiles)((1, 16), x.View);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => 15 - i + (100 * i)), x.GetAsArray1D());
    }

    private static void RunTiled(Accelerator accelerator)
    {
        const int N = 16;
        float[] a = Numbers(N * N, 5), b = Numbers(N * N, 6);
        using var ba = accelerator.Allocate1D(a);
        using var bb = accelerator.Allocate1D(b);
        using var bc = accelerator.Allocate1D<float>(N * N);
        accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, int>(Tiled)(
            (new Index2D(2, 2), new Index2D(8, 8)), ba.View, bb.View, bc.View, N);
        float[] expected = new float[N * N];
        for (int r = 0; r < N; r++)
            for (int c = 0; c < N; c++)
                for (int k = 0; k < N; k++) expected[(r * N) + c] = MathF.FusedMultiplyAdd(a[(r * N) + k], b[(k * N) + c], expected[(r * N) + c]);
        Assert.Equal(expected, bc.GetAsArray1D());
    }
}
