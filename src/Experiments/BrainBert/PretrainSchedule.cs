using Neuron.Models;

namespace Neuron.Experiments.BrainBert;

/// <summary>Learning rates of pretraining.</summary>
internal static class PretrainSchedule
{
    /// <summary>The schedule that the configuration names.</summary>
    public static Schedule Of(PretrainConfig config)
    {
        int warmup = (int)Math.Round(config.Warmup * config.Steps);
        return config.Rate == PretrainRate.RampDecay ? RampDecay(warmup, config.Steps) : CosineToTenth(warmup, config.Steps);
    }

    /// <summary>
    /// η·k/w up to step w, then η·0.99^⌊(k − w − 1)/S⌋ with S = (total − w)/100 rounded to whole steps, at least 1 (specification 6.2).
    /// </summary>
    /// <remarks>The released code does not round S and then decays only where the step is a whole multiple of it.</remarks>
    public static Schedule RampDecay(int warmup, int total)
    {
        long period = Math.Max(1, (long)Math.Round((total - warmup) / 100.0));
        return Schedules.Of((k, rate) => k <= warmup ? rate * (warmup == 0 ? 1 : (double)k / warmup) : rate * Math.Pow(0.99, (k - warmup - 1) / period));
    }

    private static Schedule CosineToTenth(int warmup, int total) => Schedules.Of((k, rate) => k < warmup ? rate * k / warmup
        : rate * (0.1 + 0.9 * (1 + Math.Cos(Math.PI * Math.Min(1, (double)(k - warmup) / Math.Max(1, total - warmup)))) / 2));
}
