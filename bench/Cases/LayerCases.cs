using System.Text.Json.Nodes;
using Neuron.Autograd;
using Neuron.Bench.Peers;

namespace Neuron.Bench.Cases;

/// <summary>Convolution and attention, forward and with gradients.</summary>
internal static class LayerCases
{
    private static readonly string[] s_torch = ["torch"];

    public static IEnumerable<PeerCase> All()
    {
        foreach (var (n, c, size, outputs, kernel) in ((int, int, int, int, int)[])[(32, 64, 32, 64, 3), (32, 128, 16, 128, 3), (32, 256, 8, 256, 3), (32, 256, 16, 64, 1)])
        {
            yield return Convolution(n, c, size, outputs, kernel, backward: false);
            yield return Convolution(n, c, size, outputs, kernel, backward: true);
        }
        yield return Attention(8, 12, 197, 64, backward: false);
        yield return Attention(8, 12, 197, 64, backward: true);
    }

    private static PeerCase Convolution(int n, int c, int size, int outputs, int kernel, bool backward) =>
        new("conv", $"conv2d {n}x{c}x{size}x{size} -> {outputs}, {kernel}x{kernel}{Suffix(backward)}", () =>
        {
            Tensor x = new Rng(1).Normal([n, c, size, size]), w = new Rng(2).Normal([outputs, c, kernel, kernel]);
            return Work(t => t[0].Conv2d(t[1], padding: kernel / 2), [x, w], backward);
        },
        new JsonObject { ["op"] = "conv", ["n"] = n, ["c"] = c, ["size"] = size, ["out"] = outputs, ["kernel"] = kernel, ["backward"] = backward }, s_torch)
        {
            Flops = (backward ? 3 : 1) * 2.0 * n * outputs * size * size * c * kernel * kernel, Target = (1.05, 1.05),
        };

    internal static PeerCase Attention(int b, int h, int t, int d, bool backward) =>
        new("attention", $"attention {b}x{h}x{t}x{d}{Suffix(backward)}", () =>
        {
            var rng = new Rng(1);
            Tensor[] qkv = [rng.Normal([b, h, t, d]), rng.Normal([b, h, t, d]), rng.Normal([b, h, t, d])];
            return Work(x => Tensor.ScaledDotProductAttention(x[0], x[1], x[2]), qkv, backward);
        },
        new JsonObject { ["op"] = "attention", ["b"] = b, ["h"] = h, ["t"] = t, ["d"] = d, ["backward"] = backward }, s_torch)
        {
            Flops = (backward ? 3 : 1) * 4.0 * b * h * t * t * d, Target = backward ? (1.6, 1.6) : (1.8, 1.8),
        };

    /// <summary>The function alone, or with the gradients of all inputs.</summary>
    internal static Action Work(Func<Tensor[], Tensor> function, Tensor[] inputs, bool backward)
    {
        if (!backward) return () => function(inputs).Dispose();
        Tensor[] leaves = [.. inputs.Select(x => x.WithGrad())];
        var weights = new Rng(9).Normal(function(leaves).Shape);
        return () => function(leaves).GradOf(leaves, weights);
    }

    /// <summary>The same as a captured step, in which chains of element-wise operations are one pass.</summary>
    internal static Action Captured(Func<Tensor[], Tensor> function, Tensor[] inputs, bool backward)
    {
        Tensor[] leaves = backward ? [.. inputs.Select(x => x.WithGrad())] : inputs;
        var weights = new Rng(9).Normal(function(leaves).Shape);
        return CapturedStep.Record(() =>
        {
            var y = function(leaves);
            return backward ? [y, .. y.GradOf(leaves, weights)] : [y];
        }).Replay;
    }

    internal static string Suffix(bool backward) => backward ? " fwd+bwd" : "";
}
