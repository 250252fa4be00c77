using Neuron.Experiments.Guidance;

namespace Neuron.Tests.Experiments.Guidance;

public class ErrorConsistencyTests
{
    private static bool[] Right(string bits) => [.. bits.Select(b => b == '1')];

    [Theory]
    [InlineData("1110010101", "1010110100", 0.4)] // specification §9.5
    [InlineData("1100", "1100", 1)]
    [InlineData("1100", "0011", -1)]
    [InlineData("1111", "1111", 1)] // expected agreement is 1
    public void Kappa_has_the_value_of_the_formula(string first, string second, double kappa) =>
        Assert.Equal(kappa, ErrorConsistency.Kappa(Right(first), Right(second)), 1e-12);

    [Fact]
    public void Different_samples_are_refused() =>
        Assert.Contains("found 2 and 1", Assert.Throws<ArgumentException>(() => ErrorConsistency.Kappa([true, false], [true])).Message, StringComparison.Ordinal);
}
