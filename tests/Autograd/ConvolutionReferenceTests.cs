using System.Text.Json;
using Neuron.Autograd;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

/// <summary>Convolutions, transposed convolutions, unfold and fold against PyTorch's results and gradients.</summary>
public class ConvolutionReferenceTests
{
    private static readonly Lazy<ReferenceFile> s_file = new(() => ReferenceFile.Open("conv"));

    [ReferenceTheory, ReferenceCases("conv", "conv1d_*", "conv2d_*", "conv3d")]
    public void Convolution(string name)
    {
        var c = s_file.Value[name];
        if (name == "conv2d_circular")
        {
            TensorReference.Check(c, x => Circular(Circular(x["x"], 2), 3).Conv2d(x["weight"]));
            return;
        }
        var args = c.Args;
        // two cases state their arguments in the call only
        PerAxis stride = name == "conv3d" ? (1, 2, 1) : PerAxisOf(args, "stride");
        PerAxis padding = name is "conv3d" or "conv2d_nobias" ? 1 : PerAxisOf(args, "padding");
        PerAxis dilation = PerAxisOf(args, "dilation");
        int groups = (int)c.Arg("groups", 1);
        TensorReference.Check(c, x => (x["x"].Rank switch
        {
            3 => x["x"].Conv1d(x["weight"], Bias(c, x), stride, padding, dilation, groups),
            4 => x["x"].Conv2d(x["weight"], Bias(c, x), stride, padding, dilation, groups),
            _ => x["x"].Conv3d(x["weight"], Bias(c, x), stride, padding, dilation, groups),
        }));
    }

    [Fact]
    public void A_stride_beyond_the_image_is_never_taken()
    {
        var rng = new Rng(1);
        Tensor x = rng.Normal([2, 3, 9], dtype: DType.Float64).WithGrad(), w = rng.Normal([4, 3, 3], dtype: DType.Float64).WithGrad();
        var y = x.Conv1d(w, stride: int.MaxValue);
        Assert.Equal(x.Slice(2, 0, 3).Conv1d(w).ToArray<double>(), y.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
        y.Sum().Backward();
        Assert.Equal(0, x.Grad!.Slice(2, 3).Abs().Max().Item());
        Assert.NotEqual(0, w.Grad!.Abs().Min().Item());
    }

    [ReferenceTheory, ReferenceCases("conv", "convT*")]
    public void Transposed_convolution(string name)
    {
        var c = s_file.Value[name];
        PerAxis stride = PerAxisOf(c.Args, "stride"), padding = PerAxisOf(c.Args, "padding"), dilation = PerAxisOf(c.Args, "dilation");
        PerAxis outputPadding = PerAxisOf(c.Args, "output_padding");
        int groups = (int)c.Arg("groups", 1);
        TensorReference.Check(c, x => x["x"].Rank == 3
            ? x["x"].ConvTranspose1d(x["weight"], Bias(c, x), stride, padding, outputPadding, groups, dilation)
            : x["x"].ConvTranspose2d(x["weight"], Bias(c, x), stride, padding, outputPadding, groups, dilation));
    }

    [ReferenceTheory, ReferenceCases("conv", "unfold")]
    public void Unfold(string name) =>
        TensorReference.Check(s_file.Value[name], x => x["x"].Unfold((2, 3), stride: 2, padding: 1));

    [ReferenceTheory, ReferenceCases("conv", "fold")]
    public void Fold(string name) =>
        TensorReference.Check(s_file.Value[name], x => x["x"].Fold([5, 6], 3, stride: 2, padding: 1));

    [ReferenceFact]
    public void Every_case_is_compared() => s_file.Value.AssertEveryCaseIsNamed(typeof(ConvolutionReferenceTests).Assembly);

    internal static PerAxis PerAxisOf(JsonElement args, string key)
    {
        if (!args.TryGetProperty(key, out var value)) return default;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.GetInt32(),
            JsonValueKind.String when value.GetString() == "same" => PerAxis.Same,
            JsonValueKind.Array => value.EnumerateArray().Select(v => v.GetInt32()).ToArray(),
            _ => throw new NotSupportedException($"{key}: {value}"),
        };
    }

    private static Tensor? Bias(ReferenceCase c, TensorReference input) => c.Has("in.bias") ? input["bias"] : null;

    /// <summary>One element more at each end of an axis, taken from the other end: a product with a matrix of zeros and ones.</summary>
    private static Tensor Circular(Tensor x, int axis)
    {
        int n = x.Shape[axis];
        var choose = new double[(n + 2) * n];
        for (int i = 0; i < n + 2; i++) choose[(i * n) + ((i + n - 1) % n)] = 1;
        var matrix = Tensor.From(choose, [n + 2, n]).To(x.DType);
        return matrix.MatMul(x.Transpose(axis, -2)).Transpose(axis, -2);
    }
}
