using System.Text.Json.Nodes;
using Neuron.Experiments;
using Neuron.Experiments.Guidance;
using Neuron.Models;

namespace Neuron.Tests.Experiments.Guidance;

public sealed class GuidanceRunTests : IDisposable
{
    private static readonly Condition[] s_all = Enum.GetValues<Condition>();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    internal sealed record ToyConfig : GuidanceConfig;

    private sealed class NoProgress : IProgressDisplay
    {
        public void Show(double fraction, string doing) => Assert.InRange(fraction, 0, 1);
        public void End() { }
    }

    private sealed class StopAfter(int reports, CancellationTokenSource stop) : IProgressDisplay
    {
        private int _left = reports;

        public void Show(double fraction, string doing)
        {
            if (--_left == 0) stop.Cancel();
        }

        public void End() { }
    }

    private sealed class KilledException : Exception;

    /// <summary>Ends the run as a kill does: nothing more is written.</summary>
    private sealed class KillAfter(int reports) : IProgressDisplay
    {
        private int _left = reports;

        public void Show(double fraction, string doing)
        {
            if (--_left == 0) throw new KilledException();
        }

        public void End() { }
    }

    private static ToyConfig Config(params Condition[] conditions) => new()
    {
        Conditions = conditions, Seeds = 2, Epochs = 6, GuideEpochs = 6, BatchSize = 16, EarlyStop = 3, AlignmentSteps = 24,
        LearningRate = 3e-3, GuidedLearningRate = 3e-3, GuideLearningRate = 2e-2, ProbeSamples = 32, DimensionTarget = 2,
    };

    private GuidanceOutcome Run(string folder, ToyConfig config, IProgressDisplay? progress = null, CancellationToken cancellation = default)
    {
        var run = new RunFolder(_folder[folder]);
        Directory.CreateDirectory(run.Root);
        using var context = new RunContext(run, new("toy", Preset.Smoke, 1, "cpu", new JsonObject()), new(null), progress ?? new NoProgress(), cancellation);
        return new GuidanceRun(new ToyTask(), config, context).Run();
    }

    [Fact]
    public void Every_condition_starts_from_the_same_weights_and_guides_when_it_should()
    {
        GuidanceOutcome outcome = Run("a", Config(s_all));
        Assert.Equal(2, outcome.Guides.Count);
        Assert.All(outcome.Guides, g => Assert.True(g.Trained < 0.8 * g.Untrained, $"the guide went from {g.Untrained} to {g.Trained}"));
        foreach (Condition condition in s_all)
        {
            for (int k = 0; k < 2; k++)
            {
                PartResult part = outcome.Parts[condition][k], plain = outcome.Parts[Condition.Unguided][k];
                Assert.Equal(plain.Metric[0], part.Metric[0]);
                Assert.Equal((7, 6, 6), (part.Metric.Length, part.TrainLoss.Length, part.StepSize.Length));
                Assert.All(part.StepSize, s => Assert.InRange(s, 1e-6, 0.02)); // Adam moves a weight by at most a few times its rate
                Assert.Equal(["linear0", "linear1", "linear2"], part.TargetTaps);
                Assert.Equal(["linear0", "linear1"], part.GuideTaps);
                Assert.Equal([[0, 0], [2, 1]], part.Pairs);
                bool[] guided = [.. part.GuidanceLoss.Select(double.IsFinite)];
                bool[] expected = condition switch
                {
                    Condition.TrainedGuide or Condition.UntrainedGuide or Condition.NoiseGuide => [true, true, true, true, true, true],
                    Condition.EarlyStoppedGuide => [true, false, false, false, false, false], // steps 0 to 3 are the first epoch's four
                    _ => new bool[6],
                };
                Assert.Equal(expected, guided);
            }
        }
    }

    [Fact]
    public void Guidance_draws_the_compared_taps_together_and_no_guidance_does_not()
    {
        GuidanceOutcome outcome = Run("b", Config(Condition.Unguided, Condition.UntrainedGuide, Condition.AlignedOnInputs) with { Epochs = 12 });
        double Gain(Condition c) => outcome.Parts[c].Average(p => p.Pairs.Average(pair => p.After[pair[0]][pair[1]] - p.Before[pair[0]][pair[1]]));
        Assert.True(Gain(Condition.UntrainedGuide) > 0.1, $"guided: CKA rose by {Gain(Condition.UntrainedGuide)}");
        Assert.True(Gain(Condition.UntrainedGuide) > Gain(Condition.Unguided) + 0.1, $"unguided: CKA rose by {Gain(Condition.Unguided)}");
        var losses = outcome.Parts[Condition.UntrainedGuide].Select(p => p.GuidanceLoss).ToArray();
        Assert.All(losses, l => Assert.True(l[^1] < 0.7 * l[0], $"guidance loss went from {l[0]} to {l[^1]}"));
    }

    [Fact]
    public void A_stopped_run_ends_with_the_same_bits_as_an_uninterrupted_one()
    {
        ToyConfig config = Config(Condition.Unguided, Condition.TrainedGuide);
        GuidanceOutcome whole = Run("whole", config);
        foreach (int reports in (int[])[1, 5, 9, 14, 20]) // of some 24: in guides and targets, early and late
        {
            string folder = $"stopped{reports}";
            using var stop = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => Run(folder, config, new StopAfter(reports, stop), stop.Token));
            GuidanceOutcome resumed = Run(folder, config);
            foreach (var (condition, parts) in whole.Parts)
            {
                Assert.Equal(parts.SelectMany(p => p.ValidationLoss), resumed.Parts[condition].SelectMany(p => p.ValidationLoss));
                Assert.Equal(parts.SelectMany(p => p.After.SelectMany(r => r)), resumed.Parts[condition].SelectMany(p => p.After.SelectMany(r => r)));
            }
        }
    }

    [Fact]
    public void A_killed_run_goes_on_within_a_training_to_the_same_bits()
    {
        // a checkpoint every fifth step of 24; progress is told 4 times a training and a guide, so kills fall everywhere, before a first checkpoint too
        ToyConfig config = Config(Condition.TrainedGuide, Condition.NoiseGuide, Condition.AlignedOnNoise, Condition.DimensionRegularised) with { Seeds = 1, CheckpointSteps = 5, DimensionStep = 7 };
        GuidanceOutcome whole = Run("whole", config);
        for (int reports = 1; reports <= 15; reports += 2)
        {
            string folder = $"killed{reports}";
            Assert.Throws<KilledException>(() => Run(folder, config, new KillAfter(reports)));
            // a second kill, in what the first left
            Assert.Throws<KilledException>(() => Run(folder, config, new KillAfter(2)));
            GuidanceOutcome resumed = Run(folder, config);
            foreach (var (condition, parts) in whole.Parts)
            {
                PartResult expected = parts[0] with { Seconds = 0 }, found = resumed.Parts[condition][0] with { Seconds = 0 };
                Assert.Equal(System.Text.Json.JsonSerializer.Serialize(expected, RunJson.Options), System.Text.Json.JsonSerializer.Serialize(found, RunJson.Options));
            }
            string[] Log(string name) => [.. File.ReadAllLines(new RunFolder(_folder[name]).MetricsPath).Order(StringComparer.Ordinal)];
            Assert.Equal(Log("whole"), Log(folder));
            Assert.Empty(Directory.GetFiles(Path.Combine(_folder[folder], "checkpoints"), "training.safetensors", SearchOption.AllDirectories));
        }
    }

    [Fact]
    public void A_training_goes_on_from_its_checkpoint_not_from_its_start()
    {
        ToyConfig config = Config(Condition.Unguided) with { Seeds = 1, Epochs = 50, CheckpointSteps = 5 };
        Assert.Throws<KilledException>(() => Run("killed", config, new KillAfter(15)));
        string checkpoint = Assert.Single(Directory.GetFiles(Path.Combine(_folder["killed"], "checkpoints"), "training.safetensors", SearchOption.AllDirectories));
        Assert.InRange(SafeTensors.Read(checkpoint)["trainer.step"].Item<long>(), 135, 145); // progress is told every tenth step, the first and the last
        var counting = new CountShows();
        _ = Run("killed", config, counting);
        Assert.InRange(counting.Shown, 6, 8); // of 22 for all 200 steps
    }

    [Fact]
    public void A_run_that_is_stopped_at_the_end_of_an_epoch_goes_on_from_there()
    {
        ToyConfig config = Config(Condition.Unguided) with { Seeds = 1 };
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Run("stopped", config, new StopAfter(3, stop), stop.Token)); // told of step 20, before the fifth epoch is evaluated
        string checkpoint = Assert.Single(Directory.GetFiles(Path.Combine(_folder["stopped"], "checkpoints"), "training.safetensors", SearchOption.AllDirectories));
        Assert.Equal(20, SafeTensors.Read(checkpoint)["trainer.step"].Item<long>());
    }

    private sealed class CountShows : IProgressDisplay
    {
        public int Shown { get; private set; }

        public void Show(double fraction, string doing) => Shown++;

        public void End() { }
    }

    [Fact]
    public void A_subset_keeps_only_the_chosen_supervised_taps()
    {
        GuidanceOutcome outcome = Run("c", Config(Condition.UntrainedGuide) with { Subset = [1], Seeds = 1, Epochs = 1 });
        Assert.Equal([[2, 1]], Assert.Single(outcome.Parts[Condition.UntrainedGuide]).Pairs);
        Assert.Contains("subset = 2 is out of range: the mapping supervises 2 target taps",
            Assert.Throws<ConfigException>(() => Run("d", Config(Condition.UntrainedGuide) with { Subset = [2] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_are_counted_once_where_several_guide_layers_supervise_one()
    {
        var run = new RunFolder(_folder["layers"]);
        Directory.CreateDirectory(run.Root);
        using var context = new RunContext(run, new("toy", Preset.Smoke, 1, "cpu", new JsonObject()), new(null), new NoProgress(), default);
        ToyConfig config = Config(Condition.Unguided) with { Seeds = 1, Epochs = 1, Mapping = MappingMode.AllPairs };
        Summary summary = LayerAblation.Run(config, new ToyTask(8, 8, 8, 8, 8), context, // five taps on three
        [
            new("none", 1, null), new("all", 2, (c, _) => c), new("last", 3, (c, n) => LayerAblation.Last(c, n, 1)), new("first three", 4, (c, n) => LayerAblation.First(c, n, 3)),
        ], "");
        Assert.Equal("The target has 3 supervised layers here. Rows that would be all of them are left out: first three.", summary.Sections[0].Text);
        Assert.Equal(["none", "all", "last"], summary.Results.Select(r => r.Condition));
    }

    [Fact]
    public void Summary_judges_the_claims_by_the_error_of_the_difference()
    {
        GuidanceOutcome outcome = Run("e", Config(Condition.Unguided, Condition.UntrainedGuide) with { Seeds = 3, Epochs = 2 });
        PartResult Fixed(PartResult part, double metric) => part with { Metric = [0, metric, metric], ValidationLoss = [3, 2, 1] };
        GuidanceOutcome made = new(new Dictionary<Condition, IReadOnlyList<PartResult>>
        {
            [Condition.Unguided] = [.. outcome.Parts[Condition.Unguided].Select((p, i) => Fixed(p, 0.10 + 0.01 * i))],
            [Condition.UntrainedGuide] = [.. outcome.Parts[Condition.UntrainedGuide].Select((p, i) => Fixed(p, 0.20 + 0.01 * i))],
        }, []);
        var published = new Published("Table 3, %", new Dictionary<Condition, SampleMean> { [Condition.Unguided] = new(1.65, 1.21) });
        Summary Of(params Claim[] claims) => new GuidanceSummary(Preset.Small, "test accuracy", 0.1, true, published, claims).Of(made);
        Assert.StartsWith("The paper's effect appears. Test accuracy: no guide 0.110 ± 0.006, untrained guide 0.210 ± 0.006 (chance 0.1). Paper (Table 3, %): no guide 1.65 ± 1.21.",
            Of(new Claim("helps", Condition.UntrainedGuide, Condition.Unguided)).Finding, StringComparison.Ordinal);
        Assert.StartsWith("The paper's effect does not appear. ", Of(new Claim("hurts", Condition.Unguided, Condition.UntrainedGuide)).Finding, StringComparison.Ordinal);
        Claim atChance = new("at chance", Condition.Unguided, null, AtMost: true), hurts = new("hurts", Condition.Unguided, Condition.UntrainedGuide), helps = new("helps", Condition.UntrainedGuide, Condition.Unguided);
        Assert.StartsWith("The paper's effect appears in part. ", Of(atChance, helps, hurts).Finding, StringComparison.Ordinal);
        // that nothing happened where nothing should is no effect
        Assert.StartsWith("Test accuracy: ", Of(atChance).Finding, StringComparison.Ordinal);
        Assert.StartsWith("The paper's effect does not appear. ", Of(atChance, hurts).Finding, StringComparison.Ordinal);
    }
}
