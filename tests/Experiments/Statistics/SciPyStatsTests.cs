using MathNet.Numerics;
using Neuron.Experiments.Statistics;
using Neuron.Models.Statistics;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Statistics;

/// <summary>All cases of scipy_stats.safetensors at their stated tolerances.</summary>
public class SciPyStatsTests
{
    private const string File = "scipy_stats";

    private static ReferenceCase Case(string name) => ReferenceFile.Open(File)[name];

    [ReferenceFact]
    public void Every_case_runs() => ReferenceFile.Open(File).AssertEveryCaseIsNamed(typeof(SciPyStatsTests).Assembly);

    [ReferenceTheory, ReferenceCases(File, "pearsonr", "spearmanr_ties", "kendalltau", "ttest_*", "wilcoxon", "mannwhitneyu", "f_oneway")]
    public void Test_of_hypothesis(string name)
    {
        ReferenceCase c = Case(name);
        double[] Get(string key) => c.Has(key) ? c.Double(key) : [];
        (double[] a, double[] b, double[] d) = (Get("in.a"), Get("in.c"), Get("in.d"));
        TestResult result = name switch
        {
            "pearsonr" => Correlation.Pearson(a, b),
            "spearmanr_ties" => Correlation.Spearman(a, d),
            "kendalltau" => Correlation.Kendall(a, d),
            "ttest_1samp" => TTest.OneSample(b),
            "ttest_rel" => TTest.Paired(a, b),
            "ttest_ind" => TTest.Pooled(a, b),
            "ttest_welch" => TTest.Welch(a, b),
            "ttest_greater" => TTest.Pooled(a, b, Alternative.Greater),
            "wilcoxon" => RankTest.Wilcoxon(a, b),
            "mannwhitneyu" => RankTest.MannWhitney(a, b),
            _ => TTest.OneWayAnova(a, b, d),
        };
        c.Check("out.y", [result.Statistic, result.P]);
        if (c.Has("out.rank_d")) c.Check("out.rank_d", RankCorrelation.Ranks(d));
    }

    [ReferenceTheory, ReferenceCases(File, "linregress", "moments", "zscore")]
    public void Description(string name)
    {
        ReferenceCase c = Case(name);
        switch (name)
        {
            case "linregress":
                (double slope, double intercept, double r, double p, double error) = Correlation.Line(c.Double("in.a"), c.Double("in.c"));
                c.Check("out.y", [slope, intercept, r, p, error]);
                break;
            case "moments":
                double[] x = c.Double("in.c");
                c.Check("out.y", [Moments.Skewness(x), Moments.ExcessKurtosis(x), Moments.StandardError(x)]);
                break;
            default:
                for (int ddof = 0; ddof < 2; ddof++)
                    c.Check($"out.ddof{ddof}", c.Double("in.m").Chunk(5).SelectMany(row => Moments.ZScores(row, ddof)).ToArray());
                break;
        }
    }

    [ReferenceTheory, ReferenceCases(File, "dist_*", "special")]
    public void Distribution(string name)
    {
        ReferenceCase c = Case(name);
        void Map(string output, string input, Func<double, double> f) => c.Check(output, Array.ConvertAll(c.Double(input), v => f(v)));
        switch (name)
        {
            case "dist_normal":
                Map("out.cdf", "in.g", Distributions.NormalCdf);
                Map("out.sf", "in.g", Distributions.NormalSurvival);
                Map("out.ppf", "in.p", Distributions.NormalQuantile);
                break;
            case "dist_t":
                Map("out.cdf3", "in.g", t => Distributions.StudentCdf(t, 3));
                Map("out.cdf19", "in.g", t => Distributions.StudentCdf(t, 19));
                Map("out.ppf3", "in.p", p => Distributions.StudentQuantile(p, 3));
                Map("out.ppf19", "in.p", p => Distributions.StudentQuantile(p, 19));
                break;
            case "dist_f_chi2":
                Map("out.f_2_57", "in.h", f => Distributions.FSurvival(f, 2, 57));
                Map("out.f_5_10", "in.h", f => Distributions.FSurvival(f, 5, 10));
                Map("out.chi2_1", "in.h", x => Distributions.ChiSquareSurvival(x, 1));
                Map("out.chi2_7", "in.h", x => Distributions.ChiSquareSurvival(x, 7));
                break;
            default:
                Map("out.betainc", "in.u", u => SpecialFunctions.BetaRegularized(2, 3.5, u));
                Map("out.gammainc", "in.h", h => SpecialFunctions.GammaLowerRegularized(2.5, h));
                Map("out.gammaincc", "in.h", h => SpecialFunctions.GammaUpperRegularized(2.5, h));
                Map("out.gammaln", "in.h", SpecialFunctions.GammaLn);
                Map("out.psi", "in.h", SpecialFunctions.DiGamma);
                Map("out.beta", "in.h", h => SpecialFunctions.Beta(h, 1.5));
                break;
        }
    }

    [ReferenceTheory, ReferenceCases(File, "fdr_bh")]
    public void Adjusted_p_values(string name)
    {
        ReferenceCase c = Case(name);
        c.Check("out.bh", MultipleComparisons.BenjaminiHochberg(c.Double("in.p")));
        c.Check("out.bonferroni", MultipleComparisons.Bonferroni(c.Double("in.p")));
    }

    [ReferenceTheory, ReferenceCases(File, "assignment")]
    public void Least_cost_assignment(string name)
    {
        ReferenceCase c = Case(name);
        double[] flat = c.Double("in.cost");
        var cost = new double[6, 7];
        for (int i = 0; i < flat.Length; i++) cost[i / 7, i % 7] = flat[i];
        var (rows, columns, total) = Assignment.Minimum(cost);
        c.Check("out.rows", Array.ConvertAll(rows, v => (long)v));
        c.Check("out.cols", Array.ConvertAll(columns, v => (long)v));
        c.Check("out.total", [total]);
    }

    [ReferenceTheory, ReferenceCases(File, "pdist")]
    public void Pairwise_distances(string name)
    {
        ReferenceCase c = Case(name);
        (string, Metric)[] metrics = [("euclidean", Metric.Euclidean), ("sqeuclidean", Metric.SquaredEuclidean), ("cosine", Metric.Cosine), ("correlation", Metric.Correlation), ("cityblock", Metric.CityBlock)];
        foreach ((string output, Metric metric) in metrics) c.Check($"out.{output}", Distances.Condensed(c.Double("in.m"), 6, metric));
    }

    [ReferenceTheory, ReferenceCases(File, "logreg_*")]
    public void Logistic_probe(string name)
    {
        ReferenceCase c = Case(name);
        bool[] y = Array.ConvertAll(c.Int64("in.y"), v => v != 0);
        LogisticRegression fit = LogisticRegression.Fit(c.Double("in.x"), y, name == "logreg_C1" ? 1 : 0.01);
        c.Check("out.w", fit.Weights);
        c.Check("out.b", [fit.Intercept]);
        double[] scores = fit.Scores(c.Double("in.x"));
        c.Check("out.score", scores);
        c.Check("out.auc", [RocCurve.Auc(scores, y)]);
    }

    [ReferenceTheory, ReferenceCases(File, "roc_auc_ties")]
    public void Area_with_ties(string name)
    {
        ReferenceCase c = Case(name);
        c.Check("out.auc", [RocCurve.Auc(c.Double("in.score"), Array.ConvertAll(c.Int64("in.y"), v => v != 0))]);
    }
}
