namespace Neuron.Tests.Tensors;

[Collection(nameof(ValueFaultGroup))]
public class IndexingTests
{
    private static Tensor Counting(params int[] shape) => Tensor.Arange(shape.Aggregate(1, (a, b) => a * b)).To(DType.Float32).Reshape(shape);

    [Fact]
    public void Setting_a_view_writes_into_the_tensor()
    {
        var x = Counting(3, 4);
        x[1.., ^1] = Tensor.Scalar(-1);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, -1, 8, 9, 10, -1], x.ToArray<float>());
    }

    [Fact]
    public void Setting_a_view_from_another_of_the_same_memory_reads_before_it_writes()
    {
        var x = Counting(100_000); // several pieces of a copy
        x[1..] = x[..^1];
        Assert.Equal([0, 0, 1, 99_998], (float[])[x[0].Item<float>(), x[1].Item<float>(), x[2].Item<float>(), x[^1].Item<float>()]);
        Assert.Equal(Enumerable.Range(0, 99_999).Select(i => (float)i), x[1..].ToArray<float>());
        var y = Counting(3, 3);
        y.CopyFrom(y.Flip(0));
        Assert.Equal([6, 7, 8, 3, 4, 5, 0, 1, 2], y.ToArray<float>());
        y.CopyFrom(y.Mt);
        Assert.Equal([6, 3, 0, 7, 4, 1, 8, 5, 2], y.ToArray<float>());
        y.CopyFrom(y);
        Assert.Equal(8, y[2, 0].Item());
    }

    [Fact]
    public void Positions_pick_from_an_axis_beside_an_empty_one() =>
        Assert.Equal([2, 0], Tensor.Zeros([3, 0])[Tensor.From([0L, 2])].Shape.Span);

    [Fact]
    public void Setting_by_mask_and_by_positions_writes_there()
    {
        var x = Counting(4);
        x[x.Gt(Tensor.Scalar(1.5))] = Tensor.Scalar(9);
        Assert.Equal([0, 1, 9, 9], x.ToArray<float>());
        x[Tensor.From(new long[] { -1, 0 })] = Tensor.From(new float[] { 5, 6 });
        Assert.Equal([6, 1, 9, 5], x.ToArray<float>());
    }

    [Fact]
    public void Index_outside_an_axis_names_the_axis_and_the_range()
    {
        var x = Counting(3, 4);
        Assert.Contains("position 3 on axis 0 of shape [3, 4]; expected 0 to 2", Assert.Throws<ShapeException>(() => x[3]).Message, StringComparison.Ordinal);
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => x.IndexSelect(1, Tensor.From(new long[] { 0, 4 })).ToArray<float>());
        Assert.Contains("index 4 at position 1 lies outside axis 1 of shape [3, 4]; expected 0 to 3", e.Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => x[0, 0, 0]);
        Assert.Throws<ShapeException>(() => x[Tensor.From(new long[] { -5 })]);
    }

    [Fact]
    public void Advanced_indices_apart_from_each_other_come_first()
    {
        var y = Counting(2, 3, 4)[Tensor.From(new long[] { 0, 1 }), .., Tensor.From(new long[] { 3, 0 })];
        Assert.Equal("[2, 3]", y.Shape.ToString());
        Assert.Equal([3, 7, 11, 12, 16, 20], y.ToArray<float>());
        var z = Counting(2, 3, 4)[.., Tensor.From(new long[] { 2, 0 }), Tensor.From(new long[] { 3, 0 })];
        Assert.Equal([11, 0, 23, 12], z.ToArray<float>());
    }

    [Fact]
    public void Masked_select_takes_row_by_row_and_broadcasts_the_mask()
    {
        var x = Counting(3, 4);
        Assert.Equal([5, 6, 7, 8, 9, 10, 11], x.MaskedSelect(x.Gt(Tensor.Scalar(4.5))).ToArray<float>());
        Assert.Equal([1, 3, 5, 7, 9, 11], x.MaskedSelect(Tensor.Arange(4).Remainder(Tensor.Scalar(2)).Gt(0)).ToArray<float>());
        Assert.Equal(0, x.MaskedSelect(x.Gt(Tensor.Scalar(100))).Size);
    }

    [Fact]
    public void Scatter_min_keeps_the_smallest_of_what_is_there_and_what_comes()
    {
        var y = Tensor.From(new float[] { 5, 5, 5 }).ScatterMin(0, Tensor.From(new long[] { 0, 2, 2, 0 }), Tensor.From(new float[] { 7, 4, 3, 6 }));
        Assert.Equal([5, 5, 3], y.ToArray<float>());
    }
}
