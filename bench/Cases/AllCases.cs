using Neuron.Bench.Peers;

namespace Neuron.Bench.Cases;

/// <summary>Every row of the peer benchmark.</summary>
internal static class AllCases
{
    public static IReadOnlyList<string> Groups { get; } = ["gemm", "conv", "attention", "steps", "ops", "numeric", "signal", "small", .. ProcessCases.Groups];

    /// <summary>What fills a GPU, and whole steps.</summary>
    public static IEnumerable<PeerCase> OnDevices() => [.. DeviceCases.All(), .. LayerCases.All(), .. StepCases.All(), .. OperationCases.All()];

    public static IEnumerable<PeerCase> Build() =>
        [.. GemmCases.All(), .. LayerCases.All(), .. StepCases.All(), .. OperationCases.All(), .. NumericCases.All(), .. SignalCases.All()];
}
