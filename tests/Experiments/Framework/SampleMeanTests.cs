using Neuron.Experiments;

namespace Neuron.Tests.Experiments.Framework;

public class SampleMeanTests
{
    [Fact]
    public void Standard_error_uses_the_unbiased_variance()
    {
        SampleMean mean = SampleMean.Of(1, 2, 4);
        Assert.Equal(7.0 / 3, mean.Mean, 1e-14);
        Assert.Equal(Math.Sqrt(7.0 / 3 / 3), mean.StandardError!.Value, 1e-14); // s² = Σ(v − 7/3)² / 2 = 7/3
        Assert.Equal("2.33 ± 0.88", mean.ToString("0.00"));
        Assert.Equal("5.0", SampleMean.Of(5).ToString("0.0"));
    }
}
