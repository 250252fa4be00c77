namespace Neuron.Experiments.Guidance;

/// <summary>What a language model predicts.</summary>
internal enum TextUnit
{
    /// <summary>Characters.</summary>
    Characters,
    /// <summary>Words, the rarer ones as one unknown word.</summary>
    Words,
    /// <summary>Sub-word units that are learned from the training text.</summary>
    BytePairs,
    /// <summary>GPT-2's sub-word units, as in the paper; their files lie in the data folder.</summary>
    Gpt2,
}
