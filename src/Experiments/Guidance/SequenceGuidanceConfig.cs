namespace Neuron.Experiments.Guidance;

/// <summary>What the experiments on generated sequences share.</summary>
internal abstract record SequenceGuidanceConfig : GuidanceConfig
{
    /// <summary>Training sequences.</summary>
    public int TrainSequences { get; init => field = AtLeast(4, value); } = 80_000;

    /// <summary>Validation sequences.</summary>
    public int ValidationSequences { get; init => field = AtLeast(4, value); } = 10_000;

    /// <summary>Test sequences.</summary>
    public int TestSequences { get; init => field = AtLeast(4, value); } = 10_000;

    /// <summary>Shortest sequence.</summary>
    public int Shortest { get; init => field = AtLeast(1, value); } = 20;

    /// <summary>Longest sequence.</summary>
    public int Longest { get; init => field = AtLeast(1, value); } = 40;

    /// <inheritdoc/>
    public override void Check()
    {
        if (Longest < Shortest) throw new ConfigException($"longest = {Longest} is less than shortest = {Shortest}.");
    }
}
