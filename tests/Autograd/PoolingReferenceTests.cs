using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

/// <summary>Pooling against PyTorch's results, indices and gradients.</summary>
public class PoolingReferenceTests
{
    private static readonly Lazy<ReferenceFile> s_file = new(() => ReferenceFile.Open("pool"));

    [ReferenceTheory, ReferenceCases("pool", "max1d_*", "max2d_*")]
    public void Maximum(string name)
    {
        var c = s_file.Value[name];
        PerAxis kernel = name == "max2d_ties" ? 2 : Of(c, "kernel_size");
        PerAxis? stride = c.Args.TryGetProperty("stride", out _) ? Of(c, "stride") : (PerAxis?)null;
        bool ceil = c.Args.TryGetProperty("ceil_mode", out var mode) && mode.GetBoolean();
        TensorReference.Check(c, x =>
        {
            var (y, indices) = x["x"].Rank == 3
                ? x["x"].MaxPool1dWithIndices(kernel, stride, Of(c, "padding"), Of(c, "dilation"), ceil)
                : x["x"].MaxPool2dWithIndices(kernel, stride, Of(c, "padding"), Of(c, "dilation"), ceil);
            return new Dictionary<string, Tensor> { ["y"] = y, ["idx"] = indices };
        });
    }

    [ReferenceTheory, ReferenceCases("pool", "avg1d_*", "avg2d_*")]
    public void Average(string name)
    {
        var c = s_file.Value[name];
        PerAxis? stride = c.Args.TryGetProperty("stride", out _) ? Of(c, "stride") : (PerAxis?)null;
        bool ceil = c.Args.TryGetProperty("ceil_mode", out var mode) && mode.GetBoolean();
        bool count = !c.Args.TryGetProperty("count_include_pad", out var include) || include.GetBoolean();
        int divisor = (int)c.Arg("divisor_override", 0);
        TensorReference.Check(c, x => x["x"].Rank == 3
            ? x["x"].AvgPool1d(Of(c, "kernel_size"), stride, Of(c, "padding"), ceil, count, divisor)
            : x["x"].AvgPool2d(Of(c, "kernel_size"), stride, Of(c, "padding"), ceil, count, divisor));
    }

    [ReferenceTheory, ReferenceCases("pool", "adaptive_*")]
    public void Adaptive(string name)
    {
        var c = s_file.Value[name];
        TensorReference.Check(c, x =>
        {
            if (name != "adaptive_max2d_3x2")
            {
                return new Dictionary<string, Tensor>
                {
                    ["y"] = name switch
                    {
                        "adaptive_avg1d_4" => x["x"].AdaptiveAvgPool1d(4),
                        "adaptive_avg1d_up_7" => x["x"].AdaptiveAvgPool1d(7),
                        "adaptive_avg2d_1" => x["x"].AdaptiveAvgPool2d(1),
                        "adaptive_avg2d_3x2" => x["x"].AdaptiveAvgPool2d((3, 2)),
                        _ => x["x"].AdaptiveAvgPool2d((5, 9)),
                    },
                };
            }
            var (y, indices) = x["x"].AdaptiveMaxPool2d((3, 2));
            return new Dictionary<string, Tensor> { ["y"] = y, ["idx"] = indices };
        });
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public void Adaptive_maximum_of_one_axis_is_that_of_each_cell(int size)
    {
        var x = new Rng(1).Normal([2, 3, 5]);
        var (y, indices) = x.AdaptiveMaxPool1d(size);
        for (int cell = 0; cell < size; cell++)
        {
            int start = cell * 5 / size, end = (((cell + 1) * 5) + size - 1) / size;
            var part = x.Slice(-1, start, end);
            Assert.Equal(part.Max(-1).ToArray<float>(), y.Select(-1, cell).ToArray<float>());
            Assert.Equal((part.ArgMax(-1) + start).ToArray<long>(), indices.Select(-1, cell).ToArray<long>());
        }
    }

    [Fact]
    public void A_window_that_reaches_beyond_a_short_axis_is_one_with_ceil_mode()
    {
        var x = Tensor.Arange(10).To(DType.Float32).Reshape(1, 1, 2, 5); // values by PyTorch 1.13
        Assert.Equal([7f, 9], x.MaxPool2d(3, ceilMode: true).ToArray<float>());
        Assert.Equal([3.5f, 6], x.AvgPool2d(3, ceilMode: true).ToArray<float>());
        Assert.Throws<ShapeException>(() => x.MaxPool2d(3));
        Assert.Throws<ShapeException>(() => x.MaxPool2d(5, stride: 2, ceilMode: true));
    }

    [ReferenceTheory, ReferenceCases("pool", "lp_pool2d")]
    public void Power(string name) => TensorReference.Check(s_file.Value[name], x => x["x"].LpPool2d(2, 2));

    [ReferenceTheory, ReferenceCases("pool", "global_avg")]
    public void Global(string name) => TensorReference.Check(s_file.Value[name], x => x["x"].Mean([2, 3]));

    [ReferenceFact]
    public void Every_case_is_compared() => s_file.Value.AssertEveryCaseIsNamed(typeof(PoolingReferenceTests).Assembly);

    private static PerAxis Of(ReferenceCase c, string key) => ConvolutionReferenceTests.PerAxisOf(c.Args, key);
}
