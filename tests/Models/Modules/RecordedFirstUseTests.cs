using Neuron.Autograd;
using Neuron.Models;
using Neuron.Models.RepresentationSimilarity;

namespace Neuron.Tests.Models;

/// <summary>What modules and optimisers make when they are first used, they keep, also where that use is recorded.</summary>
public class RecordedFirstUseTests
{
    private static readonly Tensor s_x = new Rng(1).Normal([2, 8, 16]);

    public static TheoryData<string> Layers => [.. s_layers.Keys];

    private static readonly Dictionary<string, Func<Layer>> s_layers = new()
    {
        ["rotary"] = () => new RotaryPositions(16),
        ["sinusoidal"] = () => new SinusoidalPositions(16),
        ["linear"] = () => new Linear(16, 16, rng: new Rng(2)),
    };

    [Theory, MemberData(nameof(Layers))]
    public void Layer_gives_between_replays_what_it_gives_otherwise(string name)
    {
        var layer = s_layers[name]();
        float[] expected = s_layers[name]().Forward(s_x).ToArray<float>();
        var step = CapturedStep.Record(() =>
        {
            var y = layer.Forward(s_x);
            for (int i = 0; i < 4; i++) y = y.Tanh().MatMul(Tensor.Eye(16)); // memory of what is done with is used again
            return [y];
        });
        step.Replay();
        Assert.Equal(expected, layer.Forward(s_x).ToArray<float>());
    }

    [Fact]
    public void Parameter_is_drawn_once()
    {
        var layer = new Linear(16, 16, rng: new Rng(2));
        var step = CapturedStep.Record(() => [layer.Forward(s_x)]);
        foreach (var p in layer.Parameters()) p.Assign(Tensor.Zeros(p.Shape));
        step.Replay();
        Assert.All(step.Results[0].ToArray<float>(), y => Assert.Equal(0, y));
    }

    [Fact]
    public void What_computes_on_the_host_refuses_to_be_recorded()
    {
        var layer = new Linear(16, 4, rng: new Rng(2));
        layer.Forward(s_x).Sum().Backward();
        var optimizer = new Adafactor(layer.Parameters());
        void Refused(Action run) => Assert.Contains("a captured step cannot hold it", Assert.Throws<NotSupportedException>(() => CapturedStep.Record(() =>
        {
            run();
            return [];
        })).Message, StringComparison.Ordinal);

        Refused(() => Cka.Linear(s_x, s_x));
        Refused(() => layer.Parameters().ClipGradNorm(1));
        Refused(optimizer.Step);
        layer.Parameters().ClipGradNorm(1);
        optimizer.Step();
    }

    [Fact]
    public void Moments_go_on_from_replay_to_replay()
    {
        float[] Weights(bool recorded)
        {
            var layer = new Linear(16, 4, rng: new Rng(2));
            var optimizer = new Adagrad(layer.Parameters(), learningRate: 0.1) { InitialAccumulator = 0.5 };
            IReadOnlyCollection<Tensor> Step()
            {
                optimizer.ZeroGrad();
                layer.Forward(s_x).Square().Mean().Backward();
                optimizer.Step();
                return [];
            }

            if (recorded)
            {
                var step = CapturedStep.Record(Step);
                for (int i = 0; i < 3; i++) step.Replay();
            }
            else
            {
                for (int i = 0; i < 4; i++) Step();
            }
            return layer.Weight.Value.ToArray<float>();
        }

        Assert.Equal(Weights(recorded: false), Weights(recorded: true));
    }
}
