using System.Text.Json;
using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>How much a synthetic contact hears of each area.</summary>
/// <param name="Auditory">Answers words, their volume and pitch.</param>
/// <param name="Language">Answers the first word of a sentence.</param>
/// <param name="Motor">Loses its beta rhythm during sentences.</param>
internal readonly record struct AreaWeights(double Auditory, double Language, double Motor)
{
    /// <summary>The largest of the three.</summary>
    public double Largest => Math.Max(Auditory, Math.Max(Language, Motor));

    /// <summary>The area that weighs most.</summary>
    public string Area => Largest == Auditory ? "auditory" : Largest == Language ? "language" : "motor";

    /// <summary>How strongly the contact answers a task's feature: first words by the auditory or the language area, the others by the auditory one.</summary>
    public double For(DecodingTask task) => task == DecodingTask.SentenceOnset ? Math.Max(Auditory, Language) : Auditory;

    /// <summary>How much of a task's feature reaches the contact's voltage at all: volume and pitch through the auditory area alone, speech through all three.</summary>
    public double Reaching(DecodingTask task) => task is DecodingTask.Volume or DecodingTask.Pitch ? Auditory : Largest;
}

/// <summary>What was planted by position in a synthetic release; real ones have no such file.</summary>
internal static class GroundTruth
{
    /// <summary>The file in the release's root.</summary>
    public const string FileName = "ground_truth.json";

    /// <summary>Whether a session's subject is the same one in both releases: real ones number the same subjects, synthetic ones draw their montages anew.</summary>
    public static bool IsSameSubject(TreebankRelease first, TreebankRelease second, TreebankSession session)
    {
        if (first.Root == second.Root) return true;
        (var a, var b) = (Read(first, session), Read(second, session));
        return a is null || b is null ? a is null && b is null : a.Count == b.Count && a.All(p => b.TryGetValue(p.Key, out AreaWeights weights) && weights == p.Value);
    }

    /// <summary>From electrode name to weights; null where the release is real, or says nothing of the subject, or was planted otherwise.</summary>
    /// <exception cref="InvalidDataException">The file is not of this form.</exception>
    public static IReadOnlyDictionary<string, AreaWeights>? Read(TreebankRelease release, TreebankSession session, LabelRule rule = LabelRule.Neuroprobe)
    {
        string path = Path.Combine(release.Root, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            using JsonDocument all = JsonDocument.Parse(File.ReadAllBytes(path));
            return all.RootElement.TryGetProperty(session.SubjectName, out JsonElement subject) && subject.TryGetProperty("electrodes", out JsonElement electrodes)
                ? electrodes.EnumerateObject().ToDictionary(e => ElectrodeLabel.Clean(e.Name, rule), e => new AreaWeights(Weight(e, "aud"), Weight(e, "lang"), Weight(e, "mot"))) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }

        static double Weight(JsonProperty electrode, string area) => electrode.Value.GetProperty(area).GetDouble();
    }
}
