namespace Neuron.Tests.Tensors;

/// <summary>Operands of other dtypes and lengths than kernels compute with: brought to what they take, or refused by name.</summary>
public class OperandTests
{
    [Fact]
    public void Layers_compute_in_the_dtype_of_input_and_weight_together()
    {
        Tensor w = Tensor.From([1f, 2, 3], [1, 3]), x = Tensor.From([1.0, 0.5, 0.25], [1, 3]);
        var y = x.Linear(w, Tensor.From([0.5f]));
        Assert.Equal((DType.Float64, 3.25), (y.DType, y.Item()));
        var image = x.Reshape(1, 1, 3);
        Assert.Equal(2.75, image.Conv1d(w.Reshape(1, 1, 3)).Item());
        Assert.Equal([1.0, 2.5, 4.25, 2, 0.75], image.ConvTranspose1d(w.Reshape(1, 1, 3)).ToArray<double>());
        Assert.Equal([1, 4], Tensor.From(new byte[] { 1, 0, 0, 2 }, [2, 2]).Linear(Tensor.From([1f, 2], [1, 2])).ToArray<float>());
    }

    [Theory, InlineData(DType.UInt8), InlineData(DType.Int64), InlineData(DType.Float16)]
    public void Patches_are_of_float32_or_float64(DType dtype)
    {
        Assert.Contains("float32 or float64", Assert.Throws<ShapeException>(() => Tensor.Zeros([1, 3, 8, 8], dtype).Unfold(3)).Message, StringComparison.Ordinal);
        Assert.Contains("float32 or float64", Assert.Throws<ShapeException>(() => Tensor.Zeros([1, 27, 36], dtype).Fold([8, 8], 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_norm_takes_integer_images_in_training_and_after_it()
    {
        var x = Tensor.Arange(8, Device.Default).To(DType.UInt8).Reshape(2, 1, 4);
        Assert.Equal(DType.Float32, x.BatchNorm(null, null).DType);
        Assert.Equal(7, x.BatchNorm(Tensor.Zeros([1]), Tensor.Ones([1]), training: false, epsilon: 0)[1, 0, 3].Item());
    }

    [Theory, InlineData(InterpolationMode.Nearest, false), InlineData(InterpolationMode.Area, false), InlineData(InterpolationMode.Linear, false), InlineData(InterpolationMode.Cubic, true)]
    public void Long_signals_are_resampled_as_short_ones_are(InterpolationMode mode, bool antialias)
    {
        // away from the border an output is made of the same inputs, wherever the signal begins
        var x = new Rng(3).Normal([1, 1, 100_000], dtype: DType.Float64);
        var y = x.Interpolate([50_000], mode, antialias: antialias);
        var expected = x[.., .., 40_000..41_000].Interpolate([500], mode, antialias: antialias);
        var difference = (y[.., .., 20_010..20_490] - expected[.., .., 10..490]).Abs().Max().Item();
        Assert.True(difference < 1e-12, $"{difference}");
    }

    [Fact]
    public void A_long_signal_shrinks_to_a_few_numbers() =>
        Assert.Equal([499_999.5, 1_499_999.5, 2_499_999.5, 3_499_999.5],
            Tensor.Arange(4_000_000).To(DType.Float64).Reshape(1, 1, -1).Interpolate([4], InterpolationMode.Area).ToArray<double>().Select(y => Math.Round(y, 6)));

    [Fact]
    public void A_large_image_is_sampled_at_every_place()
    {
        const int Side = 4097;
        var image = Tensor.Zeros([1, 1, Side, Side]);
        image[0, 0, Side - 1, 1] = Tensor.Scalar(1);
        var grid = Tensor.From([(2f / (Side - 1)) - 1, 1], [1, 1, 1, 2]);
        Assert.Equal(1, image.GridSample(grid, nearest: true, alignCorners: true).Item());
    }
}
