namespace Neuron.Experiments.BrainBert;

/// <summary>What is known of the paper's numbers, and of its released weights on another benchmark.</summary>
internal static class PublishedDecoding
{
    /// <summary>The published AUC of a decoder on a task (null = the mean of the four tasks), with where it stands.</summary>
    public static (SampleMean Value, string Source)? Of(DecodingTask? task, Decoder decoder) => (task, decoder) switch
    {
        (DecodingTask.SentenceOnset, Decoder.FrozenPretrained) => (new(0.66, 0.03), "Table 2; ± is the deviation over 10 electrodes"),
        (null, Decoder.TunedPretrained) => (new(0.83), "mean of the four tasks"),
        (null, Decoder.TunedRandom) => (new(0.60), "0.83 less the stated gain of 0.23"),
        (null, Decoder.LinearWindow) => (new(0.63), "a baseline, the paper's notes do not say which"),
        _ => null,
    };

    /// <summary>Features, split, then onset, speech, pitch and volume: AUC of linear decoders on the public Neuroprobe leaderboard (mean ± s.e.m. over sessions).</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Neuroprobe { get; } =
    [
        ["raw voltage", "within session", "0.795 ± 0.022", "0.656 ± 0.023", "0.536 ± 0.005", "0.595 ± 0.016"],
        ["spectrogram", "within session", "0.851 ± 0.026", "0.825 ± 0.029", "0.570 ± 0.012", "0.726 ± 0.039"],
        ["Laplacian and spectrogram", "within session", "0.891 ± 0.019", "0.883 ± 0.019", "0.578 ± 0.017", "0.717 ± 0.033"],
        ["BrainBERT frozen", "within session", "0.757 ± 0.028", "0.611 ± 0.023", "0.524 ± 0.008", "0.583 ± 0.011"],
        ["BrainBERT untrained, frozen", "within session", "0.750 ± 0.029", "0.603 ± 0.021", "0.524 ± 0.005", "0.570 ± 0.009"],
        ["BrainBERT frozen", "across subjects", "0.582 ± 0.014", "0.537 ± 0.005", "0.507 ± 0.002", "0.521 ± 0.003"],
    ];
}
