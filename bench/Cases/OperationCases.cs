using System.Text.Json.Nodes;
using Neuron.Autograd;
using Neuron.Bench.Peers;
using Neuron.Models;
using Neuron.Models.RepresentationSimilarity;

namespace Neuron.Bench.Cases;

/// <summary>Memory-bound operations on 16 Mi floats, the CKA loss, and tiny tensors.</summary>
internal static class OperationCases
{
    private const int Rows = 16384, ColumnCount = 1024, Elements = Rows * ColumnCount;
    private static readonly string[] s_torch = ["torch"];

    public static IEnumerable<PeerCase> All()
    {
        yield return Unary("softmax", x => x.Softmax(-1), 2, backward: false);
        yield return Unary("log_softmax", x => x.LogSoftmax(-1), 2, backward: false);
        yield return Unary("layer_norm", x => x.LayerNorm(), 2, backward: false);
        yield return Unary("gelu", x => x.Gelu(), 2, backward: false);
        yield return Unary("exp", x => x.Exp(), 2, backward: false);
        yield return Unary("tanh", x => x.Tanh(), 6, backward: false);
        yield return Unary("column_sum", x => x.Sum(0), 2, backward: false);
        yield return Unary("transpose", x => x.Mt.Contiguous(), 5, backward: false);
        yield return Unary("softmax", x => x.Softmax(-1), 1.7, backward: true);
        yield return Unary("gelu", x => x.Gelu(), 1.7, backward: true);
        yield return Unary("log_softmax", x => x.LogSoftmax(-1), 1.7, backward: true);
        yield return Unary("layer_norm", x => x.LayerNorm(), 1.7, backward: true);
        yield return Chain(backward: false);
        yield return Chain(backward: true);
        yield return new("ops", "dropout 0.1", () =>
            {
                Rng rng = new(1);
                var x = rng.Normal([Rows, ColumnCount]);
                return () => x.Dropout(0.1, rng).Dispose();
            },
            new JsonObject { ["op"] = "dropout", ["n"] = Elements }, s_torch) { Bytes = 8.0 * Elements, Target = (25, 25) };
        yield return new("ops", "normal random numbers", () =>
            {
                Rng rng = new(1);
                return () => rng.Normal([Rows, ColumnCount]).Dispose();
            },
            new JsonObject { ["op"] = "random", ["n"] = Elements }, s_torch) { Bytes = 4.0 * Elements, Target = (8, 8) };
        yield return OptimiserStep("adam", p => new Adam(p, 1e-4));
        yield return OptimiserStep("adamw", p => new AdamW(p, 1e-4));
        yield return LinearCka(256, 4096, 4096);
        yield return LinearCka(256, 50176, 512);
        yield return new("small", "add of 16 floats", () =>
            {
                Tensor a = new Rng(1).Normal([16]), b = new Rng(2).Normal([16]);
                return () => (a + b).Dispose();
            },
            new JsonObject { ["op"] = "add", ["n"] = 16 }, s_torch) { Target = (3.5, 3.5) };
        yield return new("small", "XOR network 2-16-1, step with Adam", () => SmallNetwork([2, 16, 1], 4, trains: true),
            new JsonObject { ["op"] = "small_step", ["widths"] = new JsonArray(2, 16, 1), ["batch"] = 4, ["trains"] = true }, s_torch) { Target = (10, 10) };
        int[] deep = [.. Enumerable.Repeat(32, 51)];
        yield return new("small", "MLP of 50 layers 32x32, fwd+bwd", () => SmallNetwork(deep, 32, trains: false),
            new JsonObject { ["op"] = "small_step", ["widths"] = new JsonArray([.. deep.Select(w => (JsonNode)w)]), ["batch"] = 32, ["trains"] = false }, s_torch)
        {
            Flops = 3 * 2.0 * 50 * 32 * 32 * 32, Target = (5, 5),
        };
    }

    private static Action SmallNetwork(int[] widths, int batch, bool trains)
    {
        var rng = new Rng(1);
        Linear[] layers = [.. widths.Zip(widths.Skip(1), (i, o) => new Linear(i, o, rng: rng))];
        Tensor x = rng.Normal([batch, widths[0]]), y = rng.Normal([batch, widths[^1]]);
        Parameter[] parameters = [.. layers.SelectMany(l => l.Parameters())];
        var optimiser = new Adam(parameters, 1e-3);
        return () =>
        {
            optimiser.ZeroGrad();
            var h = x;
            foreach (var layer in layers[..^1]) h = layer.Forward(h).Tanh();
            (layers[^1].Forward(h) - y).Square().Mean().Backward();
            if (trains) optimiser.Step();
        };
    }

    private static PeerCase Unary(string kind, Func<Tensor, Tensor> function, double target, bool backward) =>
        new("ops", $"{kind} {Rows}x{ColumnCount}{LayerCases.Suffix(backward)}",
            () => LayerCases.Work(t => function(t[0]), [new Rng(1).Normal([Rows, ColumnCount])], backward),
            new JsonObject { ["op"] = "unary", ["kind"] = kind, ["rows"] = Rows, ["columns"] = ColumnCount, ["backward"] = backward }, s_torch)
        {
            Bytes = (kind == "column_sum" ? 1.0 : 2.0) * (backward ? 2.5 : 1) * Rows * ColumnCount * sizeof(float), Target = (target, target),
        };

    private static PeerCase Chain(bool backward) =>
        new("ops", $"relu((x + y) * 0.5 - x) * y{LayerCases.Suffix(backward)}, captured",
            () => LayerCases.Captured(t => (((t[0] + t[1]) * 0.5) - t[0]).Relu() * t[1], [new Rng(1).Normal([Rows, ColumnCount]), new Rng(2).Normal([Rows, ColumnCount])], backward),
            new JsonObject { ["op"] = "chain", ["n"] = Elements, ["backward"] = backward }, s_torch)
        {
            Bytes = (backward ? 6.0 : 3.0) * sizeof(float) * Elements, Target = backward ? (1.7, 1.7) : (3.5, 3.5), // x, y in, result out; with gradients also the weights in, dx and dy out
        };

    private static PeerCase OptimiserStep(string kind, Func<IEnumerable<Parameter>, Optimizer> create) =>
        new("ops", $"{kind} step, {Elements} parameters", () =>
            {
                var layer = new Linear(ColumnCount, Rows, bias: false, rng: new Rng(1));
                layer.Forward(new Rng(2).Normal([1, ColumnCount])).Sum().Backward();
                var optimiser = create(layer.Parameters());
                return () => optimiser.Step();
            },
            new JsonObject { ["op"] = "optimiser", ["kind"] = kind, ["n"] = Elements }, s_torch) { Bytes = 7.0 * sizeof(float) * Elements, Target = (2.5, 2.5) };

    private static PeerCase LinearCka(int n, int p, int q) =>
        new("ops", $"linear CKA {n}x{p} and {q} fwd+bwd", () =>
            {
                var guide = new Rng(2).Normal([n, q]);
                return LayerCases.Work(t => Cka.Linear(t[0], guide), [new Rng(1).Normal([n, p])], backward: true);
            },
            new JsonObject { ["op"] = "cka", ["n"] = n, ["p"] = p, ["q"] = q }, s_torch)
        {
            Flops = 2.0 * n * n * (p + q + p), Target = (1.8, 1.8), // two Gram matrices and one gradient
        };
}
