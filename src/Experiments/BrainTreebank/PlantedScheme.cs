namespace Neuron.Experiments.BrainTreebank;

/// <summary>What a synthetic release plants, and where.</summary>
internal enum PlantedScheme
{
    /// <summary>
    /// Three areas of a made-up brain respond by position: loudness and pitch of words, sentence onsets, suppression during
    /// sentences (BrainBERT specification, 11.1). Its clock is exact: every word lands on its sample under both alignment rules.
    /// </summary>
    Areas,

    /// <summary>
    /// Effects of fixed size dealt out to the contacts: 4 erp, 4 sustained, 2 each of surprisal, volume, verb and high gamma, 8
    /// silent (Brain Treebank specification, 13.2), with the real release's irregular clock and incomplete words.
    /// </summary>
    Contrasts,
}
