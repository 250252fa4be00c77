using Neuron.Experiments.Statistics;
using Neuron.Models.Statistics;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Statistics;

/// <summary>The numeric cases of sections 12.1 to 12.8 of the Brain Treebank specification.</summary>
public class SpecStatisticsTests
{
    private readonly double[] _x = Lcg.Normals(11, 20);
    private readonly double[] _y;

    public SpecStatisticsTests() => _y = [.. _x.Zip(Lcg.Normals(12, 20), (x, n) => 0.5 * x + n)];

    private static void Same(string what, double[] expected, double[] actual) => Closeness.Check(what, expected, actual, 1e-9, 1e-11);

    private static double[] Both(TestResult r) => [r.Statistic, r.P];

    [Fact]
    public void Generator_repeats_the_published_numbers()
    {
        Lcg one = new(1);
        Same("uniform", [0.23645552538800985, 0.3692706738365814, 0.5042420324170962], [one.Uniform(), one.Uniform(), one.Uniform()]);
        Same("normal", [-1.1568343541568942, -0.3273030939168647, -1.667173256882052], Lcg.Normals(1, 3));
        Closeness.Check("x", [-0.2778614734, 1.2885629706, 0.4671102522], _x.AsSpan(0, 3), 0, 1e-10);
        Closeness.Check("y", [-1.2709263838, 2.6092767761, -0.9176208653], _y.AsSpan(0, 3), 0, 1e-10);
    }

    [Fact]
    public void Tests_of_hypotheses()
    {
        Same("Pearson", [0.462773090607, 0.039911465933], Both(Correlation.Pearson(_x, _y)));
        Same("Spearman", [0.430075187970, 0.058396007085], Both(Correlation.Spearman(_x, _y)));
        Same("paired t", [0.614275019944, 0.546319522763], Both(TTest.Paired(_x, _y)));
        Same("pooled t", [0.465372115257, 0.644321129477], Both(TTest.Pooled(_x, _y)));
        Same("Welch", [0.644724028683], [TTest.Welch(_x, _y).P]);
        Same("one sample", [-0.399899071846, 0.693690974787], Both(TTest.OneSample(_y, 0.1)));
        // the second number is the first times √(20/19); the specification prints it with two digits exchanged (0.74348886…)
        Same("deviation", [0.724663066575, 0.743488618862], [Math.Sqrt(Moments.Variance(_x, 0)), Math.Sqrt(Moments.Variance(_x, 1))]);
        Same("ANOVA", [1.858222016328, 0.171901587400], Both(TTest.OneWayAnova(Lcg.Normals(21, 12), [.. Lcg.Normals(22, 15).Select(v => v + 0.5)], [.. Lcg.Normals(23, 9).Select(v => v + 1)])));
        Same("tails", [0.004230097404, 2.042272456301, 0.011270563258], [Distributions.StudentTwoSided(3.3, 17), Distributions.StudentQuantile(0.975, 30), Distributions.FSurvival(4.2, 3, 40)]);
        Closeness.Check("far tail", [2.520874711644e-23], [Distributions.StudentTwoSided(10, 5000)], 1e-9, 0);
        Same("Spearman with ties", [0.734791923168, 0.037850006539], Both(Correlation.Spearman([1, 2, 2, 3, 5, 5, 5, 8], [2, 1, 4, 4, 3, 9, 7, 8])));
        Assert.Equal([1, 2.5, 2.5, 4, 6, 6, 6, 8], RankCorrelation.Ranks([1, 2, 2, 3, 5, 5, 5, 8]));
        Same("Wilcoxon", [91, 0.621513366699], Both(RankTest.Wilcoxon(_x, Lcg.Normals(12, 20))));
        Same("Mann-Whitney", [5, 0.285714285714], Both(RankTest.MannWhitney([.1, .4, .35, .8], [.5, .9, .7, .2, .95], exact: true)));
        (double low, double high) = Correlation.FisherInterval(0.3, 50);
        Same("Fisher", [0.023625077389, 0.533775186886], [low, high]);
    }

    [Fact]
    public void Comparisons_areas_and_percentiles()
    {
        Closeness.Check("BH", [.01, .04, .084, .084, .084, .1, .1057142857, .216, .216, .216], MultipleComparisons.BenjaminiHochberg([.001, .008, .039, .041, .042, .06, .074, .205, .212, .216]), 0, 1e-10);
        Same("BH unsorted", [.048, .03, .045, .04, .5, .03], MultipleComparisons.BenjaminiHochberg([.04, .01, .03, .02, .5, .01]));
        double[] scores = [.1, .4, .35, .8, .4, .4, .2, .9, .4, .7];
        bool[] labels = [false, false, true, true, false, true, false, true, true, false];
        Same("AUC", [0.72], [RocCurve.Auc(scores, labels)]);
        Same("AUC of BrainBERT 11.5", [5 / 6.0], [RocCurve.Auc([.1, .4, .35, .8, .4, .2], [false, false, true, true, true, false])]);
        Closeness.Check("percentiles", [-1.12868573, -0.3201828599, 0.2362929163, 0.6122277072, 1.2783681803],
            [.. new List<double> { 2.5, 25, 50, 75, 97.5 }.Select(p => Moments.Percentile(_x, p))], 0, 1e-8);
        (double auc, double low, double high) = RocCurve.AucInterval(scores, labels);
        Assert.Equal(0.72, auc, 12);
        Assert.True(low < auc && auc < high && low >= 0 && high <= 1);
        // DeLong's variance is 0 where all pairs agree, which says nothing of what other examples would give
        Assert.Equal((1, double.NaN, double.NaN), RocCurve.AucInterval([1, 2, 3, 4], [false, false, true, true]));
        Assert.Equal((0, double.NaN, double.NaN), RocCurve.AucInterval([1, 2, 3], [true, false, false]));
    }

    [Fact]
    public void Interval_of_the_area_covers_the_truth_as_often_as_it_says()
    {
        // normal scores one deviation apart: AUC = Φ(1/√2)
        double truth = Distributions.NormalCdf(1 / Math.Sqrt(2));
        int covered = 0;
        Random random = new(5);
        double Draw() => Distributions.NormalQuantile(random.NextDouble() * 0.9999 + 0.00005);
        for (int trial = 0; trial < 400; trial++)
        {
            bool[] labels = [.. Enumerable.Range(0, 120).Select(i => i % 2 == 0)];
            (_, double low, double high) = RocCurve.AucInterval([.. labels.Select(l => Draw() + (l ? 1 : 0))], labels);
            if (low <= truth && truth <= high) covered++;
        }
        Assert.InRange(covered / 400.0, 0.91, 0.985); // 0.95 ± 4 standard errors of 400 trials, rounded down by DeLong's small-sample bias
    }

    [Fact]
    public void Bootstrap_and_permutations()
    {
        Lcg random = new(7);
        int[][] rows = Resample.Indices(1000, 20, random.Uniform);
        Assert.Equal([4, 18, 12, 18, 0, 17, 7, 1, 1, 19, 19, 10, 9, 10, 12, 15, 15, 8, 9, 17], rows[0]);
        double[] means = Resample.Bootstrap(rows, i => i.Average(k => _x[k]));
        (double low, double high) = Resample.Interval(means);
        Closeness.Check("means", [0.147056460839, -0.1824873534, 0.4306397698, 0.157723720119], [Moments.Mean(means), low, high, Math.Sqrt(Moments.Variance(means, 1))], 0, 1e-9);
        double[] r = Resample.Bootstrap(rows, i => Correlation.Pearson([.. i.Select(k => _x[k])], [.. i.Select(k => _y[k])]).Statistic);
        (low, high) = Resample.Interval(r);
        Closeness.Check("r", [0.428236583690, -0.1112876297, 0.8116911482, 0.048], [Moments.Mean(r), low, high, r.Count(v => v <= 0) / 1000.0], 0, 1e-9);
        Assert.Equal(0.8984375, Resample.SignFlip([.. _x.Zip(_y, (a, b) => a - b).Take(10)]));
        Same("splits", [0.730158730159], [Resample.TwoSample(_x.AsSpan(0, 5), [.. _y.Take(5).Select(v => v + 0.8)])]);
    }

    [Fact]
    public void Logistic_regression_of_section_12_8()
    {
        double[] x = Lcg.Normals(100, 360), noise = Lcg.Normals(600, 60);
        bool[] y = [.. Enumerable.Range(0, 60).Select(i => x[6 * i] - 0.7 * x[6 * i + 2] + 1.2 * noise[i] > 0)];
        Assert.Equal((30, 18), (y.Count(v => v), y.Take(40).Count(v => v)));
        for (int j = 0; j < 6; j++)
        {
            double[] column = [.. Enumerable.Range(0, 40).Select(i => x[6 * i + j])];
            (double mean, double deviation) = (Moments.Mean(column), Math.Sqrt(Moments.Variance(column, 0)));
            for (int i = 0; i < 60; i++) x[6 * i + j] = (x[6 * i + j] - mean) / deviation;
        }
        LogisticRegression fit = LogisticRegression.Fit(x.AsSpan(0, 240), y.AsSpan(0, 40));
        // the printed solution stopped at a gradient of 1e-4 (the solver's default), so it is only known to about 2e-6
        Closeness.Check("w", [1.311057138, 0.133585954, -1.11114372, -0.07452526, 0.589818599, 0.13294338, -0.400994134], [.. fit.Weights, fit.Intercept], 0, 2e-6);
        double[] scores = fit.Scores(x.AsSpan(240));
        Closeness.Check("P", [0.073788673, 0.10711445, 0.308618077], [.. scores.Take(3).Select(s => 1 / (1 + Math.Exp(-s)))], 0, 1e-6);
        Same("AUC", [0.854166667, 0.75], [Math.Round(RocCurve.Auc(scores, y.AsSpan(40)), 9), scores.Zip(y.Skip(40), (s, l) => s > 0 == l ? 1.0 : 0).Average()]);
    }

    [Fact]
    public void Assignments_are_the_best_of_all_permutations()
    {
        Random random = new(3);
        for (int trial = 0; trial < 50; trial++)
        {
            var cost = new double[4, 5];
            for (int i = 0; i < 20; i++) cost[i / 5, i % 5] = random.Next(-9, 10);
            double best = double.PositiveInfinity;
            for (int code = 0; code < 625; code++)
            {
                int[] pick = [code % 5, code / 5 % 5, code / 25 % 5, code / 125];
                if (pick.Distinct().Count() == 4) best = Math.Min(best, pick.Select((c, r) => cost[r, c]).Sum());
            }
            int[] found = Assignment.Minimum(cost).Columns;
            Assert.Equal(4, found.Distinct().Count());
            Assert.Equal(best, found.Select((c, r) => cost[r, c]).Sum());
        }
        var (rows, columns, total) = Assignment.Minimum(new double[,] { { 5, 1 }, { 1, 5 }, { 9, 9 } }); // a row goes without
        Assert.Equal([0, 1], rows);
        Assert.Equal([1, 0], columns);
        Assert.Equal(2, total);
    }

    [Fact]
    public void Undefined_requests_are_refused()
    {
        Assert.Throws<ArgumentException>(() => RocCurve.Auc([1, 2], [true, true]));
        Assert.Throws<ArgumentException>(() => RocCurve.Auc([1, double.NaN], [true, false]));
        Assert.Throws<ArgumentException>(() => TTest.OneSample([1]));
        Assert.Throws<ArgumentException>(() => Correlation.Pearson([1, 2], [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => RankTest.Wilcoxon([1, 2], [1, 2]));
    }
}
