using System.Text.Json.Nodes;
using Neuron.Bench.Peers;
using Neuron.Models.RepresentationSimilarity;

namespace Neuron.Bench.Cases;

/// <summary>Memory-bound operations on 16 Mi floats, the CKA loss, and tiny tensors.</summary>
internal static class OperationCases
{
    private const int Rows = 16384, ColumnCount = 1024;
    private static readonly string[] s_torch = ["torch"];

    public static IEnumerable<PeerCase> All()
    {
        yield return Unary("softmax", x => x.Softmax(-1), 2, backward: false);
        yield return Unary("log_softmax", x => x.LogSoftmax(-1), 2, backward: false);
        yield return Unary("gelu", x => x.Gelu(), 2, backward: false);
        yield return Unary("exp", x => x.Exp(), 2, backward: false);
        yield return Unary("tanh", x => x.Tanh(), 6, backward: false);
        yield return Unary("column_sum", x => x.Sum(0), 2, backward: false);
        yield return Unary("transpose", x => x.Mt.Contiguous(), 5, backward: false);
        yield return Unary("softmax", x => x.Softmax(-1), 1.7, backward: true);
        yield return Unary("gelu", x => x.Gelu(), 1.7, backward: true);
        yield return LinearCka(256, 4096, 4096);
        yield return LinearCka(256, 50176, 512);
        yield return new("small", "add of 16 floats", () =>
            {
                Tensor a = new Rng(1).Normal([16]), b = new Rng(2).Normal([16]);
                return () => (a + b).Dispose();
            },
            new JsonObject { ["op"] = "add", ["n"] = 16 }, s_torch) { Target = (3.5, 3.5) };
    }

    private static PeerCase Unary(string kind, Func<Tensor, Tensor> function, double target, bool backward) =>
        new("ops", $"{kind} {Rows}x{ColumnCount}{LayerCases.Suffix(backward)}",
            () => LayerCases.Work(t => function(t[0]), [new Rng(1).Normal([Rows, ColumnCount])], backward),
            new JsonObject { ["op"] = "unary", ["kind"] = kind, ["rows"] = Rows, ["columns"] = ColumnCount, ["backward"] = backward }, s_torch)
        {
            Bytes = (kind == "column_sum" ? 1.0 : 2.0) * (backward ? 2.5 : 1) * Rows * ColumnCount * sizeof(float), Target = (target, target),
        };

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
