using System.Text;
using System.Text.Json;

namespace Neuron.Models;

/// <summary>Hugging Face's <c>tokenizer.json</c> with a byte-pair model: vocabulary, merges, added tokens and the steps around them.</summary>
internal static class TokenizerJson
{
    /// <exception cref="InvalidDataException">The file is not sound.</exception>
    /// <exception cref="NotSupportedException">It asks for a step that is not built here.</exception>
    public static BpeTokenizer Read(byte[] file, string source)
    {
        using var json = BpeLists.Json(file, source);
        var root = new JsonPlace(json.RootElement, source);
        BpeModel model = Model(root.Object("model"));
        var normalizers = new List<Func<string, string>>();
        if (root.Optional("normalizer") is { } normalizer) TokenizerJsonSteps.Normalizer(normalizer, normalizers);
        var splitters = new List<Splitter>();
        if (root.Optional("pre_tokenizer") is { } preTokenizer) TokenizerJsonSteps.Splitter(preTokenizer, splitters);
        var decoders = new List<Func<IReadOnlyList<string>, IReadOnlyList<string>>>();
        if (root.Optional("decoder") is { } decoder) TokenizerJsonSteps.Decoder(decoder, decoders);
        var added = root.List("added_tokens").Select(Added).ToArray();
        foreach (var group in added.GroupBy(t => t.Id).Where(g => g.Count() > 1)) throw new InvalidDataException($"{source}: added_tokens: two have the number {group.Key}.");
        List<int> before = [], after = [];
        if (root.Optional("post_processor") is { } post) Template(post, before, after);
        bool isByteLevel = decoders is [var only] && only == BpeSteps.DecodeBytes;
        return new(model, new BpeSteps { Normalizers = normalizers, Splitters = splitters, Decoders = decoders, IsByteLevel = isByteLevel, Before = before, After = after }, added);
    }

    private static BpeModel Model(JsonPlace model)
    {
        string type = model.Text("type", "BPE");
        if (type != "BPE") throw new NotSupportedException($"{model.Where}: a model of type {type} is not supported, BPE is.");
        if (model.Optional("dropout") is { Element.ValueKind: JsonValueKind.Number } dropout && dropout.Element.TryGetDouble(out double p) && p != 0)
            throw new NotSupportedException($"{dropout.Where}: merges are not dropped at random here; expected null or 0.");
        var vocabulary = BpeLists.Vocabulary(model.Need("vocab").Element, $"{model.Where}.vocab");
        var merges = model.List("merges").Select(m => m.Element.ValueKind switch
        {
            JsonValueKind.String => BpeLists.Pair(m.Text(), m.Where),
            JsonValueKind.Array when m.Items() is [var left, var right] => (left.Text(), right.Text()),
            _ => throw new InvalidDataException($"{m.Where}: expected \"left right\" or [left, right]."),
        });
        return new(vocabulary, [.. merges], new()
        {
            UnknownToken = model.OptionalText("unk_token"), FusesUnknown = model.Flag("fuse_unk"), ByteFallback = model.Flag("byte_fallback"),
            IgnoresMerges = model.Flag("ignore_merges"), ContinuingPrefix = model.OptionalText("continuing_subword_prefix"), EndOfWord = model.OptionalText("end_of_word_suffix"),
        }, model.Where);
    }

    private static AddedToken Added(JsonPlace token) => new(BpeLists.Id(token.Need("id").Element, $"{token.Where}.id"), token.Need("content").Text())
    {
        SingleWord = token.Flag("single_word"), StripsLeft = token.Flag("lstrip"), StripsRight = token.Flag("rstrip"),
        Normalized = token.Flag("normalized"), Special = token.Flag("special"),
    };

    /// <summary>The special tokens that the template of a single text puts around it.</summary>
    private static void Template(JsonPlace post, List<int> before, List<int> after)
    {
        switch (post.Need("type").Text())
        {
            case "ByteLevel": return; // moves offsets, no tokens
            case "Sequence":
                foreach (var step in post.List("processors")) Template(step, before, after);
                return;
            case "TemplateProcessing":
                bool isBehind = false;
                foreach (var item in post.List("single"))
                {
                    if (item.Optional("Sequence") is not null) isBehind = true;
                    else
                    {
                        string name = item.Object("SpecialToken").Need("id").Text();
                        foreach (var id in post.Object("special_tokens").Object(name).List("ids")) (isBehind ? after : before).Add(BpeLists.Id(id.Element, id.Where));
                    }
                }
                return;
            case var other: throw new NotSupportedException($"{post.Where}: the step {other} is not supported; ByteLevel, TemplateProcessing and Sequence are.");
        }
    }
}
