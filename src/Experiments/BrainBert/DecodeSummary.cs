using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Report;
using Neuron.Experiments.Statistics;

namespace Neuron.Experiments.BrainBert;

/// <summary>The report of decoding.</summary>
/// <param name="config">How it was decoded.</param>
/// <param name="preset">Size of the run; the smallest is not judged.</param>
/// <param name="origin">Where the encoders are from.</param>
/// <param name="sessions">What was decoded.</param>
/// <param name="seen">The sessions that the encoders were pretrained on; null for none.</param>
internal sealed class DecodeSummary(DecodeConfig config, Preset preset, string origin, IReadOnlyList<DecodedSession> sessions, IReadOnlyList<TreebankSession>? seen = null)
{
    /// <summary>Weight from which a contact counts as one that responds, and under which as silent.</summary>
    public const double Responsive = 0.5, Silent = 0.1;

    private const double Sigmas = 2; // how many standard errors of a difference make it count

    private readonly SplitKind _split = config.Splits[0];

    // of synthetic sessions the last, if possible with a montage that pretraining has not seen; of real ones all together
    private IReadOnlyList<DecodedSession> Main => sessions.All(s => s.Truth is null) ? sessions : [sessions.LastOrDefault(s => !IsKnown(s.Session)) ?? sessions[^1]];

    private Decoder[] Decoders => [.. config.Decoders.Where(d => config.Tasks.Any(t => Values(Main, t, d, _split).Length > 0))];

    /// <summary>What was found.</summary>
    public Summary Of()
    {
        List<Result> results = [];
        foreach (DecodingTask? task in config.Tasks.Select(t => (DecodingTask?)t).Append(null))
            foreach (Decoder decoder in Decoders)
                if (Mean(task, decoder) is { } mean && PublishedDecoding.Of(task, decoder) is var published)
                    results.Add(new(NameOf(decoder), $"ROC-AUC, {(task is { } t ? DecodingExamples.Name(t) : "mean of the tasks")}", mean, published?.Value, Note: published?.Source));
        List<Section> sections =
        [
            new(Heading(),
                $"Encoder: {origin}. Split: {Words(_split)}. Each decoder sees one electrode. Dots are seeds. Pretraining counts as a help where it exceeds the untrained encoder and the linear decoder by more than {Sigmas:0} standard errors of the difference over seeds.",
                [.. config.Tasks.Select(Bars), Intervals()]),
            new("Electrodes", "AUC of the frozen pretrained encoder for each electrode; outlined are those in which a response to the task's feature is planted.", [.. Maps(), .. PlantedAndSilent()]),
        ];
        if (config.TrainSizes.Count > 0) sections.Add(new("Number of training examples", "On the chosen electrode of each task; mean over seeds, which also draw the examples.", [.. config.Tasks.Select(Curves).OfType<LineChart>()]));
        if (config.Splits.Count > 1) sections.Add(new("Leakage", "Windows of neighbouring words overlap, so a random split trains on signal that the test also holds.", [Leakage()]));
        if (sessions.Count > 1) sections.Add(new("All sessions", "", [PerSession()]));
        sections.Add(new("The released weights elsewhere", "Linear decoders on the public Neuroprobe leaderboard, another protocol: all electrodes together, the second after the word.",
            [new Table("Neuroprobe", "", ["features", "split", "onset", "speech", "pitch", "volume"], PublishedDecoding.Neuroprobe)]));
        return new(Finding(), results, sections);
    }

    private bool IsKnown(TreebankSession session) => seen?.Any(s => s.Subject == session.Subject) is true;

    private string Heading()
    {
        string[] trained = [.. Main.Where(s => seen?.Contains(s.Session) is true).Select(s => s.Session.ToString())];
        if (Main.All(s => s.Truth is null)) return trained.Length == 0 ? "Held-out sessions" : $"Sessions, of which pretraining saw {string.Join(", ", trained)}";
        TreebankSession session = Main[0].Session;
        return trained.Length > 0 ? $"A session that pretraining saw ({session})" : IsKnown(session) ? $"Held-out session of a montage that pretraining saw ({session})" : $"Held-out montage ({session})";
    }

    /// <summary>A decoder's name in the tables.</summary>
    public string NameOf(Decoder decoder) => decoder switch
    {
        Decoder.LinearWindow => $"linear, {config.WindowSeconds:0.##} s, time domain",
        Decoder.LinearQuarter => "linear, 0.25 s, time domain",
        Decoder.LinearImage => $"linear, 0.25 s, {(config.Spectrogram == SpectrogramKind.Superlet ? "superlet" : "STFT")}",
        Decoder.DeepNetwork => $"deep network, {config.WindowSeconds:0.##} s",
        Decoder.HiddenWindow => $"one hidden layer, {config.WindowSeconds:0.##} s",
        Decoder.FrozenRandom => "untrained BrainBERT, frozen",
        Decoder.FrozenPretrained => "BrainBERT, frozen",
        Decoder.FrozenHidden => "BrainBERT, frozen, one hidden layer",
        Decoder.FrozenDeep => "BrainBERT, frozen, deep network",
        Decoder.TunedRandom => "untrained BrainBERT, fine-tuned",
        _ => "BrainBERT, fine-tuned",
    };

    // narrow enough to stand under a bar
    private string ShortName(Decoder decoder) => decoder switch
    {
        Decoder.LinearWindow => $"volts {config.WindowSeconds:0.##} s",
        Decoder.LinearQuarter => "volts 0.25 s",
        Decoder.LinearImage => "image 0.25 s",
        Decoder.DeepNetwork => "deep net",
        Decoder.HiddenWindow => "one layer",
        Decoder.FrozenRandom => "frozen random",
        Decoder.FrozenPretrained => "frozen BERT",
        Decoder.FrozenHidden => "BERT, layer",
        Decoder.FrozenDeep => "BERT, deep",
        Decoder.TunedRandom => "tuned random",
        _ => "tuned BERT",
    };

    private static string Words(SplitKind split) => split == SplitKind.Blocked ? "in time, with a gap" : "at random";

    private static double[] Values(IReadOnlyList<DecodedSession> of, DecodingTask task, Decoder decoder, SplitKind split, int limit = 0) =>
        DecodedSession.MeanBySeed([.. of.Select(s => s.BySeed(task, decoder, split, limit)).Where(v => v.Length > 0)]);

    private SampleMean? Mean(DecodingTask? task, Decoder decoder)
    {
        if (task is { } one) return Values(Main, one, decoder, _split) is { Length: > 0 } values ? SampleMean.Of(values) : null;
        double[][] all = [.. config.Tasks.Select(t => Values(Main, t, decoder, _split))];
        return all.Any(v => v.Length == 0) ? null : SampleMean.Of(DecodedSession.MeanBySeed(all));
    }

    private string Finding()
    {
        string Number(Decoder decoder) => Mean(null, decoder)?.ToString("0.00") ?? "—";
        string numbers = $"Mean AUC over the tasks: frozen {Number(Decoder.FrozenPretrained)}, untrained {Number(Decoder.FrozenRandom)}, linear on the image {Number(Decoder.LinearImage)}; "
            + $"fine-tuned {Number(Decoder.TunedPretrained)}, from scratch {Number(Decoder.TunedRandom)} (paper: 0.83 fine-tuned, 0.60 from scratch).";
        if (preset is Preset.Smoke) return numbers;
        // one seed cannot tell
        DecodingTask[] tasks = [.. config.Tasks.Where(t => Values(Main, t, Decoder.FrozenPretrained, _split).Length > 1 && Mean(t, Decoder.FrozenRandom) is not null && Mean(t, Decoder.LinearImage) is not null)];
        DecodingTask[] won = [.. tasks.Where(t => Exceeds(t, Decoder.FrozenRandom) && Exceeds(t, Decoder.LinearImage))];
        string verdict = tasks.Length == 0 ? "" : won.Length == tasks.Length ? "Pretraining helps on every task. " : won.Length == 0 ? "That pretraining helps is not shown on any task. "
            : $"Pretraining helps on {string.Join(", ", won.Select(DecodingExamples.Name))}; that is not shown on {string.Join(", ", tasks.Except(won).Select(DecodingExamples.Name))}. ";
        return verdict + numbers;
    }

    // seed by seed, as an encoder and its untrained twin share their seed; what draws nothing has one value for all
    private bool Exceeds(DecodingTask task, Decoder other)
    {
        double[] pretrained = Values(Main, task, Decoder.FrozenPretrained, _split), others = Values(Main, task, other, _split);
        SampleMean difference = SampleMean.Of([.. pretrained.Zip(others.Length == 1 ? [.. pretrained.Select(_ => others[0])] : others, (a, b) => a - b)]);
        return difference.Mean > Sigmas * difference.StandardError;
    }

    private BarChart Bars(DecodingTask task) => new(DecodingExamples.Name(task), "BERT: BrainBERT, pretrained; random: the same network, not pretrained. The first ones are linear.", "ROC-AUC",
        [.. Decoders.Select(d => (ShortName(d), Values(Main, task, d, _split))).Where(b => b.Item2.Length > 0).Select(b => new Bar(b.Item1, SampleMean.Of(b.Item2), b.Item2))], 0.5);

    private Table Intervals() => new("With 95 % confidence intervals", "DeLong's interval of the first seed on the first chosen electrode (— where all pairs of examples agree: its variance is then 0 and bounds nothing), then the mean over seeds and chosen electrodes.",
        ["task", "decoder", "electrode", "training, test examples", "AUC", "95 % interval", "mean"],
        [
            .. from task in config.Tasks
               from decoder in Decoders
               let first = Main[0].First(task, decoder, _split)
               where first is not null
               let score = first.Value.Score
               select (IReadOnlyList<string>)[DecodingExamples.Name(task), NameOf(decoder), first.Value.Electrode, $"{score.Train}, {score.Test}", $"{score.Auc:0.000}", double.IsNaN(score.Low) ? "—" : $"{score.Low:0.000} to {score.High:0.000}", Mean(task, decoder)?.ToString("0.000") ?? ""],
        ]);

    private IEnumerable<BrainMap> Maps() =>
        from session in Main
        from task in config.Tasks
        let places = session.Electrodes.Where(e => session.Places.ContainsKey(e.Electrode) && double.IsFinite(e.Mean(task, Decoder.FrozenPretrained, _split))).Select(e =>
        {
            var place = session.Places[e.Electrode];
            return new BrainPlace($"{e.Electrode} ({place.Region})", place.Left, place.Inferior, place.Posterior, e.Mean(task, Decoder.FrozenPretrained, _split),
                session.Truth is not null && session.Truth[e.Electrode].For(task) >= Responsive);
        }).ToArray()
        where places.Length > 0
        select new BrainMap($"{DecodingExamples.Name(task)}, {session.Session}", "", "AUC", 0.5, 1, places);

    private IEnumerable<Table> PlantedAndSilent()
    {
        if (sessions.All(s => s.Truth is null)) yield break;
        List<IReadOnlyList<string>> rows = [];
        foreach (DecodedSession session in sessions.Where(s => s.Truth is not null))
        {
            foreach (DecodingTask task in config.Tasks)
            {
                foreach ((string name, Func<AreaWeights, bool> group) in ((string, Func<AreaWeights, bool>)[])[($"planted (weight ≥ {Responsive})", w => w.For(task) >= Responsive), ($"silent (weight < {Silent})", w => w.Reaching(task) < Silent)])
                {
                    ElectrodeScores[] chosen = [.. session.Electrodes.Where(e => group(session.Truth![e.Electrode]))];
                    string Cell(Decoder decoder)
                    {
                        double[] values = [.. chosen.Select(e => e.Mean(task, decoder, _split)).Where(double.IsFinite)];
                        if (values.Length < 2) return values.Length == 0 ? "—" : $"{values[0]:0.000}";
                        double width = Moments.StandardError(values) * Distributions.StudentQuantile(0.975, values.Length - 1);
                        return $"{Moments.Mean(values):0.000} ± {width:0.000}";
                    }
                    rows.Add([session.Session.ToString(), DecodingExamples.Name(task), name, $"{chosen.Length}", Cell(Decoder.LinearImage), Cell(Decoder.FrozenRandom), Cell(Decoder.FrozenPretrained)]);
                }
            }
        }
        yield return new("Electrodes with and without a planted response", "Mean AUC over electrodes with its 95 % interval (Student); 0.5 is chance.",
            ["session", "task", "electrodes", "number", NameOf(Decoder.LinearImage), NameOf(Decoder.FrozenRandom), NameOf(Decoder.FrozenPretrained)], rows);
    }

    private LineChart? Curves(DecodingTask task)
    {
        Decoder[] decoders = [.. ((Decoder[])[Decoder.LinearImage, Decoder.FrozenRandom, Decoder.FrozenPretrained]).Where(Decoders.Contains)];
        List<Series> series = [];
        for (int i = 0; i < decoders.Length; i++)
        {
            var points = config.TrainSizes.Append(0).Select(n => (N: n == 0 ? TrainCount(task) : n, Values: Values(Main, task, decoders[i], _split, n))).Where(p => p.Values.Length > 0).ToArray();
            if (points.Length > 0)
                series.Add(new(NameOf(decoders[i]), [.. points.Select(p => (double)p.N)], [.. points.Select(p => p.Values.Average())], [.. points.Select(p => SampleMean.Of(p.Values).StandardError ?? 0)], i));
        }
        return series.Count == 0 ? null : new(DecodingExamples.Name(task), "", "training examples", "ROC-AUC", series);
    }

    private int TrainCount(DecodingTask task) => Main[0].Scores(task, Decoder.FrozenPretrained, _split).Concat(Main[0].Scores(task, Decoder.LinearImage, _split)).FirstOrDefault()?.Train ?? 0;

    private Table Leakage() => new("Split in time and at random", "On the chosen electrodes.", ["task", "decoder", .. config.Splits.Select(s => Words(s))],
    [
        .. from task in config.Tasks
           from decoder in (Decoder[])[Decoder.LinearImage, Decoder.FrozenRandom, Decoder.FrozenPretrained]
           let cells = config.Splits.Select(s => Values(Main, task, decoder, s)).ToArray()
           where cells.All(c => c.Length > 0)
           select (IReadOnlyList<string>)[DecodingExamples.Name(task), NameOf(decoder), .. cells.Select(c => SampleMean.Of(c).ToString("0.000"))],
    ]);

    private Table PerSession() => new("Mean over each session's chosen electrodes", "", ["session", "decoder", .. config.Tasks.Select(DecodingExamples.Name)],
    [
        .. from session in sessions
           from decoder in Decoders
           select (IReadOnlyList<string>)[session.Session.ToString(), NameOf(decoder), .. config.Tasks.Select(t => Values([session], t, decoder, _split) is { Length: > 0 } v ? SampleMean.Of(v).ToString("0.000") : "—")],
    ]);
}
