using Neuron.Autograd;
using Neuron.Kernels.Cpu;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

public class NormalizationTests
{
    [ReferenceTheory]
    [ReferenceCases("norm", "bn*")]
    public void Batch_norm_matches_reference(string name) => TensorReference.Check("norm", name, r =>
    {
        Tensor mean = r["running_mean"].Clone(), variance = r["running_var"].Clone();
        bool training = !name.EndsWith("eval", StringComparison.Ordinal);
        var y = r["x"].BatchNorm(mean, variance, r.Find("weight"), r.Find("bias"), training, r.Case.Arg("momentum"), r.Case.Arg("eps"));
        return new() { ["y"] = y, ["running_mean"] = mean, ["running_var"] = variance };
    });

    [ReferenceTheory]
    [ReferenceCases("norm", "ln_*", "gn_*", "instance_norm", "rms_norm")]
    public void Layer_group_and_rms_norm_match_reference(string name) => TensorReference.Check("norm", name, r => new()
    {
        ["y"] = name switch
        {
            "instance_norm" => r["x"].InstanceNorm(r["weight"], r["bias"]),
            "rms_norm" => r["x"].RmsNorm(r["weight"]),
            "gn_g2" => r["x"].GroupNorm(2, r["weight"], r["bias"]),
            "gn_g6_as_instance" => r["x"].GroupNorm(6, r["weight"], r["bias"]),
            "gn_g1" => r["x"].GroupNorm(1, r["weight"], r["bias"]),
            "gn_g3_2d" => r["x"].GroupNorm(3, r["weight"], r["bias"]),
            _ => r["x"].LayerNorm(name == "ln_last_two" ? 2 : 1, r.Find("weight"), r.Find("bias"), r.Case.Arg("eps")),
        },
    });

    [ReferenceTheory]
    [ReferenceCases("norm", "local_response_norm", "normalize_p?", "cosine_similarity", "weight_norm")]
    public void Composed_norms_match_reference(string name) => TensorReference.Check("norm", name, r => new()
    {
        ["y"] = name switch
        {
            "local_response_norm" => r["x"].LocalResponseNorm(5, 1e-2, 0.75, 2),
            "normalize_p1" => r["x"].Normalize(1),
            "normalize_p2" => r["x"].Normalize(),
            "weight_norm" => r["v"].WeightNorm(r["g"]),
            _ => r["a"].CosineSimilarity(r["b"]),
        },
    });

    [ReferenceFact]
    public void Every_case_is_run() => ReferenceFile.Open("norm").AssertEveryCaseIsNamed(typeof(NormalizationTests).Assembly);

    public static TheoryData<int, int> Rows => new() { { 5, 1 }, { 3, 15 }, { 4, 16 }, { 4, 17 }, { 700, 257 }, { 2, 4099 } };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Layer_norm_in_float32_agrees_with_float64(int rows, int length)
    {
        var rng = new Rng(4);
        Tensor[] x = [rng.Normal([rows, length], mean: 3), rng.Normal([length]), rng.Normal([length])];
        var dy = rng.Normal([rows, length]);
        foreach (bool rms in new[] { false, true })
        {
            if (length == 1 && !rms) continue; // variance 0: the slope is 1/√ε, and rounding errors grow by it
            var results = new[] { DType.Float64, DType.Float32 }.Select(dtype =>
            {
                Tensor[] leaves = [.. x.Select(t => (t.To(dtype) * 1).Detach().WithGrad())];
                var y = rms ? leaves[0].RmsNorm(leaves[1]) : leaves[0].LayerNorm(1, leaves[1], leaves[2]);
                return new[] { y.Detach() }.Concat((y * dy.To(dtype)).Sum().GradOf(rms ? leaves[..2] : leaves)).Select(t => t.To(DType.Float64).ToArray<double>()).ToArray();
            }).ToArray();
            // sums of `length` (or `rows`) float32 terms of size 1 to 4, in lanes
            for (int i = 0; i < results[0].Length; i++) Closeness.Check($"result {i}", results[0][i], results[1][i], 1e-5, 2e-6 * Math.Sqrt(i < 2 ? length : rows));
        }
    }

    [Fact]
    public void Norms_give_the_same_bits_for_any_thread_count()
    {
        int before = WorkerPool.Threads;
        try
        {
            var results = new List<float[]>();
            foreach (int threads in new[] { 1, 2, 3 })
            {
                WorkerPool.Threads = threads;
                var rng = new Rng(8);
                Tensor x = rng.Normal([300, 260]).WithGrad(), w = rng.Normal([260]).WithGrad(), b = rng.Normal([260]).WithGrad();
                var y = x.LayerNorm(1, w, b) + x.BatchNorm(null, null, w, b) + x.GroupNorm(4, w, b);
                results.Add([.. (y * y).Sum().GradOf([x, w, b]).SelectMany(t => t.ToArray<float>())]);
            }
            Assert.Equal(results[0], results[1]);
            Assert.Equal(results[0], results[2]);
        }
        finally
        {
            WorkerPool.Threads = before;
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        var x = Tensor.Ones([2, 6, 3]);
        Assert.Contains("6 channels", Assert.Throws<ShapeException>(() => x.GroupNorm(4)).Message);
        Assert.Contains("weight", Assert.Throws<ShapeException>(() => x.LayerNorm(1, Tensor.Ones([4]))).Message);
        Assert.Contains("more than one value", Assert.Throws<ShapeException>(() => Tensor.Ones([1, 4]).BatchNorm(null, null)).Message);
        Assert.Throws<ArgumentException>(() => x.BatchNorm(null, null, training: false));
        Assert.Throws<ShapeException>(() => Tensor.Ones([3]).To(DType.Float16).LayerNorm());
    }
}
