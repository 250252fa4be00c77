using Neuron.Bench.Peers;

namespace Neuron.Bench.Cases;

/// <summary>Every row of the peer benchmark.</summary>
internal static class AllCases
{
    public static IReadOnlyList<string> Groups { get; } = ["gemm", "conv", "attention", "steps", "ops", "numeric", "signal", "small", .. ProcessCases.Groups];

    public static IEnumerable<PeerCase> Build() =>
        [.. GemmCases.All(), .. LayerCases.All(), .. StepCases.All(), .. OperationCases.All(), .. NumericCases.All(), .. SignalCases.All()];
}
