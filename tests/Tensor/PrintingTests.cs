namespace Neuron.Tests.Tensors;

[Trait("Category", "Cpu")] // the texts name the device
public class PrintingTests
{
    [Fact]
    public void Small_tensors_show_all_elements()
    {
        Assert.Equal("[2, 3] float32 cpu\n[[ 0.5000, -1.0000,  2.2500],\n [10.0000,     nan,     inf]]",
            Tensor.From([0.5f, -1, 2.25f, 10, float.NaN, float.PositiveInfinity], [2, 3]).ToString());
        Assert.Equal("[3] int64 cpu\n[0, 1, 2]", Tensor.Arange(3).ToString());
        Assert.Equal("[2] bool cpu\n[ true, false]", Tensor.From([true, false]).ToString());
        Assert.Equal("[] float64 cpu\n3.", Tensor.Scalar(3, DType.Float64).ToString());
        Assert.Equal("[0] float32 cpu\n[]", Tensor.Zeros([0]).ToString());
    }

    [Fact]
    public void Wide_ranges_are_shown_with_exponents() =>
        Assert.Equal("[2] float32 cpu\n[1.0000e-10, 2.0000e+00]", Tensor.From([1e-10f, 2f]).ToString());

    [Fact]
    public void Large_tensors_are_summarised()
    {
        Assert.Equal("[2000] int64 cpu\n[   0,    1,    2, ..., 1997, 1998, 1999]", Tensor.Arange(2000).ToString());
        string text = Tensor.Arange(0, 2000 * 4, dtype: DType.Int32).Reshape(4, 2000).ToString();
        Assert.Equal(6, text.Split('\n').Length - 1 + 2); // heading and four rows
        Assert.Contains("[6000, 6001, 6002, ..., 7997, 7998, 7999]]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Disposed_tensor_says_so()
    {
        var x = Tensor.Zeros([400]);
        x.Dispose();
        Assert.Equal("[400] float32 cpu (disposed)", x.ToString());
    }
}
