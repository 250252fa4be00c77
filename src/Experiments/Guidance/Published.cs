namespace Neuron.Experiments.Guidance;

/// <summary>What the paper reports of one pair of networks.</summary>
/// <param name="Setting">Where it stands and in which setting: "Table 3: ImageNet top-5 accuracy, %".</param>
/// <param name="Conditions">The published number of each condition that has one.</param>
/// <param name="TrainedGuide">The trained guide itself.</param>
/// <param name="UntrainedGuide">The untrained guide itself.</param>
internal sealed record Published(
    string Setting, IReadOnlyDictionary<Condition, SampleMean> Conditions, SampleMean? TrainedGuide = null, SampleMean? UntrainedGuide = null);

/// <summary>Something that the paper says, to be tested on what was measured.</summary>
/// <param name="Text">The statement.</param>
/// <param name="Better">The condition that should be better.</param>
/// <param name="Than">The condition that it should be better than; null for chance.</param>
/// <param name="AtMost">The statement is that the first is NOT better: within two standard errors of the second.</param>
internal sealed record Claim(string Text, Condition Better, Condition? Than, bool AtMost = false);
