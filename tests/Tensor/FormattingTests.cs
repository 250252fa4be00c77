using System.Numerics.Tensors;

namespace Neuron.Tests.Tensors;

public class FormattingTests
{
    [Fact]
    public void Matrix_is_printed_in_aligned_rows()
    {
        var x = Tensor.From(new float[] { 1, -2.5f, 3, 10.25f }, [2, 2]);
        Assert.Equal("[2, 2] float32 cpu\n[[ 1.0000, -2.5000],\n [ 3.0000, 10.2500]]", x.ToString());
    }

    [Fact]
    public void Scalars_integers_bools_and_special_numbers_are_readable()
    {
        Assert.Equal("[] float32 cpu\n2.", Tensor.Scalar(2).ToString());
        Assert.Equal("[3] int64 cpu\n[0, 1, 2]", Tensor.Arange(3).ToString());
        Assert.Equal("[2] bool cpu\n[ true, false]", Tensor.From([true, false]).ToString());
        Assert.Equal("[3] float64 cpu\n[   nan,   -inf, 0.5000]", Tensor.From([double.NaN, double.NegativeInfinity, 0.5]).ToString());
        Assert.Equal("[2] float32 cpu\n[1.0000e-08, 1.0000e+00]", Tensor.From([1e-8f, 1f]).ToString());
        Assert.Equal("[0, 3] float32 cpu", Tensor.Zeros([0, 3]).ToString());
    }

    [Fact]
    public void Long_axes_show_their_ends()
    {
        string text = Tensor.Arange(0, 2000).Reshape(2, 1000).ToString();
        Assert.Equal("[2, 1000] float32 cpu\n[[   0.,    1.,    2., …,  997.,  998.,  999.],\n [1000., 1001., 1002., …, 1997., 1998., 1999.]]", text);
    }

    [Fact]
    public void Tensor_span_shares_memory_with_a_transposed_view()
    {
        var x = Tensor.Arange(0, 6).Reshape(2, 3);
        var span = x.Mt.AsTensorSpan<float>();
        Assert.Equal(5, span[2, 1]);
        span[0, 1] = 42;
        Assert.Equal(42, x[1, 0].Item());
        Assert.Equal([0, 42, 1, 4, 2, 5], Tensor.From<float>(span).ToArray<float>());
        Assert.Throws<ShapeException>(() => { x.AsTensorSpan<double>(); });
        Assert.Equal(54, System.Numerics.Tensors.Tensor.Sum<float>(x.AsTensorSpan<float>()), 1e-6f);
    }
}
