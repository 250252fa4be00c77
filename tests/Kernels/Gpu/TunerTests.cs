using Neuron.Kernels.Gpu;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Host;
using Neuron.Tests.Kernels.Compiler;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>What the tuner chooses is kept and read again, and whichever tile it chooses, the product is the same.</summary>
public sealed class TunerTests : IDisposable
{
    private static readonly string[] s_names = ["default", "other"];

    private readonly string _folder = Directory.CreateTempSubdirectory("tuner").FullName;
    private readonly List<string> _messages = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [DeviceFact]
    public void Choice_on_the_device_is_kept_and_read_by_the_next_process()
    {
        var device = DeviceFixture.Accelerator;
        MatMulPlan[] plans = [new(MatMulTile.Size32x32, 1), new(MatMulTile.Size32x32, 4)];
        var products = new Dictionary<int, float[]>();
        int choice = Make().Choose(device, "product", s_names, i => products[i] = Product(device, plans[i]));
        Assert.Equal(2, products.Count); // both were timed
        Compare(products[0], products[1]);
        Assert.Equal(choice, Make().Choose(device, "product", s_names, _ => Assert.Fail("measured again")));
        Assert.Empty(_messages);
    }

    [Fact]
    public void Choices_of_other_problems_devices_and_candidates_are_measured_again()
    {
        using var host = new HostAccelerator();
        Assert.Equal(0, Timed(host, "a", "one", s_names, 2));
        Assert.Equal(0, Timed(host, "a", "one", s_names, 0));
        Assert.Equal(0, Timed(host, "a", "two", s_names, 2));
        Assert.Equal(0, Timed(host, "b", "one", s_names, 2));
        Assert.Equal(0, Timed(host, "a", "one", ["new", "newer"], 2)); // the kept name is none of these
        Assert.Empty(_messages);
    }

    [Theory]
    [InlineData("{ \"one\": \"oth"), InlineData("[]"), InlineData("{ \"one\": 3 }"), InlineData("")]
    public void Damaged_file_is_named_ignored_and_replaced(string content)
    {
        using var host = new HostAccelerator();
        Timed(host, "a", "one", s_names, 2);
        File.WriteAllText(Assert.Single(Directory.GetFiles(_folder)), content);
        Timed(host, "a", "one", s_names, 2);
        Assert.Contains("can't be read, and are made again", _messages[0], StringComparison.Ordinal);
        _messages.Clear();
        Timed(host, "a", "one", s_names, 0);
        Assert.Empty(_messages);
    }

    [Fact]
    public void Candidate_that_the_device_refuses_is_not_chosen()
    {
        using var host = new HostAccelerator();
        Assert.Equal(1, Make().Choose(host, "one", s_names, i =>
        {
            if (i == 0) throw new KernelException("too large");
        }));
    }

    [Fact]
    public void Product_with_a_tuner_tries_every_tile_and_agrees_with_the_default()
    {
        using var host = new HostAccelerator(new HostOptions { IsCpu = false, ReportRaces = false });
        float[] expected = Product(host, null);
        host.Tuner = Make();
        float[] first = Product(host, null), second = Product(host, null);
        Assert.Equal(first, second);
        Compare(expected, first);
        string kept = File.ReadAllText(Assert.Single(Directory.GetFiles(_folder)));
        Assert.Matches("\\b64 x 64 x 32, batch 1\\W+Size(32x32|64x64), [1-9]", kept); // whichever was quickest
        foreach (var plan in MatMulPlan.Candidates(host.Limits, 70, 68, 40, 1, wide: false)) Compare(expected, Product(host, plan));
    }

    private static float[] Product(Accelerator device, MatMulPlan? plan)
    {
        using var a = device.Allocate1D(DeviceCase.Convert<float>(DeviceCase.Numbers(36 * 20, 1)));
        using var b = device.Allocate1D(DeviceCase.Convert<float>(DeviceCase.Numbers(20 * 68, 2)));
        using var y = device.Allocate1D<float>(36 * 36);
        MatMul<float, float, Float32Format>.Run(device.DefaultStream, new(36, 36, 20), new(a.View, 20, 1), new(b.View, 68, 1), y.View, default(NoEpilogue<float>), plan);
        return y.GetAsArray1D();
    }

    /// <summary>Both are float32 sums of 20 products of numbers below 2, in other orders.</summary>
    private static void Compare(float[] expected, float[] actual) => DeviceCase.Close("product", [.. expected.Select(x => (double)x)], actual, 0, 20 * 4 * 20 * 6e-8);

    private Tuner Make(string device = "a") => new(device, _folder, _messages.Add);

    /// <summary>A choice between nothing and 20 ms, of which <paramref name="candidatesTimed"/> are to be launched.</summary>
    private int Timed(Accelerator accelerator, string device, string problem, string[] names, int candidatesTimed)
    {
        var launched = new HashSet<int>();
        int choice = Make(device).Choose(accelerator, problem, names, i =>
        {
            launched.Add(i);
            if (i > 0) Thread.Sleep(20);
        });
        Assert.Equal(candidatesTimed, launched.Count);
        return choice;
    }
}
