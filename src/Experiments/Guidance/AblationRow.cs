namespace Neuron.Experiments.Guidance;

/// <summary>One row of an ablation: which layers are guided, and the paper's number.</summary>
/// <param name="Name">As in the paper's table.</param>
/// <param name="Published">The paper's accuracy in per cent.</param>
/// <param name="Change">What the row changes; null for the row without a guide.</param>
internal sealed record AblationRow<TConfig>(string Name, double Published, Func<TConfig, int, TConfig?>? Change) where TConfig : GuidanceConfig;
