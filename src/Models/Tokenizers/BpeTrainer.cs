namespace Neuron.Models;

/// <summary>
/// Learns a byte-level byte-pair vocabulary (arXiv 1508.07909, algorithm 1; on bytes as GPT-2's): the most frequent pair of neighbours becomes a token, and
/// again. Of equally frequent pairs the one with the smaller token numbers comes first, so that a text gives one vocabulary.
/// </summary>
internal static class BpeTrainer
{
    public static BpeTokenizer Train(string text, int count)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (char c in ByteAlphabet.InVocabularyOrder) vocabulary.Add(c.ToString(), vocabulary.Count);
        List<string> texts = [.. vocabulary.Keys];
        var words = TextSplit.Gpt2(text).GroupBy(p => p, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new Word([.. ByteAlphabet.Spell(g.Key).Select(c => vocabulary[c.ToString()])], g.Count())).ToArray();
        var pairs = new Pairs(words);
        var merges = new List<(string, string)>();
        while (vocabulary.Count < count && pairs.TakeMostFrequent() is { } pair)
        {
            string merged = texts[pair.Left] + texts[pair.Right];
            merges.Add((texts[pair.Left], texts[pair.Right]));
            // two pairs may spell the same token: it keeps its first number
            if (!vocabulary.TryGetValue(merged, out int id))
            {
                id = vocabulary.Count;
                vocabulary.Add(merged, id);
                texts.Add(merged);
            }
            pairs.Merge(pair, id);
        }
        return new(new BpeModel(vocabulary, merges, new(), "trained vocabulary"), BpeSteps.Gpt2, []);
    }

    /// <summary>A distinct piece of the text: its tokens so far, and how often it occurs.</summary>
    private sealed class Word(int[] tokens, long count)
    {
        public List<int> Tokens { get; } = [.. tokens];

        public long Count => count;
    }

    /// <summary>How often each pair of neighbours occurs, and in which words.</summary>
    private sealed class Pairs
    {
        private readonly Word[] _words;
        private readonly Dictionary<(int Left, int Right), long> _counts = [];
        private readonly Dictionary<(int Left, int Right), HashSet<int>> _places = [];
        private readonly PriorityQueue<((int Left, int Right) Pair, long Count), (long Fewer, int Left, int Right)> _queue = new();

        public Pairs(Word[] words)
        {
            _words = words;
            for (int w = 0; w < words.Length; w++)
                for (int i = 0; i + 1 < words[w].Tokens.Count; i++) Change(w, i, words[w].Count);
            foreach (var pair in _counts.Keys) Offer(pair);
        }

        /// <summary>The pair that occurs most often; null if none occurs twice.</summary>
        public (int Left, int Right)? TakeMostFrequent()
        {
            while (_queue.TryDequeue(out var top, out _))
            {
                // counts that have changed since were queued again
                if (_counts.GetValueOrDefault(top.Pair) == top.Count) return top.Count >= 2 ? top.Pair : null;
            }
            return null;
        }

        /// <summary>Makes one token of the pair wherever it occurs.</summary>
        public void Merge((int Left, int Right) pair, int id)
        {
            var touched = new HashSet<(int, int)>();
            int[] places = [.. _places[pair]];
            foreach (int w in places)
            {
                var tokens = _words[w].Tokens;
                for (int i = 0; i + 1 < tokens.Count; i++)
                {
                    if (tokens[i] != pair.Left || tokens[i + 1] != pair.Right) continue;
                    Around(w, i, -_words[w].Count, touched);
                    tokens[i] = id;
                    tokens.RemoveAt(i + 1);
                    Around(w, i, _words[w].Count, touched);
                }
            }
            _counts.Remove(pair);
            _places.Remove(pair);
            touched.Remove(pair);
            foreach (var other in touched) Offer(other);
        }

        // before the merge the pairs (i − 1, i), (i, i + 1), (i + 1, i + 2); after it (i − 1, i) and (i, i + 1)
        private void Around(int w, int i, long change, HashSet<(int, int)> touched)
        {
            var tokens = _words[w].Tokens;
            int last = change < 0 ? i + 1 : i;
            for (int at = Math.Max(0, i - 1); at <= last && at + 1 < tokens.Count; at++)
            {
                Change(w, at, change);
                touched.Add((tokens[at], tokens[at + 1]));
            }
        }

        private void Change(int w, int at, long by)
        {
            var pair = (_words[w].Tokens[at], _words[w].Tokens[at + 1]);
            _counts[pair] = _counts.GetValueOrDefault(pair) + by;
            if (by <= 0) return; // a word may keep the pair elsewhere: places are where to look, not where it surely is
            if (!_places.TryGetValue(pair, out var places)) _places[pair] = places = [];
            places.Add(w);
        }

        private void Offer((int Left, int Right) pair)
        {
            long count = _counts.GetValueOrDefault(pair);
            if (count > 0) _queue.Enqueue((pair, count), (-count, pair.Left, pair.Right));
        }
    }
}
