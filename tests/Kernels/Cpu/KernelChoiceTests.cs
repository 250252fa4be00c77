using System.Runtime.Intrinsics;
using Neuron.Kernels.Cpu;

namespace Neuron.Tests.Kernels.Cpu;

/// <summary>Which kernel runs for the shapes that the experiments and benchmarks use, and that none of them allocates.</summary>
[Collection("worker pool")]
public unsafe class KernelChoiceTests
{
    [Fact]
    public void Tile_set_is_the_widest_that_the_machine_has()
    {
        string expected = Vector512.IsHardwareAccelerated ? "512-bit 12x"
            : Vector256.IsHardwareAccelerated ? "256-bit 6x"
            : Vector128.IsHardwareAccelerated ? "128-bit "
            : "scalar 6x2";
        Assert.StartsWith(expected, TileSet<float>.Current.Name, StringComparison.Ordinal);
        Assert.StartsWith(expected, TileSet<double>.Current.Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NN", 64, 64, 64, nameof(GemmForm.Tiles))]
    [InlineData("NT", 128, 128, 128, nameof(GemmForm.Tiles))]
    [InlineData("TN", 512, 512, 512, nameof(GemmForm.Tiles))]
    [InlineData("NT", 2048, 2048, 2048, nameof(GemmForm.Tiles))]
    [InlineData("NT", 64, 512, 784, nameof(GemmForm.Tiles))]
    [InlineData("NN", 64, 784, 512, nameof(GemmForm.Tiles))]
    [InlineData("TN", 512, 784, 64, nameof(GemmForm.Tiles))]
    [InlineData("NT", 4096, 512, 512, nameof(GemmForm.Tiles))]
    [InlineData("TN", 512, 512, 4096, nameof(GemmForm.Tiles))]
    [InlineData("NT", 1600, 3072, 768, nameof(GemmForm.Tiles))]
    [InlineData("NT", 256, 50257, 768, nameof(GemmForm.Tiles))]
    [InlineData("NN", 256, 50000, 256, nameof(GemmForm.Tiles))]
    [InlineData("NT", 256, 256, 50000, nameof(GemmForm.SplitDepth))]
    [InlineData("TN", 256, 256, 50000, nameof(GemmForm.SplitDepth))]
    [InlineData("NT", 1, 50257, 768, nameof(GemmForm.MatrixVector))]
    [InlineData("NN", 4096, 1, 768, nameof(GemmForm.MatrixVector))]
    [InlineData("NN", 1, 768, 768, nameof(GemmForm.Tiles))]
    [InlineData("NN", 0, 8, 8, nameof(GemmForm.Empty))]
    public void Form_of_a_product(string layout, int m, int n, int k, string form)
    {
        var g = Arguments(layout, m, n, k, (float*)64, (float*)128, (float*)192);
        Assert.Equal(form, Gemm.FormOf(g).ToString());
    }

    [Theory]
    [InlineData(256, 4096, nameof(GemmForm.Symmetric))]
    [InlineData(256, 50000, nameof(GemmForm.SymmetricSplitDepth))]
    [InlineData(8, 64, nameof(GemmForm.Tiles))]
    public void Form_of_a_product_with_its_own_transpose(int m, int k, string form)
    {
        var g = Arguments("NT", m, m, k, (float*)64, (float*)64, (float*)192);
        Assert.Equal(form, Gemm.FormOf(g).ToString());
    }

    [Theory]
    [InlineData("NN", 16, 16, 16)]
    [InlineData("NT", 64, 64, 64)]
    [InlineData("TN", 130, 70, 300)]
    [InlineData("NT", 40, 40, 9000)]
    [InlineData("NN", 300, 1, 500)]
    public void Products_allocate_nothing(string layout, int m, int n, int k)
    {
        using var a = new HostArray<float>(m, k).Fill(1);
        using var b = new HostArray<float>(k, n).Fill(2);
        using var c = new HostArray<float>(m, n);
        var g = Arguments(layout, m, n, k, (float*)a.Address, (float*)b.Address, (float*)c.Address);
        AssertAllocatesNothing(() => Gemm.Run(g));
    }

    [Fact]
    public void Convolution_and_its_gradients_allocate_nothing()
    {
        var shape = new ConvShape
        {
            Batch = 2,
            InChannels = 8,
            OutChannels = 16,
            Groups = 1,
            Input = new(1, 9, 9),
            Output = new(1, 5, 5),
            Kernel = new(1, 3, 3),
            Stride = new(1, 2, 2),
            Padding = new(0, 1, 1),
            Dilation = new(1, 1, 1),
        };
        using var x = new HostArray<float>(2 * 8 * 81).Fill(1);
        using var w = new HostArray<float>(16 * 8 * 9).Fill(2);
        using var y = new HostArray<float>(2 * 16 * 25).Fill(3);
        AssertAllocatesNothing(() => Convolution<float>.Forward(shape, x.Address, w.Address, 0, y.Address));
        AssertAllocatesNothing(() => Convolution<float>.InputGradient(shape, y.Address, w.Address, 0, x.Address));
        AssertAllocatesNothing(() => Convolution<float>.WeightGradient(shape, x.Address, y.Address, w.Address));
    }

    private static void AssertAllocatesNothing(Action action)
    {
        for (int i = 0; i < 5; i++) action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) action();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static GemmArguments<float> Arguments(string layout, int m, int n, int k, float* a, float* b, float* c) => new()
    {
        M = m,
        N = n,
        K = k,
        A = a,
        B = b,
        C = c,
        ARow = layout[0] == 'N' ? k : 1,
        AColumn = layout[0] == 'N' ? 1 : m,
        BRow = layout[1] == 'N' ? n : 1,
        BColumn = layout[1] == 'N' ? 1 : k,
        CRow = n,
        CColumn = 1,
        Alpha = 1,
    };
}
