using Neuron.Autograd;
using Neuron.Experiments.Data;
using Neuron.Models;

namespace Neuron.Experiments.Guidance;

/// <summary>Settings of the parity experiment; the defaults are the paper's (arXiv 2410.20035, App. C.1.2).</summary>
internal sealed record TransformerParityConfig : SequenceGuidanceConfig
{
    /// <summary>Channels of the target.</summary>
    public int Channels { get; init => field = AtLeast(2, value); } = 64;

    /// <summary>Attention heads of the target.</summary>
    public int Heads { get; init => field = AtLeast(1, value); } = 4;

    /// <summary>Hidden units of the target's feed-forward layer.</summary>
    public int FeedForward { get; init => field = AtLeast(1, value); } = 2048;

    /// <summary>Dropout in the target; the paper's is 0.1.</summary>
    public double Dropout { get; init => field = Probability(value); } = 0.1;

    /// <summary>Units of the guide.</summary>
    public int GuideHidden { get; init => field = AtLeast(1, value); } = 64;

    /// <summary>
    /// Whether the guide's training begins with strings of at most 4 bits and lengthens them, which brings it to 1.000 in seconds. Our choice:
    /// the paper trains on all lengths at once.
    /// </summary>
    public bool Curriculum { get; init; }
}

/// <summary>A transformer guided by an RNN on parity (arXiv 2410.20035, Table 2).</summary>
internal sealed class TransformerParity : IExperiment<TransformerParityConfig>
{
    private const int LogSteps = 50;

    /// <inheritdoc/>
    public static string Name => "guidance/transformer-parity";

    /// <inheritdoc/>
    public static string Reproduces => "arXiv 2410.20035, Table 2: RNN → transformer, parity";

    /// <inheritdoc/>
    public static TransformerParityConfig At(Preset preset) => preset switch
    {
        Preset.Smoke => new()
        {
            Shortest = 2, Longest = 6, TrainSequences = 256, ValidationSequences = 64, TestSequences = 100, Channels = 16, Heads = 2, FeedForward = 32, GuideHidden = 16,
            Seeds = 2, Epochs = 2, GuideEpochs = 4, BatchSize = 64, LearningRate = 1e-3, GuidedLearningRate = 1e-3, GuideLearningRate = 1e-2, EarlyStop = 4, ProbeSamples = 64,
        },
        Preset.Small => new()
        {
            Shortest = 2, Longest = 16, TrainSequences = 8000, ValidationSequences = 500, TestSequences = 1000, Channels = 64, Heads = 4, FeedForward = 128, GuideHidden = 32,
            Seeds = 3, Epochs = 12, GuideEpochs = 12, BatchSize = 128, LearningRate = 1e-3, GuidedLearningRate = 1e-3, GuideLearningRate = 5e-3, EarlyStop = 200, ProbeSamples = 128,
            Curriculum = true,
        },
        _ => new() { Shortest = 2, Longest = 50, LearningRate = 1e-3, GuidedLearningRate = 1e-3, GuideLearningRate = 1e-2 },
    };

    /// <inheritdoc/>
    public static Summary Run(TransformerParityConfig config, RunContext run)
    {
        var task = new Task(config);
        GuidanceOutcome outcome = new GuidanceRun(task, config, run).Run();
        return new GuidanceSummary(run.Preset, task.Metric, task.Chance, true, PublishedNumbers.Parity,
        [
            new("A trained guide improves the transformer.", Condition.TrainedGuide, Condition.Unguided),
            new("An untrained guide does not.", Condition.UntrainedGuide, Condition.Unguided, AtMost: true),
        ]).Of(outcome);
    }

    private static SequenceSet Draw(TransformerParityConfig config, int count, ulong stream) =>
        Parity.Generate(count, config.Shortest, config.Longest, new Rng(0).Split(stream));

    private sealed class Task(TransformerParityConfig config) : SequenceGuidanceTask(
        Draw(config, config.TrainSequences, 0), Draw(config, config.ValidationSequences, 1), Draw(config, config.TestSequences, 2), Parity.VocabularySize)
    {
        public override string Metric => "test accuracy";

        public override double? Chance => 0.5;

        public override Layer NewTarget(Rng rng) => new ParityTransformer(config.Channels, config.Heads, config.FeedForward, dropout: config.Dropout, rng: rng);

        public override Layer NewGuide(Rng rng) => new ParityRnn(config.GuideHidden, rng: rng);

        // bits, never the padding id: noise is another string, not an invalid one
        protected override int NoiseIds => 2;

        public override bool TrainGuide(Layer guide, string part, Rng rng, RunContext run)
        {
            if (!config.Curriculum) return false;
            var curriculum = new Curriculum(config, rng);
            long steps = (long)config.GuideEpochs * ((config.TrainSequences + config.BatchSize - 1) / config.BatchSize);
            Trainer<Labelled>? trainer = null;
            trainer = new(guide, NewOptimizer(guide, config.GuideLearningRate), new(config.BatchSize, config.BatchSize, _ => curriculum.Draw()), batch =>
            {
                Tensor output = guide.Forward(batch.Input), loss = Loss(output, batch);
                double right = curriculum.Judge(output, batch);
                if (trainer!.Step % LogSteps == 0) run.Record(part, trainer.Step, ("loss", loss.Item()), ("accuracy", right), ("longest", curriculum.Longest));
                return loss;
            })
            {
                ClipNorm = 1, CheckpointPath = run.Folder.TrainingPath(part), CheckpointEvery = config.CheckpointSteps, Streams = [rng], Callbacks = [curriculum],
            };
            trainer.Resume();
            run.Rewind(part, trainer.Step - 1);
            trainer.Run(steps, run.Cancellation);
            return true;
        }
    }

    /// <summary>Strings that grow longer as the guide masters them.</summary>
    private sealed class Curriculum(TransformerParityConfig config, Rng rng) : TrainingCallback, IStateful
    {
        private const int FirstLength = 4;
        private const double Mastered = 0.98; // accuracy on a batch at which longer strings come

        /// <summary>Length of the longest strings now.</summary>
        public int Longest { get; private set; } = Math.Min(FirstLength, config.Longest);

        public Labelled Draw()
        {
            SequenceSet strings = Parity.Generate(config.BatchSize, Math.Min(config.Shortest, Longest), Longest, rng);
            SequenceBatch batch = strings.Batch([.. Enumerable.Range(0, strings.Count)]);
            return new(batch.Ids, batch.Targets);
        }

        /// <summary>The accuracy on a batch.</summary>
        public double Judge(Tensor output, Labelled batch)
        {
            long[] said = output.ArgMax(-1).ToArray<long>(), asked = batch.Target.ToArray<long>();
            double right = said.Zip(asked).Count(p => p.First == p.Second) / (double)said.Length;
            if (right >= Mastered && Longest < config.Longest) Longest++;
            return right;
        }

        public IReadOnlyDictionary<string, Tensor> StateDictionary() => new Dictionary<string, Tensor> { ["longest"] = Tensor.From([(long)Longest], []) };

        public void LoadStateDictionary(IReadOnlyDictionary<string, Tensor> state, string source = "state dictionary") =>
            Longest = state.TryGetValue("longest", out Tensor? longest) && longest.DType == DType.Int64 && longest.Size == 1 && longest.Item<long>() is >= 1 and var length && length <= config.Longest
                ? (int)length : throw new InvalidDataException($"{source}: 'longest': expected a length of 1 to {config.Longest}.");
    }
}
