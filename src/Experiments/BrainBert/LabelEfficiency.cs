using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Report;

namespace Neuron.Experiments.BrainBert;

/// <summary>Settings of the label-efficiency experiment; the defaults are the paper's (conf/test/fewshot_test.yaml).</summary>
internal sealed record LabelEfficiencyConfig : DecodeConfig
{
    /// <summary>Numbers of training examples; those beyond what a session holds are left out, and all that it holds are added.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [.. Enumerable.Range(1, 20).Select(i => 50 * i)];

    /// <summary>Draws of the training examples; draw k uses the encoder of pretraining k, over and over.</summary>
    public int Draws { get; init => field = AtLeast(1, value); } = 3;
}

/// <summary>How many labelled examples decoders need (arXiv 2302.14367, §4, label efficiency).</summary>
internal sealed class LabelEfficiency : IExperiment<LabelEfficiencyConfig>
{
    /// <inheritdoc/>
    public static string Name => "brainbert/label-efficiency";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2302.14367, figure on label efficiency: AUC against training examples";

    /// <inheritdoc/>
    public static LabelEfficiencyConfig At(Preset preset)
    {
        DecodeConfig decode = DecodeConfig.At(preset);
        LabelEfficiencyConfig config = PretrainConfig.Sized(preset, new LabelEfficiencyConfig
        {
            Tasks = [DecodingTask.SentenceOnset], Decoders = [Decoder.LinearWindow, Decoder.DeepNetwork, Decoder.TunedRandom, Decoder.TunedPretrained], BestElectrodes = 1, Embeddings = false,
            Splits = [decode.Splits[0]], TestFraction = decode.TestFraction, ValidationFraction = decode.ValidationFraction, ClassExamples = decode.ClassExamples,
            DecodeElectrodes = decode.DecodeElectrodes, Ranking = decode.Ranking, Solver = decode.Solver, DecoderSteps = decode.DecoderSteps, DecoderBatch = decode.DecoderBatch,
            HeadRate = decode.HeadRate, EncoderRate = decode.EncoderRate,
        });
        return preset switch
        {
            Preset.Smoke => config with { Sizes = [6], Draws = 1 },
            // onset saturates on the synthetic recordings: volume shows the difference
            Preset.Small => config with
            {
                Sizes = [25, 50, 100, 200], Tasks = [DecodingTask.SentenceOnset, DecodingTask.Volume],
                Decoders = [Decoder.LinearWindow, Decoder.LinearImage, Decoder.DeepNetwork, Decoder.FrozenRandom, Decoder.FrozenPretrained, Decoder.TunedRandom, Decoder.TunedPretrained],
            },
            _ => config,
        };
    }

    /// <inheritdoc/>
    public static Summary Run(LabelEfficiencyConfig config, RunContext run)
    {
        config.Check();
        const double found = 0.3;
        Encoders encoders = Encoders.Open(config, run, (f, t) => run.Show(found * f, t), (_, _) => new TimeEstimate()
            .AddTuning(config, config.Tasks.Count * (config.Sizes.Count + 1) * config.Draws * config.Decoders.Count(d => d is Decoder.TunedPretrained or Decoder.TunedRandom)).Say(run));
        IReadOnlyList<TreebankSession> sessions = PretrainingSplit.Of(encoders.Release).Decoding;
        if (sessions.Count == 0) throw new InvalidDataException($"{encoders.Release.Root}: no session to decode.");
        using DecodingSession session = new(config, encoders.Release, sessions[^1], run.Note);
        List<Score> scores = [];
        DecodingTask[] tasks = [.. session.Examples.Tasks];
        for (int t = 0; t < tasks.Length; t++)
        {
            DecodingTask task = tasks[t];
            string name = run.Part($"electrode for {task}", () => new Chosen(session.Best(task)[0])).Name;
            Lazy<ElectrodeDecoding> windows = new(() => session.Open(session.Channels.First(c => c.Electrode.Name == name)));
            int all = session.Examples.Split(task, config.Splits[0]).Train.Length;
            (int Size, int Draw)[] cells = [.. from n in config.Sizes.Where(n => n < all).Append(0) from draw in Enumerable.Range(0, config.Draws) select (n, draw)];
            for (int i = 0; i < cells.Length; i++)
            {
                (int size, int draw) = cells[i];
                EncoderPair pair = encoders.Pairs[draw % encoders.Pairs.Count];
                run.Report(found + (1 - found) * (t + (double)i / cells.Length) / tasks.Length, $"{DecodingExamples.Name(task)}, {(size == 0 ? all : size)} examples, draw {draw}");
                scores.AddRange(run.Part($"{task} {size} draw {draw}", () => new ElectrodeScores(session.Session.ToString(), name,
                    [.. config.Decoders.Select(d => windows.Value.Trained(task, d, pair, size, draw))])).Scores);
            }
        }
        return Summarise(config, run.Preset, encoders.Origin, session.Session, scores);
    }

    private static Summary Summarise(LabelEfficiencyConfig config, Preset preset, string origin, TreebankSession session, IReadOnlyList<Score> scores)
    {
        DecodeSummary names = new(config, preset, origin, []);
        DecodingTask[] tasks = [.. scores.Select(s => s.Task).Distinct()];
        List<Result> results = [];
        List<string> found = [];
        foreach (DecodingTask task in tasks)
        {
            foreach (Decoder decoder in config.Decoders)
                results.AddRange(Points(task, decoder).Select(p => new Result(names.NameOf(decoder), $"ROC-AUC, {DecodingExamples.Name(task)}, {p.Train} examples", p.Value)));
            Decoder[] plain = [.. config.Decoders.Where(d => d is not (Decoder.TunedPretrained or Decoder.FrozenPretrained or Decoder.FrozenDeep or Decoder.FrozenHidden))];
            if (plain.Length == 0 || !config.Decoders.Contains(Decoder.TunedPretrained)) continue;
            (Decoder Decoder, double Auc) best = plain.Select(d => (d, Points(task, d)[^1].Value.Mean)).MaxBy(p => p.Mean);
            var enough = Points(task, Decoder.TunedPretrained).FirstOrDefault(p => p.Value.Mean >= best.Auc);
            found.Add($"{DecodingExamples.Name(task)}: what {names.NameOf(best.Decoder)} reaches with all {Points(task, best.Decoder)[^1].Train} examples ({best.Auc:0.00}), the fine-tuned BrainBERT "
                + (enough.Value is null ? "does not reach" : $"reaches with {enough.Train}"));
        }
        return new($"{string.Join("; ", found)} (paper: a fifth of the examples).", results,
        [
            new("AUC against training examples", $"Session {session}, one electrode; encoder: {origin}. Mean over {config.Draws} draws of the examples; the band is one standard error.",
                [.. tasks.Select(task => new LineChart(DecodingExamples.Name(task), "", "training examples", "ROC-AUC",
                    [.. config.Decoders.Select(d => (d, Points(task, d))).Select(p => new Series(names.NameOf(p.d), [.. p.Item2.Select(q => (double)q.Train)], [.. p.Item2.Select(q => q.Value.Mean)], [.. p.Item2.Select(q => q.Value.StandardError ?? 0)]))]))]),
        ], Over: "draws of the training examples");

        (int Train, SampleMean Value)[] Points(DecodingTask task, Decoder decoder) =>
            [.. scores.Where(s => s.Task == task && s.Decoder == decoder).GroupBy(s => s.Train).OrderBy(g => g.Key).Select(g => (g.Key, SampleMean.Of([.. g.Select(s => s.Auc)])))];
    }

    private sealed record Chosen(string Name);
}
