namespace Neuron.Experiments.Guidance;

/// <summary>How a target is trained (arXiv 2410.20035, §4 and Appendix D).</summary>
internal enum Condition
{
    /// <summary>Task loss alone.</summary>
    Unguided,
    /// <summary>Guidance in every step by a trained guide.</summary>
    TrainedGuide,
    /// <summary>Guidance in every step by a guide at its random initialisation.</summary>
    UntrainedGuide,
    /// <summary>As <see cref="UntrainedGuide"/>, but the guide sees a fresh batch of noise while the target sees the data (Figure 6).</summary>
    NoiseGuide,
    /// <summary>As <see cref="UntrainedGuide"/>, but only for the first steps (§1.6 of the code's options: <c>--early_stop</c>).</summary>
    EarlyStoppedGuide,
    /// <summary>First alignment alone, both networks seeing noise, then the task alone (Figure 4).</summary>
    AlignedOnNoise,
    /// <summary>First alignment alone, both networks seeing training inputs, then the task alone.</summary>
    AlignedOnInputs,
    /// <summary>Knowledge distillation from the trained guide's logits instead of guidance (App. H).</summary>
    Distilled,
    /// <summary>Knowledge distillation from the logits of a guide at its random initialisation.</summary>
    DistilledUntrained,
    /// <summary>No guide, but each layer's activations are pressed towards a number of principal components (App. I.2).</summary>
    DimensionRegularised,
}

/// <summary>What follows from a condition.</summary>
internal static class Conditions
{
    extension(Condition condition)
    {
        /// <summary>Name in tables and charts.</summary>
        public string Label => condition switch
        {
            Condition.Unguided => "no guide",
            Condition.TrainedGuide => "trained guide",
            Condition.UntrainedGuide => "untrained guide",
            Condition.NoiseGuide => "noise-input guide",
            Condition.EarlyStoppedGuide => "early-stopped guide",
            Condition.AlignedOnNoise => "aligned on noise first",
            Condition.AlignedOnInputs => "aligned on inputs first",
            Condition.Distilled => "distilled from trained guide",
            Condition.DistilledUntrained => "distilled from untrained guide",
            Condition.DimensionRegularised => "dimension regulariser",
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "Unknown condition."),
        };

        /// <summary>Whether the run begins with steps on the alignment loss alone.</summary>
        public bool AlignsFirst => condition is Condition.AlignedOnNoise or Condition.AlignedOnInputs;

        /// <summary>Whether the guide is a trained one.</summary>
        public bool TakesTrainedGuide => condition is Condition.TrainedGuide or Condition.Distilled;

        /// <summary>Whether the target learns from the guide's logits.</summary>
        public bool Distils => condition is Condition.Distilled or Condition.DistilledUntrained;

        /// <summary>Whether training step <paramref name="step"/> (from 0) adds the guidance loss to the task loss.</summary>
        public bool Guides(long step, int earlyStop) => condition switch
        {
            Condition.TrainedGuide or Condition.UntrainedGuide or Condition.NoiseGuide => true,
            Condition.EarlyStoppedGuide => step <= earlyStop, // the released code guides steps 0 to 300, which are 301
            _ => false,
        };
    }
}
