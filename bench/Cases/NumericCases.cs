using System.Text.Json.Nodes;
using Neuron.Bench.Peers;

namespace Neuron.Bench.Cases;

/// <summary>Decompositions against LAPACK.</summary>
internal static class NumericCases
{
    private static readonly string[] s_scipy = ["scipy"];

    public static IEnumerable<PeerCase> All()
    {
        foreach (var dtype in (DType[])[DType.Float32, DType.Float64])
        {
            yield return Decomposition("cholesky", 768, 768, dtype, 1.0, x => x.Cholesky().Dispose(), 768.0 * 768 * 768 / 3);
            yield return Decomposition("eigh", 768, 768, dtype, 1.0, x => x.Eigh(), 9.0 * 768 * 768 * 768);
            yield return Decomposition("qr", 3200, 768, dtype, 1.3, x => x.Qr(), 4.0 * 768 * 768 * (3200 - (768 / 3.0)));
            yield return Decomposition("svd", 3200, 768, dtype, 1.3, x => x.Svd(), (6.0 * 3200 * 768 * 768) + (20.0 * 768 * 768 * 768));
        }
    }

    private static PeerCase Decomposition(string kind, int m, int n, DType dtype, double target, Action<Tensor> ours, double flops) =>
        new("numeric", $"{kind} {m}x{n} {dtype.Label}", () =>
            {
                var x = new Rng(1).Normal([m, n], dtype: dtype);
                var a = m == n ? (x.MatMul(x.Mt) * (1.0 / n)) + Tensor.Eye(n, dtype) : x;
                return () => ours(a);
            },
            new JsonObject { ["op"] = "decomposition", ["kind"] = kind, ["m"] = m, ["n"] = n, ["dtype"] = dtype.Label }, s_scipy)
        {
            Flops = flops, IsDouble = dtype == DType.Float64, Target = (target, target),
        };
}
