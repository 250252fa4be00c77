using System.Text.Json.Nodes;
using Neuron.Autograd;
using Neuron.Bench.Peers;
using Neuron.Models;

namespace Neuron.Bench.Cases;

/// <summary>Whole training steps: forward, backward, Adam.</summary>
internal static class StepCases
{
    private static readonly int[] s_mlp = [784, 512, 512, 512, 512, 512, 512, 512, 512, 10];
    private static readonly string[] s_torch = ["torch"];

    public static IEnumerable<PeerCase> All()
    {
        const int Batch = 64;
        yield return new("steps", "MLP 784-512x8-10, batch 64, Adam", () => Mlp(Batch),
            new JsonObject { ["op"] = "mlp_step", ["batch"] = Batch, ["widths"] = new JsonArray([.. s_mlp.Select(w => (JsonNode)w)]) }, s_torch)
        {
            Flops = 3 * s_mlp.Zip(s_mlp.Skip(1), (i, o) => 2.0 * Batch * i * o).Sum(), Target = (1.6, 1.6),
        };
    }

    private static Action Mlp(int batch)
    {
        var rng = new Rng(1);
        Linear[] layers = [.. s_mlp.Zip(s_mlp.Skip(1), (i, o) => new Linear(i, o, rng: rng))];
        var optimiser = new Adam(layers.SelectMany(l => (Parameter[])[l.Weight, l.Bias!]));
        Tensor x = rng.Normal([batch, s_mlp[0]]), labels = rng.Integers([batch], 0, s_mlp[^1]);
        return () =>
        {
            var h = x;
            for (int i = 0; i < layers.Length; i++) h = i < layers.Length - 1 ? layers[i].Forward(h).Relu() : layers[i].Forward(h);
            optimiser.ZeroGrad();
            h.CrossEntropy(labels).Backward();
            optimiser.Step();
        };
    }
}
