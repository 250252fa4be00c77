using System.Globalization;
using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>Pretraining: images of single electrodes with hidden parts are reconstructed (arXiv 2302.14367, §3).</summary>
internal sealed class Pretrain : IExperiment<PretrainConfig>
{
    /// <inheritdoc/>
    public static string Name => "brainbert/pretrain";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2302.14367, §3: masked pretraining, reconstructions";

    /// <inheritdoc/>
    public static PretrainConfig At(Preset preset) => PretrainConfig.Sized(preset, new PretrainConfig());

    /// <inheritdoc/>
    public static Summary Run(PretrainConfig config, RunContext run)
    {
        config.Check();
        new TimeEstimate().AddPretraining(config, config.Seeds).Say(run);
        TreebankRelease release = RecordingSource.Open(config, run, (f, t) => run.Report(0.1 * f, t));
        using ImageStore images = OpenImages(config, run, release, (f, t) => run.Report(0.1 + 0.1 * f, t));
        List<PretrainOutcome> outcomes = [];
        for (int k = 0; k < config.Seeds; k++)
        {
            (int index, int seed) = (k, run.Seed + k);
            outcomes.Add(new Pretraining(config, images, run).Run($"pretraining seed {seed}", seed, (f, t) => run.Show(0.2 + 0.8 * (index + f) / config.Seeds, t)));
        }
        return PretrainSummary.Of(config, run.Preset, outcomes);
    }

    /// <summary>The sessions of a release that are pretrained on, those of some subjects left out.</summary>
    public static TreebankSession[] Sessions(TreebankRelease release, IReadOnlyList<int> excluded) => [.. PretrainingSplit.Of(release).Pretraining.Where(s => !excluded.Contains(s.Subject))];

    /// <summary>The images of the sessions for pretraining; checks these sessions first.</summary>
    /// <exception cref="InvalidDataException">A session cannot be used.</exception>
    public static ImageStore OpenImages(PretrainConfig config, RunContext run, TreebankRelease release, Action<double, string> report)
    {
        TreebankSession[] sessions = Sessions(release, config.ExcludeSubjects);
        if (run.Data.Root is not null && release.Root != Path.Combine(run.Folder.Root, "data")) CheckLayout(config, run, release, sessions);
        string folder = Path.Combine(run.Folder.Root, "images", string.Create(CultureInfo.InvariantCulture, $"{config.Spectrogram}-{config.WindowSeconds:0.###}s-{config.Reference}")); // variants of a study share them
        return PretrainingImages.Open(release, sessions, config, folder, report, run.Note);
    }

    private static void CheckLayout(PretrainConfig config, RunContext run, TreebankRelease release, TreebankSession[] sessions)
    {
        foreach (SessionReport session in sessions.Select(s => TreebankCheck.One(release, s, config.Labels, voltagesAlone: true)))
        {
            run.Note($"{session.Session}: {session.Text}");
            if (!session.Usable) throw new InvalidDataException($"{session.Session} cannot be used: {session.Text}");
        }
    }
}
