using System.Text.Json.Nodes;
using Neuron.Bench.Peers;
using Neuron.Experiments.Statistics;

namespace Neuron.Bench.Cases;

/// <summary>Decompositions against LAPACK, and cross-validated ridge regression.</summary>
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
            yield return Ridge(dtype, "eigh", 1.5);
            yield return Ridge(dtype, "sklearn", 4.5);
        }
    }

    /// <summary>4,000 rows of 768 features, 1,000 targets, 5 penalties, 5 folds.</summary>
    private static PeerCase Ridge(DType dtype, string route, double target) =>
        new("numeric", $"ridge 4000x768, 1000 targets {dtype.Label}, {(route == "sklearn" ? "scikit-learn" : "NumPy eigh")}", () =>
            {
                Rng rng = new(1);
                Tensor x = rng.Normal([4000, 768], dtype: dtype), y = (x.MatMul(rng.Normal([768, 1000], dtype: dtype)) * 0.05) + rng.Normal([4000, 1000], dtype: dtype);
                double[] penalties = [1, 10, 100, 1e3, 1e4];
                return () => CrossValidatedRidge.Fit(x, y, penalties);
            },
            new JsonObject { ["op"] = "ridge", ["route"] = route, ["n"] = 4000, ["p"] = 768, ["targets"] = 1000, ["dtype"] = dtype.Label }, s_scipy)
        {
            // one product of each row for the Gram matrices; a fold's rotation of weights, features and truth; a prediction each penalty
            Flops = 2.0 * ((4000.0 * 768 * (384 + 1000)) + (5 * 768.0 * ((768 * 1000) + (800 * 768) + (800 * 1000))) + (25 * 800.0 * 768 * 1000)) + (5 * 9.0 * 768 * 768 * 768),
            IsDouble = dtype == DType.Float64, Target = (target, target),
        };

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
