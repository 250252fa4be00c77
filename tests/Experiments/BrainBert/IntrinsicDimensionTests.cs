using Neuron.Experiments.BrainBert;

namespace Neuron.Tests.Experiments.BrainBert;

public class IntrinsicDimensionTests
{
    // rows of `rank` orthogonal directions of equal variance in a space of d: the r-th of them is needed while (r − 1)/rank ≤ 0.95
    private static float[][] Rows(int count, int d, int rank)
    {
        float[] directions = [.. new Rng(4).Normal([d, d], dtype: DType.Float64).Qr().Q.ToArray<double>().Select(v => (float)v)];
        return [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, d).Select(j => Enumerable.Range(0, rank).Sum(r => (float)Math.Cos(2 * Math.PI * (r + 1) * i / count) * directions[r * d + j])).ToArray())];
    }

    [Theory, InlineData(1), InlineData(3), InlineData(7)]
    public void Dimension_of_a_matrix_of_known_rank_is_exact(int rank)
    {
        Assert.Equal(rank, IntrinsicDimension.Of(Rows(60, 12, rank), 0.95, 200)); // more rows than columns
        Assert.Equal(rank, IntrinsicDimension.Of(Rows(30, 40, rank), 0.95, 200)); // fewer
    }

    [Fact]
    public void Dimension_is_the_least_number_that_explains_enough_and_is_limited()
    {
        Assert.Equal(2, IntrinsicDimension.Of(Rows(60, 12, 4), 0.3, 200)); // 0.25 is too little, 0.5 enough
        Assert.Equal(3, IntrinsicDimension.Of(Rows(60, 12, 7), 0.95, 3));
        Assert.Equal(0, IntrinsicDimension.Of([[1, 2], [1, 2]], 0.95, 200));
    }
}
