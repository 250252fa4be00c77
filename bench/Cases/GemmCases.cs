using System.Text.Json.Nodes;
using Neuron.Bench.Peers;

namespace Neuron.Bench.Cases;

/// <summary>Matrix products: squares in three transpositions, the shapes of layers, Gram matrices.</summary>
internal static class GemmCases
{
    private static readonly string[] s_peers = ["openblas", "blis", "onednn", "torch"], s_withoutOneDnn = ["openblas", "blis", "torch"];

    public static IEnumerable<PeerCase> All()
    {
        foreach (int n in (int[])[512, 1024, 2048])
            foreach (var (ta, tb) in ((bool, bool)[])[(false, false), (false, true), (true, false)]) yield return Of(ta, tb, n, n, n, (1.00, 1.05));
        foreach (int n in (int[])[64, 128])
            foreach (var (ta, tb) in ((bool, bool)[])[(false, false), (false, true), (true, false)]) yield return Of(ta, tb, n, n, n, (1.05, 1.05));
        yield return Of(false, true, 64, 512, 784, (1.03, 1.03));
        yield return Of(false, false, 64, 784, 512, (1.03, 1.03));
        yield return Of(true, false, 512, 784, 64, (1.03, 1.03));
        yield return Of(false, true, 4096, 512, 512, (1.03, 1.03));
        yield return Of(true, false, 512, 512, 4096, (1.03, 1.03));
        yield return Of(false, true, 1600, 3072, 768, (1.03, 1.03));
        yield return Of(false, true, 256, 50257, 768, (1.03, 1.03));
        yield return Of(false, true, 256, 256, 50000, (1.2, 1.2));
        yield return Of(true, false, 256, 256, 50000, (1.2, 1.2));
        foreach (bool transposed in (bool[])[false, true]) yield return Gram(transposed, 256, 50000);
        foreach (int n in (int[])[256, 512, 1024, 2048]) yield return Of(false, false, n, n, n, (1.0, 1.0), DType.Float64);
    }

    private static PeerCase Gram(bool transposed, int n, int k) =>
        new("gemm", $"Gram matrix {(transposed ? "TN" : "NT")} {n}x{n}x{k}", () =>
        {
            var x = transposed ? new Rng(1).Normal([k, n]).Mt : new Rng(1).Normal([n, k]);
            return () => x.MatMul(x.Mt).Dispose();
        },
        new JsonObject { ["op"] = "gram", ["t"] = transposed, ["n"] = n, ["k"] = k }, s_withoutOneDnn)
        {
            Flops = (double)n * (n + 1) * k, Target = (1.2, 1.2),
        };

    private static PeerCase Of(bool ta, bool tb, int m, int n, int k, (double, double) target, DType dtype = DType.Float32) =>
        new("gemm", $"{(dtype == DType.Float64 ? "d" : "s")}gemm {(ta ? "T" : "N")}{(tb ? "T" : "N")} {m}x{n}x{k}", () =>
        {
            var rng = new Rng(1);
            var a = ta ? rng.Normal([k, m], dtype: dtype).Mt : rng.Normal([m, k], dtype: dtype);
            var b = tb ? rng.Normal([n, k], dtype: dtype).Mt : rng.Normal([k, n], dtype: dtype);
            return () => a.MatMul(b).Dispose();
        },
        new JsonObject { ["op"] = "gemm", ["ta"] = ta, ["tb"] = tb, ["m"] = m, ["n"] = n, ["k"] = k, ["dtype"] = dtype.Label },
        dtype == DType.Float64 ? s_withoutOneDnn : s_peers)
        {
            Flops = 2.0 * m * n * k, Target = target, IsDouble = dtype == DType.Float64,
        };
}
