using Neuron.Experiments.BrainTreebank;

namespace Neuron.Experiments.BrainBert;

/// <summary>The examples of all tasks of a session, and how they are divided; the same for every electrode.</summary>
internal sealed class SessionExamples
{
    private const ulong Seed = 42; // the paper's, whatever the run's: all runs decode the same examples

    private readonly Dictionary<DecodingTask, Example[]> _examples = [];
    private readonly Dictionary<(DecodingTask, SplitKind), DecodingSplit> _splits = [];
    private readonly Dictionary<long, int> _rows;

    /// <param name="release">The recordings.</param>
    /// <param name="session">The session.</param>
    /// <param name="samples">Length of its recording.</param>
    /// <param name="config">Tasks, windows, splits.</param>
    public SessionExamples(TreebankRelease release, TreebankSession session, int samples, DecodeConfig config)
    {
        (Session, WindowSamples) = (session, config.WindowSamples);
        WordTable words = release.Words(session);
        Defect = words.Defect;
        foreach (DecodingTask task in config.Tasks)
        {
            Rng rng = new Rng(Seed).Split((ulong)task);
            Example[] examples = DecodingExamples.Of(task, words, samples, WindowSamples, config.ClassExamples, rng.Split(0));
            DecodingSplit[] splits = [.. config.Splits.Select(kind => DecodingSplit.Of(kind, examples, WindowSamples, config.TestFraction, config.ValidationFraction, rng.Split(1)))];
            if (!splits.All(s => s.IsUsable(examples)))
            {
                TooFew.Add(task);
                continue;
            }
            _examples[task] = examples;
            for (int i = 0; i < splits.Length; i++) _splits[(task, config.Splits[i])] = splits[i];
        }
        Samples = [.. _examples.Values.SelectMany(e => e).Select(e => e.Sample).Distinct().Order()];
        _rows = Samples.Select((sample, row) => (sample, row)).ToDictionary(p => p.sample, p => p.row);
    }

    /// <summary>The session.</summary>
    public TreebankSession Session { get; }

    /// <summary>Length of a window.</summary>
    public int WindowSamples { get; }

    /// <summary>Centres of the windows that some task uses, each once, in the order of time.</summary>
    public long[] Samples { get; }

    /// <summary>What is wrong with rows of its words that were left out; null where nothing is.</summary>
    public string? Defect { get; }

    /// <summary>Tasks of which the session holds too few examples.</summary>
    public List<DecodingTask> TooFew { get; } = [];

    /// <summary>The tasks that can be decoded.</summary>
    public IEnumerable<DecodingTask> Tasks => _examples.Keys;

    /// <summary>Examples of a task in the order of time.</summary>
    public Example[] Of(DecodingTask task) => _examples[task];

    /// <summary>How they are divided.</summary>
    public DecodingSplit Split(DecodingTask task, SplitKind kind) => _splits[(task, kind)];

    /// <summary>For each example of a task the row of its window among <see cref="Samples"/>.</summary>
    public int[] Rows(DecodingTask task) => [.. _examples[task].Select(e => _rows[e.Sample])];
}
