using Neuron.Autograd;
using Neuron.Models;

namespace Neuron.Experiments.BrainBert;

/// <summary>Losses of pretraining at one validation.</summary>
internal sealed record PretrainPoint(long Step, double TrainMasked, double TrainContent, double Masked, double Content);

/// <summary>An image of the validation set with what the network saw of it and made of it, each [frames][bins], rounded.</summary>
internal sealed record Reconstruction(string Channel, float[][] Target, float[][] Input, float[][] Predicted);

/// <summary>What one pretraining measured.</summary>
/// <param name="Curve">Validation losses over the steps.</param>
/// <param name="ZeroMasked">Masked loss of a network that predicts 0.</param>
/// <param name="ZeroContent">Content loss of a network that predicts 0.</param>
/// <param name="BurstRatio">Σ predicted·true / Σ true² over the content cells: how much of the bursts' size is predicted.</param>
/// <param name="Examples">Reconstructions.</param>
/// <param name="Images">Images of training, validation and test.</param>
/// <param name="StepSeconds">Wall time of a step.</param>
internal sealed record PretrainOutcome(
    PretrainPoint[] Curve, double ZeroMasked, double ZeroContent, double BurstRatio, Reconstruction[] Examples, int[] Images, double StepSeconds)
{
    /// <summary>The validation with the lowest total loss, whose weights were kept.</summary>
    public PretrainPoint Best(double alpha) => Curve.MinBy(p => p.Masked + alpha * p.Content)!;
}

/// <summary>Trains a network to reconstruct masked images (specification 4 to 6). A stopped training goes on to the same bits.</summary>
internal sealed class Pretraining(PretrainConfig config, ImageStore images, RunContext run)
{
    private const int ExampleCount = 3, EvaluationBatch = 64;

    private readonly Masking _masking = config.Masking switch
    {
        MaskingKind.Adaptive => new AdaptiveMasking(config.MaskProbability),
        var kind => new FixedMasking(config.MaskProbability, config.MaskProbability, kind == MaskingKind.FixedAsReleased),
    };

    /// <summary>The weights of the part called so.</summary>
    public static string WeightsPath(RunFolder folder, string part) => Path.Combine(folder.Root, "models", $"{part.Replace(' ', '-')}.safetensors");

    /// <summary>An untrained model; that of the same seed before its pretraining.</summary>
    public static BrainBertModel NewModel(PretrainConfig config, int seed) => new(config.Model, new Rng((ulong)seed).Split(0));

    /// <summary>What takes the steps.</summary>
    public static Optimizer NewOptimizer(PretrainConfig config, BrainBertModel model) => config.Optimizer == PretrainOptimizer.Lamb
        ? new Lamb(model.Parameters(), config.LearningRate) : new AdamW(model.Parameters(), config.LearningRate);

    /// <summary>Trains, or reads what an earlier run trained; the best weights lie at <see cref="WeightsPath"/>.</summary>
    /// <param name="part">Name of the part.</param>
    /// <param name="seed">Seed of split, weights, order and masks.</param>
    /// <param name="report">Told how far it is. It only shows that: the trainer looks whether the run is to stop, after it has written a checkpoint.</param>
    public PretrainOutcome Run(string part, int seed, Action<double, string> report) => run.Part(part, () => Train(part, seed, report));

    private PretrainOutcome Train(string part, int seed, Action<double, string> report)
    {
        Rng rng = new((ulong)seed), order = rng.Split(2), masks = rng.Split(3);
        BrainBertModel model = NewModel(config, seed);
        (int[] train, int[] validation, int test) = Split(rng.Split(1));
        Optimizer optimizer = NewOptimizer(config, model);
        var data = new DataLoader<MaskedBatch>(train.Length, Math.Min(config.MicroBatch, train.Length),
            rows => Batch([.. rows.Select(r => train[r])], masks), config.Shuffle ? order : null, dropLast: true);
        string checkpoints = run.Folder.CheckpointPath(part), weights = WeightsPath(run.Folder, part);
        var watch = new Watch(this, part, model, validation, seed, weights, report);
        var trainer = new Trainer<MaskedBatch>(model, optimizer, data, batch =>
        {
            (Tensor total, Tensor masked, Tensor content) = batch.Loss(model.Forward(batch.Input), config.Alpha);
            watch.Add(masked.Item(), content.Item());
            return total;
        })
        {
            Schedule = PretrainSchedule.Of(config), Accumulation = config.BatchSize / config.MicroBatch, ClipNorm = config.ClipNorm, Callbacks = [watch], Streams = [masks],
            CheckpointPath = Path.Combine(checkpoints, "training.safetensors"), CheckpointEvery = config.ValidateEvery,
        };
        Directory.CreateDirectory(checkpoints);
        Directory.CreateDirectory(Path.GetDirectoryName(weights)!);
        if (!trainer.Resume()) run.Rewind(part, -1);
        else run.Rewind(part, trainer.Step);
        long first = trainer.Step;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        trainer.Run(config.Steps, run.Cancellation);
        double stepSeconds = clock.Elapsed.TotalSeconds / Math.Max(1, trainer.Step - first);

        model.LoadStateDictionary(SafeTensors.Read(weights), source: weights);
        (double zeroMasked, double zeroContent, _) = Evaluate(null, validation, seed);
        double ratio = Evaluate(model, validation, seed).BurstRatio;
        return new([.. watch.Curve], zeroMasked, zeroContent, ratio, Examples(model, validation, seed), [train.Length, validation.Length, test], stepSeconds);
    }

    private (int[] Train, int[] Validation, int Test) Split(Rng rng)
    {
        int[] all = rng.Permutation(images.Count);
        int held = Math.Max(1, (int)Math.Round(config.Validation * all.Length));
        if (all.Length < 2 * held + 1) throw new InvalidDataException($"{all.Length} images are too few to train on and to keep {held} for validation and for a test.");
        return (all[(2 * held)..], all[..held], held);
    }

    private MaskedBatch Batch(int[] rows, Rng masks)
    {
        int cells = images.Frames * images.Bins;
        float[] target = images.Read(rows), input = (float[])target.Clone();
        var targets = new bool[target.Length];
        for (int i = 0; i < rows.Length; i++)
            _masking.Apply(target.AsSpan(i * cells, cells), input.AsSpan(i * cells, cells), targets.AsSpan(i * cells, cells), images.Bins, masks);
        return MaskedBatch.Of(input, target, targets, [rows.Length, images.Frames, images.Bins]);
    }

    // the same masks at every validation, so that its losses can be compared; batches in the order of the split
    private (double Masked, double Content, double BurstRatio) Evaluate(BrainBertModel? model, int[] rows, int seed)
    {
        using var _ = NoGrad.Enter();
        model?.Eval();
        Rng masks = new Rng((ulong)seed).Split(4);
        HeldOutLosses losses = new();
        for (int at = 0; at < rows.Length; at += EvaluationBatch)
        {
            MaskedBatch batch = Batch(rows[at..Math.Min(rows.Length, at + EvaluationBatch)], masks);
            losses.Add(batch, model?.Forward(batch.Input) ?? batch.Target.ZerosLike());
        }
        return (losses.Masked, losses.Content, losses.BurstRatio);
    }

    private Reconstruction[] Examples(BrainBertModel model, int[] validation, int seed)
    {
        using var _ = NoGrad.Enter();
        model.Eval();
        int[] rows = validation[..Math.Min(ExampleCount, validation.Length)];
        MaskedBatch batch = Batch(rows, new Rng((ulong)seed).Split(5));
        float[] target = batch.Target.ToArray<float>(), input = batch.Input.ToArray<float>(), predicted = model.Forward(batch.Input).ToArray<float>();
        return [.. rows.Select((row, i) => new Reconstruction(images.Channels.Last(c => c.First <= row).Channel, Image(target, i), Image(input, i), Image(predicted, i)))];

        float[][] Image(float[] all, int index) => [.. Enumerable.Range(0, images.Frames).Select(t => all
            .AsSpan((index * images.Frames + t) * images.Bins, images.Bins).ToArray().Select(v => MathF.Round(v, 2)).ToArray())];
    }

    /// <summary>Logs, validates, keeps the best weights.</summary>
    private sealed class Watch(Pretraining owner, string part, BrainBertModel model, int[] validation, int seed, string weights, Action<double, string> report) : TrainingCallback, IStateful
    {
        private double _best = double.PositiveInfinity, _masked, _content;
        private int _count;

        public List<PretrainPoint> Curve { get; } = [];

        public void Add(double masked, double content) => (_masked, _content, _count) = (_masked + masked, _content + content, _count + 1);

        public override bool OnStep(StepReport step)
        {
            PretrainConfig config = owner.Config;
            if (step.Step % config.ValidateEvery == 0 || step.Step == config.Steps)
            {
                (double masked, double content, double _) = owner.Evaluate(model, validation, seed);
                if (!double.IsFinite(masked + config.Alpha * content))
                    throw new InvalidDataException($"{part}: the loss on held-out images is {masked + config.Alpha * content} after step {step.Step}: the training has diverged. A smaller learningRate than {config.LearningRate} may help.");
                Curve.Add(new(step.Step, _masked / _count, _content / _count, masked, content));
                (_masked, _content, _count) = (0, 0, 0);
                if (masked + config.Alpha * content < _best)
                {
                    _best = masked + config.Alpha * content;
                    SafeTensors.Write(weights, model.StateDictionary());
                }
                owner.Log(part, step, Curve[^1]);
            }
            report((double)step.Step / config.Steps, $"{part}, step {step.Step} of {config.Steps}, loss {step.Loss:0.000}");
            return true;
        }

        public IReadOnlyDictionary<string, Tensor> StateDictionary() => new Dictionary<string, Tensor>
        {
            ["sums"] = Tensor.From([_best, _masked, _content, _count]),
            ["curve"] = Tensor.From([.. Curve.SelectMany(p => new[] { p.Step, p.TrainMasked, p.TrainContent, p.Masked, p.Content })], [Curve.Count, 5]),
        };

        public void LoadStateDictionary(IReadOnlyDictionary<string, Tensor> state, string source = "state dictionary")
        {
            if (!state.TryGetValue("sums", out Tensor? sums) || !state.TryGetValue("curve", out Tensor? curve) || sums.Size != 4 || curve.Rank != 2 || (curve.Size > 0 && curve.Shape[1] != 5))
                throw new InvalidDataException($"{source}: expected 'sums' [4] and 'curve' [N, 5].");
            double[] values = sums.ToArray<double>(), points = curve.ToArray<double>();
            (_best, _masked, _content, _count) = (values[0], values[1], values[2], (int)values[3]);
            Curve.Clear();
            for (int i = 0; i < points.Length; i += 5) Curve.Add(new((long)points[i], points[i + 1], points[i + 2], points[i + 3], points[i + 4]));
        }
    }

    private PretrainConfig Config => config;

    private void Log(string part, StepReport step, PretrainPoint point) => run.Record(part, step.Step, ("loss", step.Loss), ("rate", step.LearningRate), ("gradient_norm", step.GradNorm),
        ("train_masked", point.TrainMasked), ("train_content", point.TrainContent), ("validation_masked", point.Masked), ("validation_content", point.Content));
}
