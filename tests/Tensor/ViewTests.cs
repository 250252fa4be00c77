namespace Neuron.Tests.Tensors;

public class ViewTests
{
    private static Tensor Counting(params int[] shape) => Tensor.Arange(shape.Aggregate(1, (a, b) => a * b)).To(DType.Float32).Reshape(shape);

    [Fact]
    public void Transpose_shares_memory_and_reads_columns()
    {
        var x = Counting(2, 3);
        var t = x.Mt;
        Assert.Equal([0, 3, 1, 4, 2, 5], t.ToArray<float>());
        x.CopyFrom(Tensor.Zeros([2, 3]));
        Assert.All(t.ToArray<float>(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void Reshape_of_a_permuted_tensor_reads_row_major()
    {
        var x = Counting(2, 3, 4).Permute(2, 0, 1);
        Assert.Equal(x.Contiguous().ToArray<float>(), x.Reshape(-1).ToArray<float>());
        Assert.Equal(x.Contiguous().ToArray<float>(), x.Reshape(4, 6).ToArray<float>());
    }

    /// <summary>An axis of one element may have any stride: taking it away, or putting one in, needs no copy.</summary>
    [Fact]
    public void Reshape_over_axes_of_one_element_shares_memory()
    {
        var x = Counting(3, 2, 4).Permute(1, 2, 0);
        Tensor[] views = [x.Select(0, 1), x.Slice(0, 1, 2).Reshape(4, 1, 3), x.Slice(0, 1, 2).Reshape(2, 2, 1, 3)];
        Assert.All(views, view => Assert.Equal([4, 12, 20, 5, 13, 21, 6, 14, 22, 7, 15, 23], view.ToArray<float>()));
        x.CopyFrom(Tensor.Zeros([2, 4, 3]));
        Assert.All(views, view => Assert.All(view.ToArray<float>(), v => Assert.Equal(0, v)));
    }

    [Theory]
    [InlineData(new[] { 2, 3, 4 }, new[] { 1, 0, 2 }, new[] { 3, 8 })]
    [InlineData(new[] { 2, 1, 4 }, new[] { 2, 1, 0 }, new[] { 8 })]
    [InlineData(new[] { 6, 4 }, new[] { 1, 0 }, new[] { 2, 2, 2, 3 })]
    [InlineData(new[] { 6, 4 }, new[] { 1, 0 }, new[] { 4, 1, 3, 1, 2 })]
    [InlineData(new[] { 2, 0, 3 }, new[] { 2, 1, 0 }, new[] { 0, 7 })]
    public void Reshape_of_any_layout_reads_row_major(int[] shape, int[] order, int[] target)
    {
        var x = Counting(shape).Permute(order);
        Assert.Equal(x.ToArray<float>(), x.Reshape(target).ToArray<float>());
    }

    [Fact]
    public void A_broadcast_view_cannot_be_written()
    {
        var x = Tensor.Zeros([3, 1]);
        var view = x.Expand(3, 2);
        var values = Tensor.From([1f, 2, 3, 4, 5, 6], [3, 2]);
        Assert.StartsWith("CopyFrom: axis 1 of [3, 2] is broadcast", Assert.Throws<ShapeException>(() => view.CopyFrom(values)).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => view[1, ..] = values[0, ..]);
        view[.., 0] = values[.., 0]; // one element of each
        x.Expand(3, 1).CopyFrom(values[.., ..1]);
        Assert.Equal([1, 3, 5], x.ToArray<float>());
    }

    [Fact]
    public void Slices_follow_python()
    {
        var x = Counting(10);
        Assert.Equal([2, 4, 6], x.Slice(0, 2, 7, 2).ToArray<float>());
        Assert.Equal([7, 8], x.Slice(0, -3, -1).ToArray<float>());
        Assert.Equal([1, 7, 13], Counting(3, 5).Diagonal(1).ToArray<float>());
        Assert.Equal([9, 8, 7, 6, 5, 4, 3, 2, 1, 0], x.Flip(0).ToArray<float>());
    }

    [Fact]
    public void Wrong_reshape_names_both_sizes()
    {
        var e = Assert.Throws<ShapeException>(() => Counting(2, 3).Reshape(4, 2));
        Assert.Contains("6 elements of shape [2, 3] do not fill [4, 2]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_product_names_both_lengths()
    {
        var e = Assert.Throws<ShapeException>(() => Counting(2, 3).MatMul(Counting(4, 2)));
        Assert.Contains("matmul: a.shape[1] = 3 but b.shape[0] = 4", e.Message, StringComparison.Ordinal);
    }
}
