namespace Neuron.Models;

/// <summary>Finds the valid word that a mistyped one was probably meant to be.</summary>
internal static class Nearest
{
    /// <summary>The choice with the smallest edit distance to <paramref name="word"/>, letter case aside; null if there is none.</summary>
    public static string? To(string word, IEnumerable<string> choices) =>
        choices.MinBy(choice => Distance(word.ToUpperInvariant(), choice.ToUpperInvariant()));

    /// <summary>A clause that names the nearest choice and then all of them: " Did you mean 'x'? Valid: x, y."</summary>
    public static string Hint(string word, IReadOnlyCollection<string> choices) =>
        choices.Count == 0 ? "" : $" Did you mean '{To(word, choices)}'? Valid: {string.Join(", ", choices)}.";

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours that turn a into b.</summary>
    /// <remarks>Optimal string alignment: d[i,j] = min(d[i−1,j] + 1, d[i,j−1] + 1, d[i−1,j−1] + [a_i ≠ b_j], swap).</remarks>
    public static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int best = Math.Min(d[i - 1, j], d[i, j - 1]) + 1;
                best = Math.Min(best, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                d[i, j] = swapped ? Math.Min(best, d[i - 2, j - 2] + 1) : best;
            }
        }
        return d[a.Length, b.Length];
    }
}
