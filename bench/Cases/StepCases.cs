using System.Text.Json.Nodes;
using Neuron.Autograd;
using Neuron.Bench.Peers;
using Neuron.Experiments.BrainBert;
using Neuron.Models;
using Neuron.Models.Losses;

namespace Neuron.Bench.Cases;

/// <summary>Whole training steps: forward, backward, Adam. FLOPs count products and convolutions, backward as twice the forward.</summary>
internal static class StepCases
{
    private const int Width = 256;
    private static readonly int[] s_mlp = [784, 512, 512, 512, 512, 512, 512, 512, 512, 10], s_channels = [3, 64, 128, 256];
    private static readonly string[] s_torch = ["torch"];

    public static IEnumerable<PeerCase> All()
    {
        yield return Step("MLP 784-512x8-10, batch 128", 1.6, new() { ["op"] = "mlp_step", ["batch"] = 128, ["widths"] = new JsonArray([.. s_mlp.Select(w => (JsonNode)w)]) },
            MlpFlops(128, s_mlp), () => Mlp(128, s_mlp).Step);
        yield return Step("plain CNN 64x3x32x32", 1.05, new() { ["op"] = "cnn_step", ["batch"] = 64 }, PlainFlops(64), () => PlainNetwork(64));
        yield return Step("ResNet-18 64x3x32x32", 1.05, new() { ["op"] = "resnet_step", ["batch"] = 64 }, 71.1e9, () => Residual(64)); // 0.556 GMAC an image
        foreach (bool gated in (bool[])[true, false])
            yield return Step($"{(gated ? "LSTM" : "tanh RNN")} 2x256, batch 32, 64 steps", gated ? 2.0 : 1.9,
                new() { ["op"] = "recurrent_step", ["gated"] = gated },
                2.0 * 32 * 64 * (((gated ? 4 : 1) * Width * (64 + (3 * Width))) + (Width * 64)), () => Recurrent(gated));
        yield return Step("causal LM 4x256, 16x128 tokens", 1.7, LanguageOp(16, 128, 256, 8, 4, 5000),
            LanguageFlops(16, 128, 256, 4, 5000), () => LanguageModel(16, 128, 256, 4, 8, 5000).Step);
        yield return Step("GPT-2 small shape 12x768, 4x64 tokens", 1.5, LanguageOp(4, 64, 768, 12, 12, 50257),
            LanguageFlops(4, 64, 768, 12, 50257), () => LanguageModel(4, 64, 768, 12, 12, 50257).Step);
        yield return Step("BrainBERT shape 6x768, 8x200 frames", 1.3, EncoderOp(8, 200, 40, 768, 12, 40),
            TransformerFlops(8, 200, 768, 6) + (2.0 * 8 * 200 * 768 * 80), () => Encoder(8, 200, 40, 768, 12, 40));
        yield return Pretraining("BrainBERT pretraining 2x48, 32x104 frames", 32, 104, new() { Width = 48, FeedForward = 128, Heads = 4, Layers = 2 });
        yield return Pretraining("BrainBERT pretraining 6x768, 4x186 frames", 4, 186, BrainBertConfig.Large);
        yield return Step("PopT shape 6x512, 128x41 tokens", 1.35, EncoderOp(128, 41, 768, 512, 8, 1),
            TransformerFlops(128, 41, 512, 6) + (2.0 * 128 * 41 * 512 * 769), () => Encoder(128, 41, 768, 512, 8, 1));
    }

    private static PeerCase Step(string name, double target, JsonObject op, double forwardFlops, Func<Action> ours) =>
        new("steps", name, ours, op, s_torch) { Flops = 3 * forwardFlops, Target = (target, target) };

    private static Action Training(IEnumerable<Parameter> parameters, Func<Tensor> loss)
    {
        var optimiser = new Adam(parameters, 1e-4);
        return () =>
        {
            optimiser.ZeroGrad();
            loss().Backward();
            optimiser.Step();
        };
    }

    /// <summary>A network of linear layers with ReLU between: a step, and what it multiplies and adds.</summary>
    internal static (Action Step, double Flops) Mlp(int batch, int[] widths)
    {
        var rng = new Rng(1);
        Linear[] layers = [.. widths.Zip(widths.Skip(1), (i, o) => new Linear(i, o, rng: rng))];
        Tensor x = rng.Normal([batch, widths[0]]), labels = rng.Integers([batch], 0, widths[^1]);
        return (Training(layers.SelectMany(l => l.Parameters()), () =>
        {
            var h = x;
            foreach (var layer in layers[..^1]) h = layer.Forward(h).Relu();
            return layers[^1].Forward(h).CrossEntropy(labels);
        }), 3 * MlpFlops(batch, widths));
    }

    private static double MlpFlops(int batch, int[] widths) => 2.0 * batch * widths.Zip(widths.Skip(1), (i, o) => (double)i * o).Sum();

    private static Action PlainNetwork(int batch)
    {
        var rng = new Rng(1);
        Conv2d[] layers = [.. s_channels.Zip(s_channels.Skip(1)).SelectMany(c =>
            (Conv2d[])[new(c.First, c.Second, 3, padding: 1, rng: rng), new(c.Second, c.Second, 3, padding: 1, rng: rng)])];
        var head = new Linear(256 * 16, 10, rng: rng);
        Tensor x = rng.Normal([batch, 3, 32, 32]), labels = rng.Integers([batch], 0, 10);
        return Training([.. layers.SelectMany(l => l.Parameters()), .. head.Parameters()], () =>
        {
            var h = x;
            for (int i = 0; i < layers.Length; i++)
            {
                h = layers[i].Forward(h).Relu();
                if (i % 2 == 1) h = h.MaxPool2d(2);
            }
            return head.Forward(h.Flatten(1)).CrossEntropy(labels);
        });
    }

    private static double PlainFlops(int batch)
    {
        double sum = 2.0 * batch * 256 * 16 * 10;
        int size = 32;
        foreach (var (i, o) in s_channels.Zip(s_channels.Skip(1)))
        {
            sum += 2.0 * batch * size * size * 9 * o * (i + o);
            size /= 2;
        }
        return sum;
    }

    private static Action Recurrent(bool gated)
    {
        var rng = new Rng(1);
        RecurrentLayer layer = gated ? new Lstm(64, Width, 2, rng: rng) : new Rnn(64, Width, 2, rng: rng);
        var head = new Linear(Width, 64, rng: rng);
        Tensor x = rng.Normal([32, 64, 64]), labels = rng.Integers([32 * 64], 0, 64);
        return Training([.. layer.Parameters(), .. head.Parameters()], () => head.Forward(layer.Forward(x).Y).Reshape(-1, 64).CrossEntropy(labels));
    }

    private static Action Residual(int batch)
    {
        var rng = new Rng(1);
        var model = new ResNet(ResNetConfig.ResNet18 with { SmallImages = true, Classes = 10 }, rng);
        Tensor x = rng.Normal([batch, 3, 32, 32]), labels = rng.Integers([batch], 0, 10);
        return Training(model.Parameters(), () => model.Forward(x).CrossEntropy(labels));
    }

    /// <summary>A causal language model: a step, and what it multiplies and adds.</summary>
    internal static (Action Step, double Flops) LanguageModel(int batch, int length, int width, int layers, int heads, int vocabulary)
    {
        var rng = new Rng(1);
        var model = new Gpt(new GptConfig { Vocabulary = vocabulary, Context = length, Width = width, Layers = layers, Heads = heads, Dropout = 0 }, rng);
        Tensor tokens = rng.Integers([batch, length], 0, vocabulary), labels = rng.Integers([batch * length], 0, vocabulary);
        return (Training(model.Parameters(), () => model.Forward(tokens).Reshape(-1, vocabulary).CrossEntropy(labels)),
            3 * LanguageFlops(batch, length, width, layers, vocabulary));
    }

    private static double LanguageFlops(int batch, int length, int width, int layers, int vocabulary) =>
        TransformerFlops(batch, length, width, layers) + (2.0 * batch * length * width * vocabulary);

    /// <summary>Six post-norm layers between two projections; reconstruction (BrainBERT) or, for one output, a yes or no of each token (PopT).</summary>
    private static Action Encoder(int batch, int length, int inputs, int width, int heads, int outputs)
    {
        var rng = new Rng(1);
        Linear project = new(inputs, width, rng: rng), head = new(width, outputs, rng: rng);
        var encoder = new TransformerEncoder(Enumerable.Range(0, 6).Select(_ =>
            new TransformerEncoderLayer(width, heads, 4 * width, dropout: 0, Pointwise.Gelu(), rng: rng)));
        Tensor x = rng.Normal([batch, length, inputs]), target = rng.Uniform([batch, length, outputs]);
        return Training([.. project.Parameters(), .. encoder.Parameters(), .. head.Parameters()], () =>
        {
            var y = head.Forward(encoder.Forward(new SequenceInput(project.Forward(x))));
            return outputs == 1 ? y.BinaryCrossEntropyWithLogits(target) : y.L1Loss(target);
        });
    }

    /// <summary>Pretraining of the whole model, dropout included, with the content-aware loss on masked images: the batch over the time are examples a second.</summary>
    private static PeerCase Pretraining(string name, int batch, int frames, BrainBertConfig config)
    {
        int width = config.Width, bins = config.Bins;
        double multiplications = (config.Layers * ((4.0 * width * width) + (2.0 * width * config.FeedForward) + (2.0 * frames * width))) + ((double)width * width) + (2.0 * bins * width);
        return Step(name, 1, new()
        {
            ["op"] = "pretraining_step", ["batch"] = batch, ["frames"] = frames, ["bins"] = bins, ["width"] = width, ["hidden"] = config.FeedForward, ["heads"] = config.Heads, ["layers"] = config.Layers,
        }, 2.0 * batch * frames * multiplications, () =>
        {
            var rng = new Rng(1);
            var model = new BrainBertModel(config, rng);
            model.Train();
            float[] image = rng.Normal([batch * frames * bins]).ToArray<float>();
            bool[] targets = rng.Uniform([batch * frames * bins]).Lt(0.236).ToArray<bool>(); // the share of cells that the published masks hide
            MaskedBatch masked = MaskedBatch.Of(image, image, targets, [batch, frames, bins]);
            return Training(model.Parameters(), () => masked.Loss(model.Forward(masked.Input), alpha: 2).Total);
        });
    }

    private static JsonObject LanguageOp(int batch, int length, int width, int heads, int depth, int vocabulary) =>
        new() { ["op"] = "lm_step", ["batch"] = batch, ["length"] = length, ["width"] = width, ["heads"] = heads, ["depth"] = depth, ["vocabulary"] = vocabulary };

    private static JsonObject EncoderOp(int batch, int length, int inputs, int width, int heads, int outputs) =>
        new() { ["op"] = "encoder_step", ["batch"] = batch, ["length"] = length, ["inputs"] = inputs, ["width"] = width, ["heads"] = heads, ["outputs"] = outputs };

    private static double TransformerFlops(int batch, int length, int width, int layers) =>
        (2.0 * batch * length * layers * 12 * width * width) + (4.0 * batch * layers * length * length * width);
}
