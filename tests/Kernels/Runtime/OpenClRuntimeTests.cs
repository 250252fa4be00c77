using Neuron.Kernels.Language;
using Neuron.Kernels.Language.ScanReduceOperations;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Host;
using Neuron.Kernels.Runtime.OpenCL;
using Neuron.Tests.Kernels.Compiler;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Runtime;

public sealed class OpenClRuntimeTests
{
    private static void Fill(Index1D i, ArrayView<int> x, int value) => x[i] = value + i;

    [Fact]
    public void Absent_library_or_driver_is_a_message_and_no_exception()
    {
        if (OpenClDevice.All.Count == 0) Assert.Contains("OpenCL", OpenClDevice.Unavailable);
        else Assert.Null(OpenClDevice.Unavailable);
    }

    [OpenClFact]
    public void Launch_allocates_nothing_on_the_managed_heap()
    {
        var accelerator = OpenClFixture.Accelerator;
        using var x = accelerator.Allocate1D<int>(64);
        var kernel = accelerator.LoadKernel(((Action<Index1D, ArrayView<int>, int>)Fill).Method);
        for (int i = 0; i < 200; i++) kernel.LaunchOver(accelerator.DefaultStream, new Index1D(64), x.View, i);
        accelerator.Synchronize();
        Thread.Sleep(300); // the second tier of the JIT is compiled in the background
        for (int i = 0; i < 200; i++) kernel.LaunchOver(accelerator.DefaultStream, new Index1D(64), x.View, i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) kernel.LaunchOver(accelerator.DefaultStream, new Index1D(64), x.View, i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(99 + 5, x.GetAsArray1D()[5]);
    }

    [OpenClFact]
    public void Request_beyond_the_device_names_it_and_the_accelerator_goes_on()
    {
        var accelerator = OpenClFixture.Accelerator;
        var refusal = Assert.Throws<KernelException>(() => accelerator.Allocate1D<float>(1L << 50));
        Assert.Contains("refused", refusal.Message);
        Assert.Contains(accelerator.Name, refusal.Message);
        using var x = accelerator.Allocate1D<int>(new int[8]);
        Assert.Equal(0, x.GetAsArray1D()[7]);
    }

    [OpenClFact]
    public void Refused_source_brings_the_log_and_spoils_no_other_compile()
    {
        var accelerator = OpenClFixture.Accelerator;
        var refusal = Assert.Throws<KernelException>(() => accelerator.BuildProgram("broken", "__kernel void broken(__global int* x) { x[0] = nowhere; }"));
        Assert.Contains("nowhere", refusal.Message);
        Assert.NotEqual(0, accelerator.BuildProgram("sound", "__kernel void sound(__global int* x) { x[0] = 1; }"));
    }

    /// <summary>By the options of a program as the driver has them: OpenCL lets a device round roots and quotients worse unless it is asked.</summary>
    [OpenClFact]
    public unsafe void Programs_round_quotients_and_roots_correctly_where_the_device_can()
    {
        var accelerator = OpenClFixture.Accelerator;
        nint program = accelerator.BuildProgram("rounds", "__kernel void rounds(__global float* x) { x[0] = sqrt(x[1]) / x[2]; }");
        string options = OpenClApi.Text((value, size, needed) => OpenClApi.GetProgramBuildInfo(program, accelerator.Device, 0x1182, (nuint)size, (void*)value, (nuint*)needed));
        ulong config = 0;
        Assert.Equal(0, OpenClApi.GetDeviceInfo(accelerator.Device, 0x101B, sizeof(ulong), &config, null));
        Assert.Equal((config & 0x80) != 0, options.Contains("-cl-fp32-correctly-rounded-divide-sqrt", StringComparison.Ordinal));
        OpenClApi.Release("Program", program);
    }

    private static void Largest(ArrayView<int> x) => x[0] = GroupExtensions.Reduce<int, MaxInt32>(Group.IdxX);

    [OpenClFact]
    public void Groups_beyond_the_places_that_collectives_have_are_refused()
    {
        var accelerator = OpenClFixture.Accelerator;
        Assert.InRange(accelerator.Limits.MaxGroupSize, 1, 1024);
        using var x = accelerator.Allocate1D<int>(1);
        var refusal = Assert.Throws<KernelException>(() => accelerator.LoadStreamKernel<ArrayView<int>>(Largest)((1, 1056), x.View));
        Assert.Contains("the limit is", refusal.Message, StringComparison.Ordinal);
    }

    [OpenClFact]
    public void Buffer_as_large_as_the_device_allows_is_given_and_a_larger_one_is_not()
    {
        using var accelerator = OpenClDevice.All.First(device => device.Refusal is null).CreateAccelerator();
        using (accelerator.Allocate1D<byte>(accelerator.Limits.MaxBufferBytes))
        {
        }
        // not even from the cache, whose block of the same class is shorter
        Assert.Throws<KernelException>(() => accelerator.Allocate1D<byte>(accelerator.Limits.MaxBufferBytes + 1));
    }

    private static void Slowly(Index1D i, ArrayView<int> x, int steps)
    {
        int value = i;
        for (int n = 0; n < steps; n++) value = (value * 1664525) + 1013904223 + x[i];
        x[i] = value;
    }

    [OpenClFact]
    public void Memory_given_back_while_a_second_stream_works_on_it_is_not_used_before_that_is_done()
    {
        using var accelerator = OpenClDevice.All.First(device => device.Refusal is null).CreateAccelerator();
        using var stream = accelerator.CreateStream();
        var kernel = accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int>(Slowly);
        using (var x = accelerator.Allocate1D<int>([7])) kernel(stream, 1, x.View, 100_000_000);
        using var y = accelerator.Allocate1D<int>([42]);
        stream.Synchronize();
        Assert.Equal([42], y.GetAsArray1D());
    }

    [Fact]
    public void Copies_to_and_from_the_host_are_no_longer_than_the_view()
    {
        using var host = new HostAccelerator();
        Refuse(host);
        if (OpenClDevice.Unavailable is null) Refuse(OpenClFixture.Accelerator);

        static void Refuse(Accelerator accelerator)
        {
            var stream = accelerator.DefaultStream;
            using var x = accelerator.Allocate1D<int>([1, 2, 3, 4]);
            Assert.Throws<ArgumentException>(() => accelerator.CopyFromHost(x.View.SubView(1, 2), (int[])[9, 9, 9], stream));
            Assert.Throws<ArgumentException>(() => accelerator.CopyToHost(new int[3], x.View.SubView(1, 2), stream));
            int[] two = [0, 0];
            accelerator.CopyFromHost(x.View.SubView(1, 3), (int[])[8, 9], stream);
            accelerator.CopyToHost(two, x.View, stream);
            Assert.Equal([1, 8], two);
            Assert.Equal([1, 8, 9, 4], x.GetAsArray1D());
        }
    }

    [OpenClFact]
    public void Markers_measure_what_lies_between()
    {
        var accelerator = OpenClFixture.Accelerator;
        using var x = accelerator.Allocate1D<int>(1 << 16);
        using var stream = accelerator.CreateStream();
        using var start = stream.AddProfilingMarker();
        accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int>(Fill)(stream, 1 << 16, x.View, 1);
        using var end = stream.AddProfilingMarker();
        stream.Synchronize();
        Assert.True(end.MeasureFrom(start) > TimeSpan.Zero);
    }

    [OpenClFact]
    public void Copies_within_and_between_accelerators_keep_the_elements()
    {
        var accelerator = OpenClFixture.Accelerator;
        using var host = new HostAccelerator();
        using var x = accelerator.Allocate1D<int>([1, 2, 3, 4]);
        using var y = accelerator.Allocate1D<int>(new int[4]);
        using var z = host.Allocate1D<int>(new int[2]);
        accelerator.Copy(x.View.SubView(1, 3), y.View.SubView(0, 3));
        accelerator.Copy(y.View.SubView(1, 2), z.View);
        Assert.Equal([3, 4], z.GetAsArray1D());
    }
}
