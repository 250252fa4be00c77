using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Neuron.Models;

/// <summary>The steps of a <c>tokenizer.json</c> that real byte-pair files use; another one is refused by name.</summary>
internal static class TokenizerJsonSteps
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10); // of a pattern that a file brings

    /// <summary>Adds what <paramref name="step"/> does to a text before it is cut.</summary>
    public static void Normalizer(JsonPlace step, List<Func<string, string>> normalizers)
    {
        switch (Type(step))
        {
            case "Sequence":
                foreach (var part in step.List("normalizers")) Normalizer(part, normalizers);
                return;
            case "Prepend":
                string prefix = step.Need("prepend").Text();
                normalizers.Add(text => text.Length == 0 ? text : prefix + text);
                return;
            case "Replace":
                var (pattern, content) = (Pattern(step.Object("pattern")), step.Need("content").Text());
                normalizers.Add(text => pattern.Replace(text, _ => content));
                return;
            case "Lowercase":
                normalizers.Add(text => text.ToLowerInvariant());
                return;
            case "Strip":
                bool left = step.Flag("strip_left", true), right = step.Flag("strip_right", true);
                normalizers.Add(text => left && right ? text.Trim() : left ? text.TrimStart() : right ? text.TrimEnd() : text);
                return;
            // NFC and its kin need Unicode tables that a build without globalisation leaves out: there they would do nothing without a word
            case var other: throw Unknown(step, other, "Sequence, Prepend, Replace, Lowercase, Strip");
        }
    }

    /// <summary>Adds how <paramref name="step"/> cuts a text.</summary>
    public static void Splitter(JsonPlace step, List<Splitter> splitters)
    {
        switch (Type(step))
        {
            case "Sequence":
                foreach (var part in step.List("pretokenizers")) Splitter(part, splitters);
                return;
            case "ByteLevel":
                bool prefix = step.Flag("add_prefix_space", true), cuts = step.Flag("use_regex", true);
                splitters.Add((text, _) =>
                {
                    string begun = prefix && !text.StartsWith(' ') ? $" {text}" : text;
                    return (cuts ? TextSplit.Gpt2(begun) : [begun]).Select(p => ByteAlphabet.Spell(p));
                });
                return;
            case "Split":
                splitters.Add(Split(step));
                return;
            case "Digits":
                var digits = new Regex(step.Flag("individual_digits") ? @"\p{N}" : @"\p{N}+", RegexOptions.CultureInvariant);
                splitters.Add((text, _) => Isolate(digits, text, dropsMatches: false));
                return;
            case "Metaspace":
                splitters.Add(Metaspace(step));
                return;
            case var other: throw Unknown(step, other, "Sequence, ByteLevel, Split, Digits, Metaspace");
        }
    }

    /// <summary>Adds how <paramref name="step"/> turns tokens back into text.</summary>
    public static void Decoder(JsonPlace step, List<Func<IReadOnlyList<string>, IReadOnlyList<string>>> decoders)
    {
        switch (Type(step))
        {
            case "Sequence":
                foreach (var part in step.List("decoders")) Decoder(part, decoders);
                return;
            case "ByteLevel":
                decoders.Add(BpeSteps.DecodeBytes);
                return;
            case "Replace":
                var (pattern, content) = (Pattern(step.Object("pattern")), step.Need("content").Text());
                decoders.Add(tokens => [.. tokens.Select(t => pattern.Replace(t, _ => content))]);
                return;
            case "ByteFallback":
                decoders.Add(JoinBytes);
                return;
            case "Fuse":
                decoders.Add(tokens => [string.Concat(tokens)]);
                return;
            case "Strip":
                string mark = step.Need("content").Text();
                int start = Whole(step.Need("start")), stop = Whole(step.Need("stop"));
                decoders.Add(tokens => [.. tokens.Select(t => Strip(t, mark, start, stop))]);
                return;
            case "Metaspace":
                var (blank, begins) = (step.Text("replacement", "\u2581"), Begins(step) is not "never");
                decoders.Add(tokens => [.. tokens.Select((t, i) =>
                {
                    string text = t.Replace(blank, " ", StringComparison.Ordinal);
                    return i == 0 && begins && text.StartsWith(' ') ? text[1..] : text;
                })]);
                return;
            case "BPEDecoder":
                string suffix = step.Text("suffix", "</w>");
                decoders.Add(tokens => [.. tokens.Select((t, i) => t.Replace(suffix, i == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal))]);
                return;
            case var other: throw Unknown(step, other, "Sequence, ByteLevel, Replace, ByteFallback, Fuse, Strip, Metaspace, BPEDecoder");
        }
    }

    private static Splitter Split(JsonPlace step)
    {
        string behaviour = step.Need("behavior").Text();
        if (behaviour is not ("Isolated" or "Removed")) throw Unknown(step, $"Split with behaviour {behaviour}", "Isolated and Removed");
        if (step.Flag("invert")) throw Unknown(step, "Split with invert", "it without");
        bool removes = behaviour == "Removed";
        // the two published patterns see whole characters; others run on .NET's engine, to which letters beyond U+FFFF are none
        if (step.Object("pattern").OptionalText("Regex") is TextSplit.Llama3Pattern && !removes) return (text, _) => TextSplit.Llama3(text);
        if (step.Object("pattern").OptionalText("Regex") is TextSplit.Gpt2Pattern && !removes) return (text, _) => TextSplit.Gpt2(text);
        Regex pattern = Pattern(step.Object("pattern"));
        return (text, _) => Isolate(pattern, text, removes);
    }

    private static Splitter Metaspace(JsonPlace step)
    {
        string blank = step.Text("replacement", "\u2581"), scheme = Begins(step);
        bool cuts = step.Flag("split", true);
        return (text, isFirst) =>
        {
            string marked = text.Replace(" ", blank, StringComparison.Ordinal);
            if ((scheme == "always" || (scheme == "first" && isFirst)) && !marked.StartsWith(blank, StringComparison.Ordinal)) marked = blank + marked;
            if (!cuts) return [marked];
            var pieces = new List<string>();
            for (int at = 0; at < marked.Length;)
            {
                int next = marked.IndexOf(blank, at + 1, StringComparison.Ordinal);
                if (next < 0) next = marked.Length;
                pieces.Add(marked[at..next]);
                at = next;
            }
            return pieces;
        };
    }

    private static string Begins(JsonPlace step)
    {
        string scheme = step.Text("prepend_scheme", step.Flag("add_prefix_space", true) ? "always" : "never");
        return scheme is "always" or "first" or "never" ? scheme : throw Unknown(step, $"prepend_scheme {scheme}", "always, first, never");
    }

    /// <summary>The pieces between the matches and, unless they are dropped, the matches.</summary>
    private static List<string> Isolate(Regex pattern, string text, bool dropsMatches)
    {
        var pieces = new List<string>();
        int from = 0;
        foreach (Match match in pattern.Matches(text))
        {
            if (match.Index > from) pieces.Add(text[from..match.Index]);
            if (match.Length > 0 && !dropsMatches) pieces.Add(match.Value);
            from = match.Index + match.Length;
        }
        if (from < text.Length) pieces.Add(text[from..]);
        return pieces;
    }

    /// <summary>Tokens of single bytes together are UTF-8; a row of them that is none becomes U+FFFD for each.</summary>
    private static List<string> JoinBytes(IReadOnlyList<string> tokens)
    {
        var texts = new List<string>();
        var bytes = new List<byte>();
        foreach (string token in tokens)
        {
            if (token is ['<', '0', 'x', _, _, '>'] && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes.Add(value);
                continue;
            }
            Flush();
            texts.Add(token);
        }
        Flush();
        return texts;

        void Flush()
        {
            if (bytes.Count == 0) return;
            string text = Encoding.UTF8.GetString([.. bytes]);
            texts.Add(text.Contains('\uFFFD', StringComparison.Ordinal) && !Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(bytes.ToArray()) ? new string('\uFFFD', bytes.Count) : text);
            bytes.Clear();
        }
    }

    private static string Strip(string token, string mark, int start, int stop)
    {
        int from = 0, end = token.Length;
        for (int n = 0; n < start && token.AsSpan(from).StartsWith(mark) && mark.Length > 0; n++) from += mark.Length;
        for (int n = 0; n < stop && token.AsSpan(from..end).EndsWith(mark) && mark.Length > 0; n++) end -= mark.Length;
        return token[from..end];
    }

    private static Regex Pattern(JsonPlace pattern)
    {
        if (pattern.Optional("String") is { } text) return new(Regex.Escape(text.Text()), RegexOptions.CultureInvariant, s_patience);
        JsonPlace regex = pattern.Need("Regex");
        try
        {
            return new(regex.Text(), RegexOptions.CultureInvariant, s_patience);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{regex.Where}: not a pattern: {e.Message}", e);
        }
    }

    private static int Whole(JsonPlace number) => BpeLists.Id(number.Element, number.Where);

    private static string Type(JsonPlace step) => step.Need("type").Text();

    private static NotSupportedException Unknown(JsonPlace step, string found, string known) => new($"{step.Where}: {found} is not supported; {known} are.");
}
