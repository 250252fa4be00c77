namespace Neuron.Tests.Tensors;

/// <summary>Conventions at the edges: dtypes that have no sign or no fraction, NaN and infinities, nothing at all.</summary>
public class ArithmeticTests
{
    private const double Inf = double.PositiveInfinity;

    [Fact]
    public void A_number_minus_bytes_or_bools_has_a_sign_and_a_fraction()
    {
        var mask = Tensor.From([true, false, true]);
        Assert.Equal([0, 1, 0], (1 - mask).ToArray<float>());
        Assert.Equal([-1, 0, -1], (-mask).ToArray<float>());
        Assert.Equal([-2.5f, 0.5f], (0.5 - Tensor.From(new byte[] { 3, 0 })).ToArray<float>());
        Assert.Equal(new byte[] { 2, 5 }, (5 - Tensor.From(new byte[] { 3, 0 })).ToArray<byte>());
    }

    [Fact]
    public void Quotients_of_integers_are_exact_integers()
    {
        Tensor a = Tensor.From([100_000_007L, -7, 7, -7, long.MaxValue, long.MinValue, 5]), b = Tensor.From([10L, 2, -2, -2, 3, -1, 0]);
        Assert.Equal([10_000_000, -4, -4, 3, long.MaxValue / 3, long.MinValue, 0], a.FloorDivide(b).ToArray<long>());
        Assert.Equal([10_000_000, -3, -3, 3, long.MaxValue / 3, long.MinValue, 0], a.TruncateDivide(b).ToArray<long>());
        Assert.Equal([7, 1, -1, -1, long.MaxValue % 3, 0, 0], a.Remainder(b).ToArray<long>());
        Assert.Equal([long.MinValue / 3, (long.MaxValue / -3) - 1], Tensor.From([long.MinValue + 2, long.MaxValue]).FloorDivide(Tensor.From([3L, -3])).ToArray<long>());
        Assert.Equal(new byte[] { 28, 0 }, Tensor.From(new byte[] { 200, 9 }).FloorDivide(Tensor.From(new byte[] { 7, 0 })).ToArray<byte>());
        Assert.Equal([-4, 3], Tensor.From([-7.0, 7]).FloorDivide(Tensor.From([2.0, 2])).ToArray<double>());
    }

    [Fact]
    public void Integers_are_compared_with_numbers_outside_their_range()
    {
        var x = Tensor.From(new byte[] { 0, 255 });
        Assert.True(x.Lt(256).All().Item<bool>());
        Assert.True(x.Ge(-1).All().Item<bool>());
        Assert.Equal([true, false], Tensor.From([16_777_216, 16_777_217]).Lt(16_777_216.5).ToArray<bool>());
        Assert.False(Tensor.From([1L]).Gt(1e300).Item<bool>());
        Assert.True(Tensor.From([long.MinValue]).Eq(-Math.Pow(2, 63)).Item<bool>());
    }

    [Fact]
    public void Distinct_integers_are_told_apart_beyond_two_to_the_53()
    {
        long big = 1L << 53;
        Assert.Equal([big, big + 1], Tensor.From([big + 1, big]).Unique().Values.ToArray<long>());
        Assert.Equal([1L, 2], Tensor.From([big, big + 1]).SearchSorted(Tensor.From([big + 1, big + 2])).ToArray<long>());
        Assert.Equal([2L, 1], Tensor.From([1.0, 2.0]).SearchSorted(Tensor.From([double.NaN, 2.0])).ToArray<long>());
    }

    [Fact]
    public void NaN_stays_NaN()
    {
        float[] row = [float.NaN, .. Enumerable.Repeat(float.NegativeInfinity, 40)];
        Assert.True(double.IsNaN(Tensor.From(row).LogSumExp(-1).Item()));
        Assert.True(double.IsNaN(Tensor.From([double.NaN, 0], [1, 2]).Distances(Tensor.Ones([1, 2], DType.Float64)).Item()));
        // a query of NaN, and keys that padding hides behind it
        var (q, k) = (Tensor.Full([1, 1, 1, 8], double.NaN), Tensor.Ones([1, 1, 64, 8]));
        var mask = Tensor.Arange(64).Lt(16).Reshape(1, 1, 1, 64);
        Assert.True(Tensor.ScaledDotProductAttention(q, k, k, mask).IsNaN().All().Item<bool>());
        Assert.True(double.IsNaN(Tensor.Zeros([0]).Mean().Item()));
        var some = Tensor.From([1, 2, double.NaN, 1, 2, 3], [2, 3]);
        Assert.Equal([double.NaN, 2], some.Median().Values.ToArray<double>());
        Assert.Equal([2L, 1], some.Median().Positions.ToArray<long>());
        Assert.Equal([double.NaN, 1], some.Quantile([0]).ToArray<double>());
    }

    [Fact]
    public void Eigenvalues_of_a_tiny_matrix_are_not_nothing()
    {
        var (real, imaginary) = Tensor.From([0, 1e-17, -1e-17, 0], [2, 2]).Eigenvalues();
        Assert.Equal((0, 1e-17), (real.Abs().Max().Item(), imaginary.Max().Item()));
    }

    [Fact]
    public void Cosine_similarity_broadcasts_before_it_measures()
    {
        Tensor x = Tensor.From([1.0, 2, 3, -4, 5, 6], [2, 3]), column = Tensor.From([2.0, -1], [2, 1]), row = Tensor.From([1.0, 0, 1]);
        double[] Cosines(Tensor y) => [.. Enumerable.Range(0, 2).Select(i => (x[i] * y[i]).Sum().Item() / (x[i].Norm().Item() * y[i].Norm().Item()))];
        foreach (Tensor y in new[] { column, row })
        {
            double[] expected = Cosines(y.Expand(2, 3));
            Assert.Equal(expected, x.CosineSimilarity(y).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-15);
            Assert.Equal(expected, y.CosineSimilarity(x).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-15);
        }
        string message = Assert.Throws<ShapeException>(() => x.CosineSimilarity(Tensor.Ones([3, 2]))).Message;
        Assert.Contains("CosineSimilarity", message, StringComparison.Ordinal);
        Assert.Contains("[2, 3]", message, StringComparison.Ordinal);
        Assert.Contains("[3, 2]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infinities_stay_where_they_are()
    {
        var x = Tensor.From([1, 2, Inf]);
        Assert.Equal([1, 2, Inf], x.Quantile([0, 0.5, 1]).ToArray<double>());
        Assert.Equal(Inf, Tensor.From([Inf]).LogGamma().Item());
        Assert.Equal(1, Tensor.Full([4], 1e12).CosineSimilarity(Tensor.Full([4], 1e12), 0).Item(), 1e-6); // whose squares' product is infinite in float32
        // outside the image 0, whatever its border holds
        var image = Tensor.From([double.NaN, 1, 1, Inf], [1, 1, 2, 2]);
        Assert.Equal(0, image.GridSample(Tensor.From([-4.0, -4], [1, 1, 1, 2]), nearest: true).Item());
    }

    [Fact]
    public void A_border_that_cuts_off_more_than_there_is_is_refused() =>
        Assert.Contains("cuts more off axis 0 of shape [3]", Assert.Throws<ShapeException>(() => Tensor.Zeros([3]).Pad([0, -4])).Message, StringComparison.Ordinal);
}
