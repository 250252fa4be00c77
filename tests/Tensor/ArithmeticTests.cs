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
    public void Integers_meet_numbers_beyond_their_range_as_floating_point()
    {
        Assert.Equal([1e10f, 1e10f], (Tensor.From([1, -5]) + 1e10).ToArray<float>());
        Assert.Equal([60_000f, 300], (Tensor.From(new byte[] { 200, 1 }) * 300).ToArray<float>());
        Assert.Equal([300f, 101], (300 - Tensor.From(new byte[] { 0, 199 })).ToArray<float>());
        Assert.Equal(new byte[] { 199, 0 }, (Tensor.From(new byte[] { 200, 1 }) - 1).ToArray<byte>());
        Assert.Equal([1e20f], (Tensor.From([3L]) + 1e20).ToArray<float>());
    }

    [Fact]
    public void Limits_of_integers_are_not_rounded()
    {
        Assert.Equal([0.5f, 3.7f, 2], Tensor.From([-7, 5, 2]).Clamp(0.5, 3.7).ToArray<float>());
        Assert.Equal([0, 5, 2], Tensor.From([-7, 5, 2]).Clamp(0, 1e10).ToArray<int>());
        Assert.Equal(new byte[] { 0, 9, 200 }, Tensor.From(new byte[] { 0, 9, 250 }).Clamp(-4, 200).ToArray<byte>());
        Assert.Equal([300f], Tensor.From(new byte[] { 250 }).Clamp(min: 300).ToArray<float>());
    }

    [Fact]
    public void Powers_of_integers_are_exact_integers()
    {
        Assert.Equal([4_052_555_153_018_976_267, 1, 0, -27], Tensor.From([3L, 7, 0, -3]).Pow(Tensor.From([39L, 0, 5, 3])).ToArray<long>());
        Assert.Equal([0L, 0, 1, 1, -1], Tensor.From([0L, 2, 1, -1, -1]).Pow(Tensor.From([-1L, -1, -3, -2, -3])).ToArray<long>());
        Assert.Equal(new byte[] { 225, 16 }, Tensor.From(new byte[] { 15, 2 }).Pow(Tensor.From(new byte[] { 2, 4 })).ToArray<byte>());
        Assert.Equal([4_052_555_153_018_976_267], Tensor.From([3L]).Pow(39).ToArray<long>());
        Assert.Equal([9], Tensor.From([3]).Pow(2).ToArray<int>());
        Assert.Equal([3], Tensor.From([3]).Pow(1).ToArray<int>());
        Assert.Equal([0.5f, 0.25f], Tensor.From([2]).Pow(-1).ToArray<float>().Concat(Tensor.From([2]).Pow(-2).ToArray<float>()));
        Assert.Equal(DType.Float32, Tensor.From([4]).Pow(0.5).DType);
    }

    [Fact]
    public void A_quotient_rounded_down_is_what_the_divisor_goes_into()
    {
        Tensor a = Tensor.From([1f, -1, 1, -7, 7, 0, 1, -1, -1]), b = Tensor.From([0.1f, 0.1f, -0.1f, 2, -2, 3, 0, 0, float.PositiveInfinity]);
        Assert.Equal([9f, -10, -10, -4, -4, 0, float.PositiveInfinity, float.NegativeInfinity, -1], a.FloorDivide(b).ToArray<float>());
        Assert.Equal([3f], Tensor.From([7]).FloorDivide(Tensor.From([2f])).ToArray<float>());
    }

    [Fact]
    public void A_row_of_even_steps_ends_at_its_end()
    {
        foreach (int count in (int[])[2, 3, 4, 50, 999])
        {
            double[] row = Tensor.Linspace(0.2, 0.9, count, DType.Float64).ToArray<double>();
            Assert.Equal((0.2, 0.9, count), (row[0], row[^1], row.Length));
            for (int i = 1; i < count; i++) Assert.Equal(0.7 / (count - 1), row[i] - row[i - 1], 1e-15);
        }
        Assert.Equal([2f], Tensor.Linspace(2, 5, 1).ToArray<float>());
        Assert.Empty(Tensor.Linspace(2, 5, 0).ToArray<float>());
    }

    [Fact]
    public void What_no_operation_can_do_is_refused_by_name()
    {
        Tensor x = Tensor.Ones([3]), i = Tensor.From([1, 2]);
        Assert.Contains("Split: length -1", Assert.Throws<ShapeException>(() => x.Split([4, -1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => x.RepeatInterleave(-1, 0));
        Assert.Contains("Full: uint8 holds no such number", Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Full([2], 300, DType.UInt8)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => i.MaskedFill(i.Eq(1), double.NegativeInfinity));
        Assert.Equal(new byte[] { 1 }, Tensor.Full([1], 1.5, DType.UInt8).ToArray<byte>());
        var bytes = Tensor.From(new byte[] { 1, 2 });
        Assert.Contains("uint8 is not supported; expected float32, float64, int32 or int64", Assert.Throws<ShapeException>(() => bytes.IndexAdd(0, i.ZerosLike(), bytes)).Message, StringComparison.Ordinal);
        Assert.Contains("expected float32, float64, int32 or int64", Assert.Throws<ShapeException>(() => bytes.ScatterAdd(0, i.ZerosLike(), bytes)).Message, StringComparison.Ordinal);
        var rng = new Rng(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => rng.Uniform([2], 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => rng.Normal([2], deviation: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => rng.Bernoulli([2], 1.5));
        Assert.Equal([2f, 2], rng.Uniform([2], 2, 2).ToArray<float>());
    }

    [Fact]
    public void Distances_of_integers_do_not_wrap()
    {
        Tensor a = Tensor.From(new byte[] { 3, 200 }, [1, 2]), b = Tensor.From(new byte[] { 6, 204 }, [1, 2]);
        Assert.Equal(5f, a.Distances(b).ToArray<float>().Single());
        Assert.Equal(5, a.Distances(b.To(DType.Float64)).ToArray<double>().Single());
        var many = Tensor.Full([1 << 16, 1], 100_000, DType.Int32); // whose differences are not formed one by one
        Assert.Equal(100_000, Tensor.Zeros([100, 1]).Distances(many).Max().Item());
    }

    [Fact]
    public void Running_sums_of_many_float32_stay_exact()
    {
        const int N = 300_000;
        var x = Tensor.Full([N], 0.1);
        double last = N * (double)0.1f;
        Assert.Equal(last, x.CumSum(0).Select(0, N - 1).Item(), last * 1e-7);
        var columns = x.Reshape(N, 1).Expand(N, 19).CumSum(0).Select(0, N - 1); // a vector of them and a rest
        Assert.Equal(last, columns.Min().Item(), last * 1e-7);
        Assert.Equal(last, columns.Max().Item(), last * 1e-7);
        Assert.Equal([1, float.PositiveInfinity, float.PositiveInfinity, float.NaN], Tensor.From([1, float.PositiveInfinity, 2, float.NegativeInfinity]).CumSum(0).ToArray<float>());
    }

    [Fact]
    public void Cosine_similarity_is_that_of_the_directions_also_of_short_vectors()
    {
        Tensor x = Tensor.From([1e-5f, 0, 3e-6f, 4e-6f], [2, 2]), y = Tensor.From([1e-5f, 0, 1e-6f, 0], [2, 2]);
        Assert.Equal([1f, 0.6f], x.CosineSimilarity(y).ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(0.25, Tensor.From([0.5f]).CosineSimilarity(Tensor.From([0.5f]), 0, epsilon: 1).Item(), 1e-7); // both shorter than ε
        Assert.Equal(0, Tensor.Zeros([3]).CosineSimilarity(Tensor.Ones([3]), 0).Item());
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
