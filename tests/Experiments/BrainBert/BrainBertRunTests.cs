using Neuron.Experiments;
using Neuron.Experiments.BrainBert;
using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Hdf5;
using Neuron.Models;
using Neuron.Tests.Experiments.Hdf5;

namespace Neuron.Tests.Experiments.BrainBert;

/// <summary>The smoke presets from end to end.</summary>
[Collection(nameof(SmokeRelease))]
public sealed class BrainBertRunTests(SmokeRelease release) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    internal sealed class Notes(int stopAt = int.MaxValue, CancellationTokenSource? stop = null, string stopNote = "\0") : IProgressDisplay
    {
        public int Steps { get; private set; }

        public List<string> Said { get; } = [];

        public void Show(double fraction, string doing)
        {
            Assert.InRange(fraction, 0, 1.000001);
            if (doing.Contains("step", StringComparison.Ordinal) && ++Steps == stopAt) stop!.Cancel();
        }

        public void Note(string text)
        {
            Said.Add(text);
            if (text.StartsWith(stopNote, StringComparison.Ordinal)) stop!.Cancel();
        }

        public void End()
        {
        }
    }

    private RunRecord Run(string experiment, string folder, IProgressDisplay progress, bool resume = false, CancellationToken cancellation = default, params KeyValuePair<string, string>[] settings)
    {
        ExperimentEntry entry = Registry.Find(experiment);
        RunRequest request = new(experiment, Preset.Smoke, "auto", 0, settings, new(null), _folder[folder], resume);
        if (!Directory.Exists(_folder[folder]))
        {
            Directory.CreateDirectory(_folder[folder]);
            Directory.CreateSymbolicLink(_folder[$"{folder}/data"], release.Path); // the recordings, as if this run had written them
        }
        return Runner.Run(entry, request, Runner.Prepare(entry, request), progress, cancellation);
    }

    [Hdf5Fact]
    public void Pretraining_then_decoding_runs_and_a_stopped_pretraining_goes_on_to_the_same_bits()
    {
        Notes notes = new();
        RunRecord whole = Run("brainbert/pretrain", "whole", notes);
        Assert.Contains(notes.Said, s => s.Contains("s a step, measured on", StringComparison.Ordinal));
        Assert.StartsWith("Smoke size", whole.Summary.Finding, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["whole/report.html"]), "report");

        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(() => Run("brainbert/pretrain", "stopped", new Notes(17, stop), cancellation: stop.Token));
        Assert.Equal(17, SafeTensors.Read(_folder["stopped/checkpoints/pretraining-seed-0/training.safetensors"])["trainer.step"].Item<long>());
        Run("brainbert/pretrain", "stopped", new Notes(), resume: true);
        IReadOnlyDictionary<string, Tensor> first = SafeTensors.Read(_folder["whole/models/pretraining-seed-0.safetensors"]), second = SafeTensors.Read(_folder["stopped/models/pretraining-seed-0.safetensors"]);
        Assert.All(first, p => Assert.Equal(p.Value.ToArray<float>(), second[p.Key].ToArray<float>()));

        RunRecord decoded = Run("brainbert/decode", "decode", new Notes(), settings: KeyValuePair.Create("pretrained", _folder["stopped"]));
        Assert.Contains(decoded.Summary.Results, r => r.Condition == "BrainBERT, frozen" && r.Metric == "ROC-AUC, sentence onset" && r.Published?.Mean == 0.66);
        Assert.Contains(decoded.Summary.Results, r => r.Condition == "BrainBERT, fine-tuned");
        string report = File.ReadAllText(_folder["decode/report.html"]);
        Assert.Contains("Held-out montage", report, StringComparison.Ordinal);
        Assert.Contains("from above", report, StringComparison.Ordinal);
        Assert.Contains("<dt>Data</dt><dd>3 synthetic subjects, seed 0</dd>", report, StringComparison.Ordinal);
        using Hdf5File embeddings = Hdf5File.Open(_folder["decode/embeddings.h5"]);
        Assert.Equal(2, embeddings.List("/").Count);
    }

    [Hdf5Fact]
    public void A_pretraining_whose_outcome_could_not_be_stored_does_not_train_again()
    {
        Directory.CreateDirectory(_folder["late"]);
        Directory.CreateSymbolicLink(_folder["late/data"], release.Path);
        File.WriteAllText(_folder["late/parts"], "in the way");
        Assert.ThrowsAny<IOException>(() => Run("brainbert/pretrain", "late", new Notes(), settings: KeyValuePair.Create("steps", "2")));
        File.Delete(_folder["late/parts"]);
        Notes again = new();
        Run("brainbert/pretrain", "late", again, resume: true);
        Assert.Equal(0, again.Steps);
        Assert.False(Directory.Exists(_folder["late/checkpoints/pretraining-seed-0"]), "the checkpoint goes once the outcome is stored");
    }

    [Hdf5Fact]
    public void A_pretraining_that_diverges_stops_and_says_so() => Assert.Contains("pretraining seed 0: the loss on held-out images is NaN after step 12: the training has diverged.",
        Assert.Throws<InvalidDataException>(() => Run("brainbert/pretrain", "wild", new Notes(), settings: KeyValuePair.Create("learningRate", "1e38"))).Message, StringComparison.Ordinal);

    [Hdf5Fact]
    public void Every_further_experiment_runs_at_smoke_size()
    {
        Run("brainbert/pretrain", "encoder", new Notes(), settings: KeyValuePair.Create("steps", "4"));
        KeyValuePair<string, string> pretrained = KeyValuePair.Create("pretrained", _folder["encoder"]);
        Notes notes = new();
        Assert.Contains("BrainBERT", Run("brainbert/label-efficiency", "labels", notes, settings: pretrained).Summary.Finding, StringComparison.Ordinal);
        Assert.Contains(notes.Said, s => s.StartsWith("about", StringComparison.Ordinal) && s.Contains("4 x 3 steps of fine-tuning on 8 images", StringComparison.Ordinal));
        notes = new();
        Assert.Contains("standard error over draws of the training examples.", File.ReadAllText(_folder["labels/report.html"]), StringComparison.Ordinal);
        Assert.Contains("dimensions", Run("brainbert/intrinsic-dimension", "dimension", notes, settings: pretrained).Summary.Finding, StringComparison.Ordinal);
        Assert.Contains(notes.Said, s => s.StartsWith("about", StringComparison.Ordinal) && s.Contains("240 images through 2 frozen encoders", StringComparison.Ordinal));
        Assert.Contains("standard error over electrodes.", File.ReadAllText(_folder["dimension/report.html"]), StringComparison.Ordinal);
        foreach (string study in (string[])["hold-one-out", "content-loss", "superlet"])
        {
            notes = new();
            Assert.NotEmpty(Run($"brainbert/{study}", study, notes, settings: KeyValuePair.Create("steps", "4")).Summary.Results);
            Assert.Contains(notes.Said, s => s.StartsWith("about", StringComparison.Ordinal) && s.Contains("images through 2 frozen encoders", StringComparison.Ordinal));
            Assert.True(File.Exists(_folder[$"{study}/report.html"]), study);
        }
    }

    [Theory, InlineData("pretrain"), InlineData("decode"), InlineData("label-efficiency"), InlineData("hold-one-out"), InlineData("content-loss"), InlineData("superlet"), InlineData("intrinsic-dimension")]
    public void The_paper_preset_says_how_long_it_takes_before_anything_is_written(string name)
    {
        ExperimentEntry entry = Registry.Find($"brainbert/{name}");
        using CancellationTokenSource stop = new();
        Notes notes = new(stop: stop, stopNote: "about");
        // a narrow model, so that the test need not draw 43 million weights
        KeyValuePair<string, string>[] settings = [KeyValuePair.Create("width", "24"), KeyValuePair.Create("feedForward", "24"), KeyValuePair.Create("layers", "1"), KeyValuePair.Create("pretrained", "")];
        RunRequest request = new(entry.Name, Preset.Paper, "auto", 0, name == "pretrain" ? settings[..3] : settings, new(null), _folder[name]);
        Assert.ThrowsAny<OperationCanceledException>(() => Runner.Run(entry, request, Runner.Prepare(entry, request), notes, stop.Token));
        Assert.Matches(@"^about \d+.* on \w+: 1 x 500000 steps of 256 images of 186 x 40 through [\d,]+ parameters \(\d+\.\d+ s a step, measured on batches of \d+\)\.$", Assert.Single(notes.Said, s => s.StartsWith("about", StringComparison.Ordinal)));
        Assert.Empty(Directory.EnumerateFiles(_folder[name], "*.h5", SearchOption.AllDirectories));
    }

    [Hdf5Fact]
    public void Recordings_are_made_where_none_are_given_and_decoding_pretrains_where_it_must()
    {
        Notes notes = new();
        ExperimentEntry entry = Registry.Find("brainbert/decode");
        KeyValuePair<string, string>[] settings = [KeyValuePair.Create("steps", "2"), KeyValuePair.Create("syntheticSubjects", "1"), KeyValuePair.Create("tasks", "volume"), KeyValuePair.Create("decoders", "frozen-pretrained")];
        RunRequest request = new("brainbert/decode", Preset.Smoke, "auto", 0, settings, new(null), _folder["alone"]);
        Runner.Run(entry, request, Runner.Prepare(entry, request), notes, default);
        Assert.Contains(notes.Said, s => s.StartsWith("no recordings given", StringComparison.Ordinal));
        Assert.Contains(notes.Said, s => s.Contains("one is pretrained first", StringComparison.Ordinal));
        Assert.True(File.Exists(_folder["alone/data/ground_truth.json"]), "recordings");
    }

    [Hdf5Fact]
    public void Sessions_without_enough_examples_are_told_and_leave_no_representations()
    {
        Notes notes = new();
        RunRecord record = Run("brainbert/decode", "few", notes, settings: [KeyValuePair.Create("steps", "1"), KeyValuePair.Create("classExamples", "2")]);
        Assert.Equal(8, notes.Said.Count(s => s.Contains("too few examples of", StringComparison.Ordinal))); // 4 tasks of 2 sessions
        Assert.Empty(record.Summary.Results);
        Assert.False(Directory.Exists(_folder["few/embeddings"]));
    }

    [Hdf5Fact]
    public void Encoders_are_chosen_once_and_by_their_recordings()
    {
        Run("brainbert/pretrain", "runs/brainbert/pretrain/one", new Notes(), settings: KeyValuePair.Create("steps", "1"));
        RunFolder one = new(_folder["runs/brainbert/pretrain/one"]), decode = new(_folder["decode"]);
        DecodeConfig config = DecodeConfig.At(Preset.Smoke);
        Directory.CreateDirectory(decode.Root);
        Directory.CreateSymbolicLink(Path.Combine(decode.Root, "data"), release.Path);
        Assert.EndsWith("on the same recordings.", Open(config with { Pretrained = one.Root }), StringComparison.Ordinal);
        File.WriteAllText(one.ConfigPath, (one.ReadSettings() with { Data = "/elsewhere" }).ToJson());
        Assert.Equal($"encoders: those pretrained in {one.Root}, on other recordings, those in /elsewhere.", Open(config)); // a resumption: what was chosen stays

        using RunContext here = Context(new Notes());
        Assert.Null(Encoders.LastPretrained(config, here, _folder["runs"]));
        foreach (string? data in (string?[])["", null])
        {
            File.WriteAllText(one.ConfigPath, (one.ReadSettings() with { Data = data }).ToJson());
            Assert.Equal(one.Root, Encoders.LastPretrained(config, here, _folder["runs"])?.Root);
        }
        Directory.CreateDirectory(_folder["runs/brainbert/pretrain/spoilt"]);
        foreach (string file in (string[])["config.json", "summary.json"]) File.WriteAllText(_folder[$"runs/brainbert/pretrain/spoilt/{file}"], "{");
        Assert.Equal(one.Root, Encoders.LastPretrained(config, here, _folder["runs"])?.Root);

        // what it was pretrained on is other synthetic recordings
        Assert.Null(Encoders.LastPretrained(config with { SyntheticSubjects = 1 }, here, _folder["runs"]));
        // one subject less: the new montage of these recordings is an old one of those
        TreebankSession[] known = [new(1, 0), new(2, 0)];
        Assert.Equal(known, Seen(config with { Pretrained = one.Root, SyntheticSubjects = 1 }, "fewer"));
        Assert.Empty(Seen(config with { Pretrained = one.Root, SyntheticSubjects = 1, SyntheticSeed = 1 }, "others"));
        // any seed's weights
        File.Move(Path.Combine(one.Root, "models", "pretraining-seed-0.safetensors"), Path.Combine(one.Root, "models", "pretraining-seed-5.safetensors"));
        Assert.Equal(one.Root, Encoders.LastPretrained(config, here, _folder["runs"])?.Root);

        IReadOnlyList<TreebankSession> Seen(DecodeConfig asked, string name)
        {
            Directory.CreateDirectory(_folder[name]);
            using RunContext run = new(new(_folder[name]), new("brainbert/decode", Preset.Smoke, 0, "cpu", []), new(null), new Notes(), default);
            return Encoders.Open(asked, run, (_, _) => { }, (_, _) => { }).Seen;
        }

        RunContext Context(Notes notes) => new(decode, new("brainbert/decode", Preset.Smoke, 0, "cpu", []), new(null), notes, default);

        string Open(DecodeConfig asked)
        {
            Notes notes = new();
            using RunContext run = Context(notes);
            Assert.Single(Encoders.Open(asked, run, (_, _) => { }, (_, _) => { }).Pairs);
            return Assert.Single(notes.Said);
        }
    }

    [Hdf5Fact]
    public void Weights_of_another_model_are_refused_by_key()
    {
        Run("brainbert/pretrain", "one", new Notes(), settings: [KeyValuePair.Create("steps", "1"), KeyValuePair.Create("width", "8")]);
        var error = Assert.Throws<ConfigException>(() => Run("brainbert/decode", "two", new Notes(), settings: KeyValuePair.Create("pretrained", _folder["one"])));
        Assert.Contains("it was pretrained with width = 8, here it is 16", error.Message, StringComparison.Ordinal);
    }
}
