namespace Neuron.Experiments.Statistics;

/// <summary>Which deviations count against the null hypothesis.</summary>
internal enum Alternative
{
    /// <summary>Either direction.</summary>
    TwoSided,

    /// <summary>The first is greater.</summary>
    Greater,

    /// <summary>The first is less.</summary>
    Less,
}

/// <summary>A test's statistic and the probability under the null hypothesis of one at least as extreme.</summary>
internal readonly record struct TestResult(double Statistic, double P);
