namespace Neuron.Models;

/// <summary>A token that is looked for in the raw text, before anything else.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Content">Its text.</param>
internal sealed record AddedToken(int Id, string Content)
{
    /// <summary>Only where no word character touches it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Takes white space in front with it.</summary>
    public bool StripsLeft { get; init; }

    /// <summary>Takes white space behind with it.</summary>
    public bool StripsRight { get; init; }

    /// <summary>Looked for in the normalised text instead of the raw one.</summary>
    public bool Normalized { get; init; }

    /// <summary>A mark, not part of what was written.</summary>
    public bool Special { get; init; }
}

/// <summary>Finds added tokens in a text: leftmost first, of several at one place the longest.</summary>
internal sealed class AddedTokens
{
    private readonly Dictionary<char, AddedToken[]> _raw, _normalized;
    private readonly Dictionary<int, string> _texts = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    public AddedTokens(IReadOnlyList<AddedToken> tokens)
    {
        All = tokens;
        foreach (var token in tokens)
        {
            _texts[token.Id] = token.Content;
            _ids[token.Content] = token.Id;
        }
        (_raw, _normalized) = (ByFirst(false), ByFirst(true));

        Dictionary<char, AddedToken[]> ByFirst(bool normalized) => tokens.Where(t => t.Normalized == normalized && t.Content.Length > 0)
            .GroupBy(t => t.Content[0]).ToDictionary(g => g.Key, g => g.OrderByDescending(t => t.Content.Length).ToArray());
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<AddedToken> All { get; }

    /// <summary>The text of a token; null if it is not one of these.</summary>
    public string? Text(int id) => _texts.GetValueOrDefault(id);

    /// <summary>The number of a token; null if it is not one of these.</summary>
    public int? Find(string content) => _ids.TryGetValue(content, out int id) ? id : null;

    /// <summary>The text between the tokens, and the tokens, in order; empty texts are left out.</summary>
    public IEnumerable<(string Text, int? Token)> Cut(string text, bool normalized)
    {
        var byFirst = normalized ? _normalized : _raw;
        int from = 0;
        for (int at = 0; byFirst.Count > 0 && at < text.Length;)
        {
            AddedToken? token = byFirst.TryGetValue(text[at], out var candidates) ? candidates.FirstOrDefault(t => IsAt(text, at, t)) : null;
            if (token is null)
            {
                at++;
                continue;
            }
            int left = at, right = at + token.Content.Length;
            while (token.StripsLeft && left > from && char.IsWhiteSpace(text[left - 1])) left--;
            while (token.StripsRight && right < text.Length && char.IsWhiteSpace(text[right])) right++;
            if (left > from) yield return (text[from..left], null);
            yield return (token.Content, token.Id);
            from = at = right;
        }
        if (from < text.Length) yield return (text[from..], null);
    }

    private static bool IsAt(string text, int at, AddedToken token)
    {
        if (!text.AsSpan(at).StartsWith(token.Content)) return false;
        if (!token.SingleWord) return true;
        int end = at + token.Content.Length;
        return !(at > 0 && IsWord(text[at - 1])) && !(end < text.Length && IsWord(text[end]));
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
