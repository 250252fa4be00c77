using Neuron.Experiments.BrainBert;
using Neuron.Models;

namespace Neuron.Tests.Experiments.BrainBert;

/// <summary>Optimiser and schedule against the numbers of the specification, section 6.2.</summary>
public class ScheduleTests
{
    private sealed class Holder : Layer
    {
        public Holder() => P = AddParameter("p", [3], (shape, dtype, _) => Tensor.From([1f, -2, 3], shape).To(dtype));

        public Parameter P { get; }

        protected override Tensor Compute(Tensor input) => input * P.Value;
    }

    [Fact]
    public void Lamb_takes_the_stated_steps()
    {
        Holder holder = new();
        Lamb optimizer = new(holder.Parameters(), 0.01);
        optimizer.Step(_ => Tensor.From([0.1f, -0.2f, 0.3f]));
        Neuron.Tests.Shared.Closeness.Check("step 1", [0.97840019, -1.97839677, 2.97839563], Values(holder), 0, 1e-6);
        optimizer.Step(_ => Tensor.From([-0.3f, 0.1f, 0.2f]));
        Neuron.Tests.Shared.Closeness.Check("step 2", [0.99474181, -1.96959004, 2.94630812], Values(holder), 0, 1e-6);

        static double[] Values(Holder h) => [.. h.P.Value.ToArray<float>().Select(v => (double)v)];
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 8e-9)]
    [InlineData(6250, 5e-5)]
    [InlineData(12500, 1e-4)]
    [InlineData(12501, 1e-4)]
    [InlineData(17375, 1e-4)]
    [InlineData(17376, 9.9e-5)]
    [InlineData(499_999, 3.6972964e-5)]
    public void Published_schedule_has_the_stated_rates(long step, double rate) =>
        Assert.Equal(rate, PretrainSchedule.RampDecay(12_500, 500_000).Rate(step, 1e-4), 1e-12);

    [Fact]
    public void Paper_preset_is_the_published_command()
    {
        PretrainConfig config = PretrainConfig.Sized(Neuron.Experiments.Preset.Paper, new PretrainConfig());
        Assert.Equal((500_000, 256, 1e-4, 0.05, 2.0, 5.0), (config.Steps, config.BatchSize, config.LearningRate, config.MaskProbability, config.Alpha, config.WindowSeconds));
        Assert.Equal((PretrainOptimizer.Lamb, PretrainRate.RampDecay, ChannelReference.Laplacian, SpectrogramKind.Stft), (config.Optimizer, config.Rate, config.Reference, config.Spectrogram));
        Assert.Equal(43_183_144, new BrainBertModel(config.Model).ParameterCount);
        Assert.Equal(1e-4, PretrainSchedule.Of(config).Rate(12_500, 1e-4), 1e-15);
        Assert.Equal(10, DecodeConfig.At(Neuron.Experiments.Preset.Paper).BestElectrodes);
    }

    [Fact]
    public void Small_preset_has_the_mini_model() =>
        Assert.Equal(50_600, new BrainBertModel(PretrainConfig.Sized(Neuron.Experiments.Preset.Small, new PretrainConfig()).Model).ParameterCount);
}
