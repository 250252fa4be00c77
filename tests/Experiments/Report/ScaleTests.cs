using Neuron.Experiments.Report;

namespace Neuron.Tests.Experiments.Report;

public class ScaleTests
{
    [Fact]
    public void Linear_ticks_are_round_and_cover_the_values()
    {
        Scale scale = Scale.Linear(0.13, 0.87, 0, 100, 5);
        Assert.Equal(["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"], scale.Ticks.Select(scale.Label));
        Assert.Equal(50, scale[0.5], 1e-9);
    }

    [Fact]
    public void Narrow_axis_keeps_its_ends_and_the_ticks_inside()
    {
        Scale scale = Scale.Linear(3, 17, 0, 140, 6, widen: false);
        Assert.Equal(["5", "10", "15"], scale.Ticks.Select(scale.Label));
        Assert.Equal(0, scale[3], 1e-9);
        Assert.Equal(140, scale[17], 1e-9);
    }

    [Fact]
    public void Log_ticks_are_powers_of_ten()
    {
        Scale scale = Scale.Log(0.001, 100, 0, 5);
        Assert.Equal([0.001, 0.01, 0.1, 1, 10, 100], scale.Ticks.Select(t => Math.Round(t, 6)));
        Assert.Equal(2, scale[0.1], 1e-9);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(double.NaN, 1)]
    [InlineData(-1e-320, 1e-320)]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity)]
    public void Degenerate_ranges_still_give_an_axis(double minimum, double maximum)
    {
        Scale scale = Scale.Linear(minimum, maximum, 0, 100, 5);
        Assert.InRange(scale.Ticks.Count, 2, 20);
        Assert.All(scale.Ticks, t => Assert.True(double.IsFinite(scale[t])));
    }
}
