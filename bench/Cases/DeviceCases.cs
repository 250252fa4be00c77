using System.Text.Json.Nodes;
using Neuron.Bench.Peers;
using Neuron.Experiments.Devices;

namespace Neuron.Bench.Cases;

/// <summary>Products and attention of sizes that fill a GPU.</summary>
internal static class DeviceCases
{
    private static readonly string[] s_torch = ["torch"];

    public static IEnumerable<PeerCase> All()
    {
        foreach (int n in (int[])[1024, 4096])
            foreach (var (ta, tb) in ((bool, bool)[])[(false, false), (false, true), (true, false)]) yield return Product("float32", ta, tb, n);
        yield return Product("float32", false, false, 8192);
        foreach (string kind in (string[])["tf32", "bfloat16", "float16"])
        {
            foreach (int n in (int[])[1024, 4096, 8192]) yield return Product(kind, false, false, n);
            yield return Product(kind, false, true, 4096);
        }
        foreach (int width in (int[])[64, 128])
            foreach (bool backward in (bool[])[false, true]) yield return LayerCases.Attention(4, 16, 2048, width, backward);
    }

    private static PeerCase Product(string kind, bool ta, bool tb, int n) =>
        new("gemm", $"{kind} {(ta ? "T" : "N")}{(tb ? "T" : "N")} {n}", () =>
        {
            var rng = new Rng(1);
            DType dtype = kind == "bfloat16" ? DType.BFloat16 : kind == "float16" ? DType.Float16 : DType.Float32;
            Tensor x = rng.Normal([n, n]).To(dtype), y = rng.Normal([n, n]).To(dtype), a = ta ? x.Mt : x, b = tb ? y.Mt : y;
            return () => BenchCases.WithTf32(kind == "tf32", () => a.MatMul(b)).Dispose();
        },
        new JsonObject { ["op"] = "gemm", ["ta"] = ta, ["tb"] = tb, ["m"] = n, ["n"] = n, ["k"] = n, ["dtype"] = kind }, s_torch)
        {
            Flops = 2.0 * n * n * n, OnTensorCores = kind != "float32",
        };
}
