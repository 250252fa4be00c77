using System.Text.Json;
using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>What was planted in a synthetic release; real ones have no such file.</summary>
internal static class GroundTruth
{
    /// <summary>The file in the release's root.</summary>
    public const string FileName = "ground_truth.json";

    /// <summary>From electrode name to weights; null where the release is real or says nothing of the subject.</summary>
    /// <exception cref="InvalidDataException">The file is not of this form.</exception>
    public static IReadOnlyDictionary<string, AreaWeights>? Read(TreebankRelease release, TreebankSession session)
    {
        string path = Path.Combine(release.Root, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            using JsonDocument all = JsonDocument.Parse(File.ReadAllBytes(path));
            if (!all.RootElement.TryGetProperty(session.SubjectName, out JsonElement subject)) return null;
            return subject.EnumerateObject().Any(e => e.Value.ValueKind != JsonValueKind.Object || !e.Value.TryGetProperty(nameof(AreaWeights.Auditory), out _))
                ? null : subject.Deserialize<Dictionary<string, AreaWeights>>(); // another generator's file
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }
}
