using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Report;
using Neuron.Experiments.Statistics;
using Neuron.Models.RepresentationSimilarity;

namespace Neuron.Experiments.BrainBert;

/// <summary>Settings of the analysis of dimension; the defaults are the paper's (conf/test/effective_dim.yaml).</summary>
internal sealed record IntrinsicDimensionConfig : DecodeConfig
{
    /// <summary>Consecutive windows of an electrode.</summary>
    public int Windows { get; init => field = AtLeast(2, value); } = 500;

    /// <summary>Share of the variance to explain.</summary>
    public double Explained { get; init => field = Probability(value); } = 0.95;

    /// <summary>Most principal components.</summary>
    public int Components { get; init => field = AtLeast(1, value); } = 200;
}

/// <summary>Dimensions of an electrode's representations.</summary>
internal sealed record ElectrodeDimension(string Session, string Electrode, string Region, int[] Pretrained, int[] Random, int Image);

/// <summary>How many dimensions the representation of an electrode's windows fills, by brain region (arXiv 2302.14367, §5).</summary>
internal sealed class IntrinsicDimension : IExperiment<IntrinsicDimensionConfig>
{
    private const double Responsive = DecodeSummary.Responsive, Silent = DecodeSummary.Silent;

    /// <inheritdoc/>
    public static string Name => "brainbert/intrinsic-dimension";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2302.14367, §5: intrinsic dimension by region";

    /// <inheritdoc/>
    public static IntrinsicDimensionConfig At(Preset preset)
    {
        IntrinsicDimensionConfig config = PretrainConfig.Sized(preset, new IntrinsicDimensionConfig { Embeddings = false });
        return preset is Preset.Smoke ? config with { DecodeElectrodes = 4, Windows = 30, Tasks = [DecodingTask.Speech], ClassExamples = 8, Splits = [SplitKind.Blocked], TestFraction = 0.34 } : config;
    }

    /// <inheritdoc/>
    public static Summary Run(IntrinsicDimensionConfig config, RunContext run)
    {
        config.Check();
        const double found = 0.4;
        Encoders encoders = Encoders.Open(config, run, (f, t) => run.Show(found * f, t), (release, pairs) => new TimeEstimate()
            .AddEncodings(config, PretrainingSplit.Of(release).Decoding.Sum(s => (long)DecodingSession.Size(config, release, s).Electrodes) * config.Windows, 2 * pairs).Say(run));
        IReadOnlyList<TreebankSession> sessions = PretrainingSplit.Of(encoders.Release).Decoding;
        List<(ElectrodeDimension Dimension, ContactPlace? Place, double? Weight)> all = [];
        foreach (TreebankSession session in sessions)
        {
            using ChannelReader reader = new(encoders.Release, session, config.Reference, config.Labels, run.Note);
            IReadOnlyDictionary<string, AreaWeights>? truth = GroundTruth.Read(encoders.Release, session, config.Labels);
            IReadOnlyDictionary<string, ContactPlace> places = encoders.Release.Places(session, config.Labels);
            foreach (Channel channel in PretrainingImages.Choose(reader.Channels, config.DecodeElectrodes, truth))
            {
                string name = channel.Electrode.Name;
                ContactPlace? place = places.TryGetValue(name, out ContactPlace p) ? p : null;
                run.Report(found + (1 - found) * (sessions.ToList().IndexOf(session) + (double)all.Count(a => a.Dimension.Session == session.ToString()) / reader.Channels.Count) / sessions.Count, $"{session} {name}");
                ElectrodeDimension dimension = run.Part($"{session} {name}", () => Measure(config, encoders, session, name, place?.Region ?? "unknown", reader.Read(channel)));
                if (dimension.Image > 0) all.Add((dimension, place, truth?[name].Largest));
            }
        }
        if (all.Count == 0) throw new InvalidDataException($"{encoders.Release.Root}: no electrode of the sessions that are not for pretraining holds a signal.");
        return Summarise(config, encoders.Origin, all);
    }

    /// <summary>The least number of principal components that explain more than a share of the variance; at most so many.</summary>
    /// <param name="rows">A row a window.</param>
    /// <param name="explained">The share.</param>
    /// <param name="most">Largest answer.</param>
    public static int Of(float[][] rows, double explained, int most)
    {
        Tensor x = Tensor.From([.. rows.SelectMany(r => r).Select(v => (double)v)], [rows.Length, rows[0].Length]);
        return Math.Min(Spectrum.IntrinsicDimension(x, explained), most);
    }

    private static ElectrodeDimension Measure(IntrinsicDimensionConfig config, Encoders encoders, TreebankSession session, string name, string region, float[]? signal)
    {
        if (signal is null) return new(session.ToString(), name, region, [], [], 0);
        int length = config.WindowSamples;
        Tensor all = new SpectrogramTransform(config.Spectrogram).Of(signal, [.. Enumerable.Range(0, Math.Min(config.Windows, signal.Length / length)).Select(i => i * length)], length);
        int Dimension(Models.BrainBertModel model) => Of(BrainBertDecoder.MeanFeatures(model, all), config.Explained, config.Components);
        // every bin of an image is z-scored over the window's frames: the mean over the frames left after the ends are cut off is what varies
        return new(session.ToString(), name, region, [.. encoders.Pairs.Select(p => Dimension(p.Pretrained))], [.. encoders.Pairs.Select(p => Dimension(p.Random))],
            Of([.. all.Mean(1).ToArray<float>().Chunk(SpectrogramTransform.Bins)], config.Explained, SpectrogramTransform.Bins));
    }

    private static Summary Summarise(IntrinsicDimensionConfig config, string origin, List<(ElectrodeDimension Dimension, ContactPlace? Place, double? Weight)> all)
    {
        (string Name, Func<ElectrodeDimension, double> Of)[] kinds = [("pretrained", e => e.Pretrained.Average()), ("not pretrained", e => e.Random.Average()), ("spectrogram", e => e.Image)];
        string[] regions = [.. all.GroupBy(a => a.Dimension.Region).OrderByDescending(g => g.Average(a => a.Dimension.Pretrained.Average())).Select(g => g.Key)];
        List<Result> results = [];
        foreach ((string kind, Func<ElectrodeDimension, double> of) in kinds)
            foreach (string region in regions)
                results.Add(new(region, $"dimension, {kind}", SampleMean.Of([.. all.Where(a => a.Dimension.Region == region).Select(a => of(a.Dimension))]), Format: "0.0"));
        double[] responsive = Group(w => w >= Responsive), silent = Group(w => w < Silent);
        string finding = $"The representation fills {SampleMean.Of([.. all.Select(a => a.Dimension.Pretrained.Average())]).ToString("0.0")} dimensions pretrained and "
            + $"{SampleMean.Of([.. all.Select(a => a.Dimension.Random.Average())]).ToString("0.0")} not pretrained (± standard error over {all.Count} electrodes)";
        if (responsive.Length > 1 && silent.Length > 1)
        {
            TestResult test = TTest.Welch(responsive, silent);
            finding += $"; {SampleMean.Of(responsive).ToString("0.0")} on electrodes that respond to speech, {SampleMean.Of(silent).ToString("0.0")} on silent ones (Welch p = {test.P:0.000})";
        }
        finding += ". The paper gives no numbers by region that are known to us.";
        return new(finding, results,
        [
            new("Dimension by region", $"Least number of principal components that explain more than {config.Explained:0%} of the variance of the windows' mean representations. Encoder: {origin}. Dots are electrodes.",
                [.. kinds.Select(k => new BarChart(k.Name, "", "dimension", [.. regions.Select(r => all.Where(a => a.Dimension.Region == r).Select(a => k.Of(a.Dimension)).ToArray()).Zip(regions, (v, r) => new Bar(r, SampleMean.Of(v), v))]))]),
            new("On the brain", "", [.. all.GroupBy(a => a.Dimension.Session).Select(Map)]),
        ], Over: "electrodes");

        double[] Group(Func<double, bool> chosen) => [.. all.Where(a => a.Weight is { } w && chosen(w)).Select(a => a.Dimension.Pretrained.Average())];
        BrainMap Map(IGrouping<string, (ElectrodeDimension Dimension, ContactPlace? Place, double? Weight)> session)
        {
            BrainPlace[] places = [.. session.Where(a => a.Place is not null).Select(a => new BrainPlace($"{a.Dimension.Electrode} ({a.Dimension.Region})", a.Place!.Value.Left, a.Place.Value.Inferior,
                a.Place.Value.Posterior, a.Dimension.Pretrained.Average(), a.Weight >= Responsive))];
            double low = places.Select(p => p.Value).DefaultIfEmpty(0).Min(), high = places.Select(p => p.Value).DefaultIfEmpty(1).Max();
            return new(session.Key, "", "dimension", low, Math.Max(high, low + 1), places);
        }
    }
}
