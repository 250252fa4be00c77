using Neuron.Autograd;
using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

/// <summary>The model against the numbers of its specification, section 5.</summary>
public class BrainBertTests
{
    // tensor j, element k: 0.3·sin(0.7k + j), plus 1 for a layer norm's weight; float64
    private static BrainBertModel Golden()
    {
        BrainBertModel model = new(new BrainBertConfig { Bins = 4, Width = 8, FeedForward = 16, Heads = 2, Layers = 2 }, new Rng(0));
        model.To(DType.Float64);
        int j = 0;
        foreach (Parameter parameter in model.Parameters())
        {
            bool isNorm = parameter.Path.Contains("norm", StringComparison.Ordinal) && parameter.Name == "weight";
            double[] values = [.. Enumerable.Range(0, (int)parameter.Shape.Size).Select(k => 0.3 * Math.Sin(0.7 * k + j) + (isNorm ? 1 : 0))];
            parameter.Assign(Tensor.From(values, parameter.Shape));
            j++;
        }
        model.Eval();
        return model;
    }

    private static Tensor GoldenInput => Tensor.From([.. from t in Enumerable.Range(0, 5) from f in Enumerable.Range(0, 4) select Math.Sin(0.3 * t + 0.5 * f)], [1, 5, 4]);

    private static void Check(string what, double[] expected, Tensor actual) => Closeness.Check(what, expected, actual.ToArray<double>(), 0, 1e-6); // the reference's position code is float32

    [Fact]
    public void Forward_pass_has_the_golden_values()
    {
        using var _ = NoGrad.Enter();
        BrainBertModel model = Golden();
        Tensor x = GoldenInput, input = ((BrainBertInput)model.Find("input_encoding")).Forward(x), representation = model.Encode(x), prediction = model.Forward(x);
        Check("input, frame 1", [1.90915165, -0.71594722, -0.17355299, -0.12753142, -0.88532461, 0.38814961, -1.46066270, 1.59321281], input[0, 1]);
        Check("representation, frame 0", [-1.61096461, 0.31760295, 2.01625652, 0.71365072, -1.13141719, -0.84546546, 0.01770294, 0.63342205], representation[0, 0]);
        Check("representation, frame 4", [-1.57627969, -0.34487054, 1.89479806, 1.11057876, -0.84066751, -0.82241432, -0.14297652, 0.67771554], representation[0, 4]);
        Check("prediction, frame 0", [-0.41427817, 0.72506181, 1.53407887, 1.65348732], prediction[0, 0]);
        Check("prediction, frame 4", [-0.90671636, 0.09004251, 1.04151846, 1.52448053], prediction[0, 4]);
    }

    [Fact]
    public void Padding_changes_what_the_other_frames_see_and_nothing_depends_on_what_it_holds()
    {
        using var _ = NoGrad.Enter();
        BrainBertModel model = Golden();
        Tensor x = GoldenInput, padding = Tensor.From([false, false, false, false, true], [1, 5]);
        Tensor padded = model.Encode(x, padding);
        Check("padded, frame 0", [-1.64613100, 0.16000007, 1.97041077, 0.83546125, -1.03194866, -0.85637813, -0.02126439, 0.65358457], padded[0, 0]);
        double[] other = GoldenInput.ToArray<double>();
        for (int i = 16; i < 20; i++) other[i] = 99;
        Check("other padding", padded.Slice(1, 0, 4).ToArray<double>(), model.Encode(Tensor.From(other, [1, 5, 4]), padding).Slice(1, 0, 4));
        Check("a shorter input", padded.Slice(1, 0, 4).ToArray<double>(), model.Encode(x.Slice(1, 0, 4)));
    }

    [Fact]
    public void Some_frames_alone_are_represented_as_among_all_and_have_the_same_gradients()
    {
        BrainBertModel model = Golden();
        Tensor x = GoldenInput, padding = Tensor.From([false, false, false, false, true], [1, 5]);
        Closeness.Check("frames 1 to 3", model.Encode(x).Slice(1, 1, 4).ToArray<double>(), model.Encode(x, frames: 1..4).ToArray<double>(), 0, 1e-12);
        Closeness.Check("padded", model.Encode(x, padding).Slice(1, 1, 4).ToArray<double>(), model.Encode(x, padding, 1..^1).ToArray<double>(), 0, 1e-12);
        double[][] all = Gradients(model.Encode(x).Slice(1, 1, 4)), some = Gradients(model.Encode(x, frames: 1..4));
        Assert.Equal(2 * 12 + 4, all.Length); // those of the head have none
        for (int i = 0; i < all.Length; i++) Closeness.Check($"gradient {i}", all[i], some[i], 0, 1e-12);

        double[][] Gradients(Tensor representation)
        {
            foreach (Parameter p in model.Parameters()) p.Grad = null;
            (representation * representation.Square()).Sum().Backward();
            return [.. model.Parameters().Where(p => p.Grad is not null).Select(p => p.Grad!.ToArray<double>())];
        }
    }

    [Fact]
    public void Position_code_has_the_values_of_the_specification()
    {
        float[] code = ((Tensor)new BrainBertModel().Buffers().Single()).ToArray<float>();
        Closeness.Check("PE[1]", [0.84147098, 0.54030231, 0.82843076, 0.56009149], [.. code.Skip(768).Take(4).Select(v => (double)v)], 0, 1e-6);
        Closeness.Check("PE[93]", [-0.94828214, 0.31742870, 0.30532314, -0.95224880], [.. code.Skip(93 * 768).Take(4).Select(v => (double)v)], 0, 1e-6);
        Closeness.Check("PE[93], end", [0.00952562, 0.99995463], [.. code.Skip(93 * 768 + 766).Take(2).Select(v => (double)v)], 0, 1e-6);
    }

    [Fact]
    public void State_dictionary_has_the_names_of_the_authors_checkpoint()
    {
        string[] layer =
        [
            "self_attn.in_proj_weight", "self_attn.in_proj_bias", "self_attn.out_proj.weight", "self_attn.out_proj.bias", "linear1.weight", "linear1.bias",
            "linear2.weight", "linear2.bias", "norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias",
        ];
        string[] expected =
        [
            "input_encoding.in_proj.weight", "input_encoding.in_proj.bias", "input_encoding.positional_encoding.pe", "input_encoding.layer_norm.weight", "input_encoding.layer_norm.bias",
            .. Enumerable.Range(0, 6).SelectMany(i => layer.Select(name => $"transformer.layers.{i}.{name}")),
            "spec_prediction_head.hidden_layer.weight", "spec_prediction_head.hidden_layer.bias", "spec_prediction_head.layer_norm.weight", "spec_prediction_head.layer_norm.bias",
            "spec_prediction_head.output.weight", "spec_prediction_head.output.bias",
        ];
        BrainBertModel model = new(new BrainBertConfig { Width = 12, FeedForward = 8 });
        Assert.Equal(expected.Order(StringComparer.Ordinal), model.StateDictionary().Keys.Order(StringComparer.Ordinal));
        Assert.Equal([1, 5000, 12], model.StateDictionary()["input_encoding.positional_encoding.pe"].Shape);
    }

    [Fact]
    public void First_weights_are_the_stated_ones_and_on_request_the_authors()
    {
        BrainBertConfig config = new() { Width = 12, FeedForward = 8, Layers = 2 };
        BrainBertModel own = new(config, new Rng(3)), authors = new(config with { AuthorsInitialization = true }, new Rng(3));
        Assert.All(own.Parameters().Where(p => p.Name.EndsWith("bias", StringComparison.Ordinal)), p => Assert.All(p.Value.ToArray<float>(), v => Assert.Equal(0, v)));
        Assert.NotEqual(First(own, 0), First(own, 1));
        Assert.Equal(First(authors, 0), First(authors, 1));
        float bound = (float)Math.Sqrt(6.0 / (4 * 12));
        Assert.All(First(own, 0), v => Assert.InRange(v, -bound, bound));
        Assert.All(authors.Modules().OfType<LayerNorm>(), n => Assert.All(n.Bias!.Value.ToArray<float>(), v => Assert.Equal(1, v)));

        static float[] First(BrainBertModel model, int layer) => model.StateDictionary()[$"transformer.layers.{layer}.self_attn.in_proj_weight"].ToArray<float>();
    }

    [Fact]
    public void A_sequence_longer_than_the_code_is_refused() =>
        Assert.Contains("T at most 5000", Assert.Throws<ShapeException>(() => new BrainBertModel(new BrainBertConfig { Bins = 2, Width = 2, FeedForward = 2, Heads = 1, Layers = 1 })
            .Forward(Tensor.Zeros([1, 5001, 2]))).Message, StringComparison.Ordinal);
}
