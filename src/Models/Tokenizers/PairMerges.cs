namespace Neuron.Models;

/// <summary>The merges of a byte-pair vocabulary: which two neighbouring tokens become one, the earlier rule first (arXiv 1508.07909).</summary>
internal sealed class PairMerges
{
    private readonly Dictionary<(int Left, int Right), (double Rank, int Merged)> _rules = [];

    /// <summary>Number of rules.</summary>
    public int Count => _rules.Count;

    /// <summary>Adds the next rule; of the same pair twice the first counts.</summary>
    public void Add(int left, int right, int merged) => _rules.TryAdd((left, right), (_rules.Count, merged));

    /// <summary>Merges a row of tokens by these rules.</summary>
    public int[] Apply(ReadOnlySpan<int> symbols) =>
        Apply(symbols, (left, right) => _rules.TryGetValue((left, right), out var rule) ? rule : null);

    /// <summary>
    /// Merges a row of tokens until no rule fits: always the pair of the lowest rank, of equal ones the leftmost. O(n log n), by a queue over pairs
    /// and a doubly linked row.
    /// </summary>
    /// <param name="symbols">The row.</param>
    /// <param name="rule">What two neighbours become, and how early; null where they stay.</param>
    public static int[] Apply(ReadOnlySpan<int> symbols, Func<int, int, (double Rank, int Merged)?> rule)
    {
        int n = symbols.Length;
        if (n < 2) return symbols.ToArray();
        int[] tokens = symbols.ToArray(), next = new int[n], previous = new int[n];
        var queue = new PriorityQueue<(int At, int Left, int Right, int Merged), (double Rank, int At)>();
        for (int i = 0; i < n; i++) (previous[i], next[i]) = (i - 1, i + 1);
        for (int i = 0; i + 1 < n; i++) Offer(i);
        int left = n;
        while (queue.TryDequeue(out var pair, out _))
        {
            int at = pair.At, other = next[at];
            // one of the two has been merged since
            if (tokens[at] != pair.Left || other >= n || tokens[other] != pair.Right) continue;
            tokens[at] = pair.Merged;
            tokens[other] = -1;
            next[at] = next[other];
            if (next[at] < n) previous[next[at]] = at;
            left--;
            Offer(at);
            if (previous[at] >= 0) Offer(previous[at]);
        }
        int[] result = new int[left];
        for (int i = 0, count = 0; i < n; i = next[i]) result[count++] = tokens[i];
        return result;

        void Offer(int at)
        {
            if (next[at] >= n || rule(tokens[at], tokens[next[at]]) is not var (rank, merged)) return;
            queue.Enqueue((at, tokens[at], tokens[next[at]], merged), (rank, at));
        }
    }
}
