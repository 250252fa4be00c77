namespace Neuron.Experiments.Guidance;

/// <summary>How guide taps that land on the same target tap are treated.</summary>
internal enum MappingMode
{
    /// <summary>Counted from 0; of several guide taps on one target tap the last stays (the released code, and the loss scales of Figures 7 and 8).</summary>
    OneToOne,
    /// <summary>Counted from 0; every guide tap counts (the paper's ablation "multiple guide layers").</summary>
    AllPairs,
    /// <summary>Algorithm 1 to the letter: counted from 1, every guide tap counts.</summary>
    LiteralOneBased,
}
