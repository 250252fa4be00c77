namespace Neuron.Experiments.Commands;

/// <summary>Chooses experiments by paper.</summary>
internal static class Papers
{
    /// <summary>The experiments of <paramref name="paper"/>, or all when it is null.</summary>
    /// <exception cref="UsageException">No experiment belongs to it.</exception>
    public static IReadOnlyList<ExperimentEntry> Select(string? paper)
    {
        if (paper is null) return Registry.All;
        ExperimentEntry[] chosen = [.. Registry.All.Where(e => e.Paper == paper)];
        return chosen.Length > 0 ? chosen
            : throw new UsageException($"There is no paper '{paper}'.{Nearest.Hint(paper, [.. Registry.All.Select(e => e.Paper).Distinct()])}");
    }
}
