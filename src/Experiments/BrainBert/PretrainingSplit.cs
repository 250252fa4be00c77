using System.Text.Json;
using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>Which sessions are for pretraining and which are held out for decoding.</summary>
/// <param name="Pretraining">In order of subject and trial.</param>
/// <param name="Decoding">In order of subject and trial.</param>
internal sealed record PretrainingSplit(IReadOnlyList<TreebankSession> Pretraining, IReadOnlyList<TreebankSession> Decoding)
{
    /// <summary>A file of a release's root that says which trials are for pretraining: {"sub_1": ["trial000", …], …}; all others are decoded.</summary>
    public const string FileName = "pretrain_split_trials.json";

    // specification 2.1; subject 6's trial 004 and so on are the trials' true numbers
    private static readonly Dictionary<int, (int[] Pretraining, int? Decoding)> s_published = new()
    {
        [1] = ([0, 2], 1), [2] = ([0, 1, 2, 3, 4, 5], 6), [3] = ([1, 2], 0), [4] = ([1, 2], 0), [5] = ([0], null),
        [6] = ([0, 1], 4), [7] = ([1], 0), [8] = ([0], null), [9] = ([0], null), [10] = ([1], 0),
    };

    /// <summary>The release's own split where it has one, else the paper's.</summary>
    /// <exception cref="InvalidDataException">The file is not of this form.</exception>
    public static PretrainingSplit Of(TreebankRelease release)
    {
        string path = Path.Combine(release.Root, FileName);
        Func<TreebankSession, bool?> isPretraining = File.Exists(path) ? FromFile(path) : s => !s_published.TryGetValue(s.Subject, out var own) ? null
            : own.Pretraining.Contains(s.Trial) ? true : own.Decoding == s.Trial ? false : null;
        IReadOnlyList<TreebankSession> sessions = release.Sessions;
        return new([.. sessions.Where(s => isPretraining(s) is true)], [.. sessions.Where(s => isPretraining(s) is false)]);
    }

    private static Func<TreebankSession, bool?> FromFile(string path)
    {
        try
        {
            Dictionary<string, string[]> trials = JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllBytes(path)) ?? [];
            return s => trials.TryGetValue(s.SubjectName, out string[]? own) && own.Contains($"trial{s.Trial:000}");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: expected {{\"sub_1\": [\"trial000\", …], …}}: {e.Message}", e);
        }
    }
}
