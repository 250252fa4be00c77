using System.Text.Json.Nodes;
using Neuron.Experiments.BrainTreebank;
using Neuron.Models;

namespace Neuron.Experiments.BrainBert;

/// <summary>The recordings of a run and the encoders that were pretrained on them.</summary>
/// <param name="Release">The recordings.</param>
/// <param name="Pairs">One pair a pretraining.</param>
/// <param name="Origin">Where the weights are from, for people.</param>
/// <param name="Seen">The sessions that they were pretrained on, those of subjects of <paramref name="Release"/>.</param>
internal sealed record Encoders(TreebankRelease Release, IReadOnlyList<EncoderPair> Pairs, string Origin, IReadOnlyList<TreebankSession> Seen)
{
    private static readonly string[] s_modelKeys =
        ["width", "feedForward", "heads", "layers", "windowSeconds", "spectrogram", "reference"];

    private static readonly string[] s_releaseKeys =
        ["syntheticSubjects", "syntheticPretrainMinutes", "syntheticDecodeMinutes", "syntheticSnr", "syntheticSeed"];

    /// <summary>Finds or pretrains the encoders, and opens the recordings.</summary>
    /// <param name="config">Which.</param>
    /// <param name="run">The run.</param>
    /// <param name="report">Told how far it is; it only shows that.</param>
    /// <param name="ahead">Told, before anything long begins, of the recordings and the number of encoders: says how long what follows will take.</param>
    /// <exception cref="ConfigException">The named weights are of another model.</exception>
    public static Encoders Open(DecodeConfig config, RunContext run, Action<double, string> report, Action<TreebankRelease, int> ahead)
    {
        // what was chosen once is kept: a run that is resumed may find other runs, and a path may mean another folder or file
        string chosen = run.Part("encoders", () => new Choice(
            File.Exists(config.Pretrained) ? Path.GetFullPath(config.Pretrained)
            : (config.Pretrained.Length > 0 ? Named(config) : LastPretrained(config, run, "runs"))?.Root ?? "")).Place;
        if (File.Exists(chosen))
        {
            TreebankRelease own = RecordingSource.Open(config, run, run.Checked(report));
            ahead(own, 1);
            return new(own, [Load(config, chosen, run.Seed)], $"weights of {Path.GetFileName(chosen)}", PretrainingSplit.Of(own).Pretraining);
        }
        if (chosen.Length == 0)
        {
            run.Note($"no finished run of {Pretrain.Name} with this preset, model and recordings under runs/ and none named (--set pretrained=DIR): one is pretrained first.");
            new TimeEstimate().AddPretraining(config, config.Seeds).Say(run);
            TreebankRelease fresh = RecordingSource.Open(config, run, run.Checked((f, t) => report(0.2 * f, t)));
            ahead(fresh, config.Seeds);
            return new(fresh, [.. PretrainHere(config, run, fresh, (f, t) => report(0.2 + 0.8 * f, t)).Select(p => p.Pair)], "pretrained in this run",
                Pretrain.Sessions(fresh, config.ExcludeSubjects));
        }
        RunFolder found = new(chosen);
        if (!found.Finished) throw new ConfigException($"{chosen}: the encoders with which this run began are not there any more.");
        run.Note($"encoders: those pretrained in {chosen}, {Recordings(config, run, found)}.");
        string? ready = Difference(config, found, s_releaseKeys) is null ? Path.Combine(found.Root, "data") : null;
        TreebankRelease release = RecordingSource.Open(config, run, run.Checked(report), ready);
        string[] weights = Weights(found);
        if (weights.Length == 0) throw new ConfigException($"pretrained = '{found.Root}': no weights in its folder models.");
        ahead(release, weights.Length);
        return new(release, [.. weights.Select(path => Load(config, path, int.Parse(Path.GetFileNameWithoutExtension(path)["pretraining-seed-".Length..], null)))], $"pretrained in {found.Root}",
            SeenIn(found, release));
    }

    // by the split of its own recordings; where they are not there any more, by that of these
    private static IReadOnlyList<TreebankSession> SeenIn(RunFolder pretrained, TreebankRelease release)
    {
        RunSettings settings = pretrained.ReadSettings();
        string made = Path.Combine(pretrained.Root, "data");
        TreebankRelease own = (settings.Data is { Length: > 0 } root ? TreebankRelease.In(root) : null) ?? (Directory.Exists(made) ? new(made) : release);
        int[] excluded = [.. (settings.Config[ConfigJson.KeyOf(nameof(PretrainConfig.ExcludeSubjects))] as JsonArray ?? []).Select(s => s!.GetValue<int>())];
        return [.. Pretrain.Sessions(own, excluded).Where(s => GroundTruth.IsSameSubject(own, release, s))];
    }

    /// <summary>Pretrains one encoder a seed, on the release's sessions for pretraining; <paramref name="report"/> only shows how far it is.</summary>
    public static IReadOnlyList<(EncoderPair Pair, PretrainOutcome Outcome)> PretrainHere(PretrainConfig config, RunContext run, TreebankRelease release, Action<double, string> report, string prefix = "")
    {
        using ImageStore images = Pretrain.OpenImages(config, run, release, run.Checked((f, t) => report(0.2 * f, t)));
        List<(EncoderPair, PretrainOutcome)> pairs = [];
        for (int k = 0; k < config.Seeds; k++)
        {
            (int index, int seed) = (k, run.Seed + k);
            string part = $"{prefix}pretraining seed {seed}";
            PretrainOutcome outcome = new Pretraining(config, images, run).Run(part, seed, (f, t) => report(0.2 + 0.8 * (index + f) / config.Seeds, t));
            pairs.Add((Load(config, Pretraining.WeightsPath(run.Folder, part), seed), outcome));
        }
        return pairs;
    }

    /// <summary>The encoder of a file and its untrained twin.</summary>
    public static EncoderPair Load(PretrainConfig config, string path, int seed)
    {
        BrainBertModel model = Pretraining.NewModel(config, seed);
        model.LoadStateDictionary(Path.GetExtension(path) is ".pth" or ".pt" ? TorchFile.Read(path, "model") : SafeTensors.Read(path), source: path);
        return new(seed, model, Pretraining.NewModel(config, seed));
    }

    /// <summary>The last finished pretraining under <paramref name="root"/> with this preset, model and recordings; null if there is none.</summary>
    internal static RunFolder? LastPretrained(DecodeConfig config, RunContext run, string root)
    {
        string[] keys = [.. s_modelKeys, .. run.Data.Root is { } data && TreebankRelease.In(data) is not null ? [] : s_releaseKeys];
        return RunFolder.Under(Path.Combine(root, "brainbert", "pretrain")).LastOrDefault(f => f.Finished && f.TryReadSettings() is { } s && s.Preset == run.Preset
            && Difference(config, f, keys) is null && (s.Data ?? DataOf(run)) == DataOf(run) && Weights(f).Length > 0);
    }

    private static string[] Weights(RunFolder pretrained) => Path.Combine(pretrained.Root, "models") is var folder && Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "pretraining-seed-*.safetensors").Order(StringComparer.Ordinal)] : [];

    private static RunFolder Named(DecodeConfig config)
    {
        RunFolder found = new(config.Pretrained);
        if (!found.Finished) throw new ConfigException($"pretrained = '{config.Pretrained}': neither a file nor the folder of a finished run of {Pretrain.Name}.");
        return Difference(config, found, s_modelKeys) is { } difference ? throw new ConfigException($"pretrained = '{config.Pretrained}': {difference}.") : found;
    }

    private static string DataOf(RunContext run) => run.Data.Root ?? "";

    private static string Recordings(DecodeConfig config, RunContext run, RunFolder pretrained) => pretrained.ReadSettings().Data switch
    {
        null => "on recordings that its config.json does not name",
        var data when data != DataOf(run) => data.Length > 0 ? $"on other recordings, those in {data}" : "on other recordings, synthetic ones",
        "" when Difference(config, pretrained, s_releaseKeys) is { } difference => $"on other synthetic recordings ({difference})",
        _ => "on the same recordings",
    };

    private sealed record Choice(string Place);

    private static string? Difference(PretrainConfig config, RunFolder folder, string[] keys)
    {
        JsonObject here = ConfigJson.Write(config), there = folder.ReadSettings().Config;
        string? key = keys.FirstOrDefault(k => here[k]?.ToJsonString() != there[k]?.ToJsonString());
        return key is null ? null : $"it was pretrained with {key} = {there[key]?.ToJsonString()}, here it is {here[key]?.ToJsonString()}";
    }
}
