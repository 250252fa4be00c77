using Neuron.Experiments.Statistics;
using Neuron.Models.Statistics;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Statistics;

public class CrossValidatedRidgeTests
{
    private static readonly double[] s_penalties = [0.1, 1, 10, 100, 1000];

    [Fact]
    public void Scores_are_those_of_a_solve_for_every_fold_and_penalty()
    {
        var (x, y) = Draw(n: 63, p: 7, targets: 4, DType.Float64);
        var ridge = CrossValidatedRidge.Fit(x, y, s_penalties, folds: 4);
        Assert.Equal([5, 4], ridge.Correlations.Shape);
        double[] expected = Naive(x, y, folds: 4);
        Closeness.Check("held-out correlations", expected, ridge.Correlations.ToArray<double>(), 1e-9, 1e-11); // float64, condition up to 1e4
        double best = s_penalties[Enumerable.Range(0, 5).MaxBy(i => expected.Skip(4 * i).Take(4).Average())];
        Assert.Equal(best, ridge.BestPenalty);
    }

    [Fact]
    public void Float32_agrees_with_float64_far_from_the_origin()
    {
        var (x, y) = Draw(n: 400, p: 40, targets: 6, DType.Float64);
        var wide = CrossValidatedRidge.Fit(x, y, s_penalties);
        var narrow = CrossValidatedRidge.Fit((x + 100).To(DType.Float32), (y - 50).To(DType.Float32), s_penalties);
        // rounding at 100 alone moves the features by 4e-6 of their spread
        Closeness.Check("float32", wide.Correlations.ToArray<double>(), narrow.Correlations.To(DType.Float64).ToArray<double>(), 0, 2e-4);
        Assert.Equal(wide.BestPenalty, narrow.BestPenalty);
    }

    [Fact]
    public void Directions_without_features_do_not_count_in_float32()
    {
        // 48 rows of training span 47 of 200 directions: the others' eigenvalues are rounding, of either sign, and as large as the penalties
        Rng rng = new(5);
        Tensor x = rng.Normal([60, 200], dtype: DType.Float64) * 100, y = (x.MatMul(rng.Normal([200, 3], dtype: DType.Float64)) * 0.01) + rng.Normal([60, 3], dtype: DType.Float64);
        var wide = CrossValidatedRidge.Fit(x, y, [0.01, 0.1, 1]);
        var narrow = CrossValidatedRidge.Fit(x.To(DType.Float32), y.To(DType.Float32), [0.01, 0.1, 1]);
        // rounding moves the least of the 47 eigenvalues, some 0.2 of the largest, by less than 1e-5 of itself
        Closeness.Check("float32", wide.Correlations.ToArray<double>(), narrow.Correlations.To(DType.Float64).ToArray<double>(), 0, 1e-3);
    }

    [Fact]
    public void Target_that_does_not_vary_scores_0()
    {
        var (x, y) = Draw(n: 40, p: 5, targets: 2, DType.Float64);
        Tensor constant = Tensor.Concat([y, Tensor.Full([40, 1], 3, DType.Float64)], 1);
        double[] r = CrossValidatedRidge.Fit(x, constant, [1]).Correlations.ToArray<double>();
        Assert.Equal(0, r[2], 1e-9);
        Assert.All(r[..2], v => Assert.True(Math.Abs(v) <= 1));
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        var (x, y) = Draw(n: 12, p: 3, targets: 2, DType.Float64);
        Assert.Throws<ShapeException>(() => CrossValidatedRidge.Fit(x, y.Slice(0, 1), [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => CrossValidatedRidge.Fit(x, y, [1], folds: 7));
        Assert.Throws<ArgumentException>(() => CrossValidatedRidge.Fit(x, y, [1, 0]));
    }

    private static (Tensor X, Tensor Y) Draw(int n, int p, int targets, DType dtype)
    {
        Rng rng = new(3);
        Tensor x = rng.Normal([n, p], dtype: dtype) + rng.Normal([1, p], dtype: dtype);
        return (x, (x.MatMul(rng.Normal([p, targets], dtype: dtype)) * 0.4) + rng.Normal([n, targets], dtype: dtype) + 2);
    }

    private static double[] Naive(Tensor x, Tensor y, int folds)
    {
        int n = x.Shape[0], p = x.Shape[1], targets = y.Shape[1];
        var r = new double[s_penalties.Length * targets];
        for (int fold = 0; fold < folds; fold++)
        {
            Tensor held = Tensor.From(Enumerable.Range(0, n).Where(i => i % folds == fold).Select(i => (long)i).ToArray());
            Tensor kept = Tensor.From(Enumerable.Range(0, n).Where(i => i % folds != fold).Select(i => (long)i).ToArray());
            Tensor trainX = x[kept], trainY = y[kept], meanX = trainX.Mean(0, keepDims: true), meanY = trainY.Mean(0, keepDims: true);
            Tensor a = trainX - meanX;
            for (int i = 0; i < s_penalties.Length; i++)
            {
                Tensor weights = (a.Mt.MatMul(a) + (Tensor.Eye(p, DType.Float64) * s_penalties[i])).Solve(a.Mt.MatMul(trainY - meanY));
                Tensor prediction = (x[held] - meanX).MatMul(weights) + meanY;
                for (int t = 0; t < targets; t++)
                    r[(i * targets) + t] += RankCorrelation.Pearson(prediction.Select(1, t).ToArray<double>(), y[held].Select(1, t).ToArray<double>()) / folds;
            }
        }
        return r;
    }
}
