using Neuron.Autograd;
using Neuron.Models;

namespace Neuron.Tests.Models;

public class NetworkTapTests
{
    private static readonly Rng s_rng = new(1);

    private static Tensor Images(int size) => new Rng(2).Normal([2, 3, size, size]);

    private static Tensor Tokens(int count, int length = 7) => new Rng(3).Integers([2, length], 0, count);

    [Fact]
    public void ResNet18_has_the_taps_of_the_specification()
    {
        using var _ = NoGrad.Enter();
        var net = new ResNet(ResNetConfig.ResNet18, s_rng);
        net.Eval();
        var (y, taps) = Taps.Collect(net, new Rng(2).Normal([1, 3, 224, 224]));
        Assert.Equal([1, 1000], y.Shape);
        Assert.Equal(21, taps.Count);
        Assert.Equal(["layer2.0.conv1", "layer2.0.conv2", "layer2.0.downsample.0"], taps.Skip(5).Take(3).Select(t => t.Name));
        Assert.Equal(
            [802_816L, .. Enumerable.Repeat(200_704L, 4), .. Enumerable.Repeat(100_352L, 5), .. Enumerable.Repeat(50_176L, 5), .. Enumerable.Repeat(25_088L, 5), 512],
            taps.Select(t => t.Value.Size));
        Assert.Equal(8, Taps.Collect(net, Images(32), TapSet.Blocks).Taps.Count);
    }

    [Theory, InlineData(true, 54), InlineData(false, 50)]
    public void ResNet50_and_its_plain_twin_have_the_taps_of_the_specification(bool residual, int taps)
    {
        using var _ = NoGrad.Enter();
        var net = new ResNet(ResNetConfig.ResNet50 with { Width = 4, Residual = residual, Classes = 5 }, s_rng);
        var found = Taps.Collect(net, Images(32)).Taps;
        Assert.Equal(taps, found.Count);
        Assert.Equal("avgpool", found[^1].Name);
    }

    [Fact]
    public void Fully_connected_networks_tap_each_block_before_its_norm()
    {
        var net = new Fcn(3 * 8 * 8, [6, 5, 4], 10, dropout: 0.1, rng: s_rng);
        var (y, taps) = Taps.Collect(net, Images(8));
        Assert.Equal([2, 10], y.Shape);
        Assert.Equal(["blocks.0.linear", "blocks.1.linear", "blocks.2.linear"], taps.Select(t => t.Name));
        Assert.Equal(["blocks.0", "blocks.1", "blocks.2"], Taps.Collect(net, Images(8), TapSet.Blocks).Taps.Select(t => t.Name));
        Assert.Equal(48, Fcn.DeepAsPublished().Modules().Count(Taps.IsReference) - 1);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Copy_paste_transformer_has_32_taps(bool tied)
    {
        var net = new CopyPasteTransformer(13, 16, 4, 24, tied: tied, rng: s_rng);
        var (y, taps) = Taps.Collect(net, Tokens(13));
        Assert.Equal([2, 7, 13], y.Shape);
        Assert.Equal(32, taps.Count);
        Assert.Equal(
            ["self_attn", "norm1", "multihead_attn", "norm2", "linear1", "linear2", "norm3", ""],
            taps.Take(8).Select(t => t.Name.Length > "layers.0".Length ? t.Name["layers.0.".Length..] : ""));
        Assert.Same(taps[6].Value, taps[7].Value);
        Assert.Equal(4, Taps.Collect(net, Tokens(13), TapSet.Blocks).Taps.Count);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Language_model_transformer_has_20_taps(bool asPublished)
    {
        var net = new TransformerLanguageModel(11, 16, 4, 24, asPublished: asPublished, rng: s_rng);
        var taps = Taps.Collect(net, Tokens(11)).Taps;
        Assert.Equal(20, taps.Count);
        Assert.Equal(["norm1", "self_attn", "norm2", "linear1", "linear2"], taps.Take(5).Select(t => t.Name["layers.0.".Length..]));
    }

    [Fact]
    public void Sequence_networks_have_the_taps_of_the_specification()
    {
        var rnn = Taps.Collect(new RnnLanguageModel(11, 8, 6, 4, rng: s_rng), Tokens(11)).Taps;
        Assert.Equal(6, rnn.Count);
        Assert.All(rnn, t => Assert.Equal([2, 7, 8], t.Value.Shape));
        var bits = Tensor.From<long>([1, 0, 1, 1, 0, 1, 2, 2], [2, 4]);
        var parity = Taps.Collect(new ParityRnn(rng: s_rng), bits).Taps;
        Assert.Equal([2, 4, 64], Assert.Single(parity).Value.Shape);
        Assert.All(parity[0].Value.Select(0, 1).Slice(0, 2).ToArray<float>(), v => Assert.Equal(0, v));
        var encoder = Taps.Collect(new ParityTransformer(rng: s_rng), bits).Taps;
        Assert.Equal(["self_attn", "norm1", "linear1", "linear2", "norm2"], encoder.Select(t => t.Name["encoder.layers.0.".Length..]));
    }

    [Fact]
    public void Time_major_outputs_are_tapped_with_the_samples_first()
    {
        var layer = new Rnn(3, 4, batchFirst: false, rng: s_rng);
        using var taps = new Taps(layer, _ => true);
        layer.Forward(new Rng(1).Normal([4, 4, 3]).Slice(0, 0, 4)); // as many steps as samples: no guess would tell the axes apart
        Assert.Equal(layer.Forward(new Rng(1).Normal([4, 4, 3])).Y.Transpose(0, 1).ToArray<float>(), taps.Recorded[0].Value.ToArray<float>());
    }

    public static TheoryData<string> Causal => ["rnn", "transformer", "transformer, published", "gpt", "llama"];

    [Theory, MemberData(nameof(Causal))]
    public void A_language_model_does_not_see_the_future(string name)
    {
        Layer net = name switch
        {
            "rnn" => new RnnLanguageModel(11, 8, 3, 4, rng: s_rng),
            "transformer" => new TransformerLanguageModel(11, 16, 4, 24, rng: s_rng),
            "transformer, published" => new TransformerLanguageModel(11, 16, 4, 24, asPublished: true, rng: s_rng),
            "gpt" => new Gpt(new GptConfig { Vocabulary = 11, Context = 8, Width = 8, Layers = 2, Heads = 2 }, s_rng),
            _ => new Llama(new LlamaConfig(11, 16, 24, 2, 4, 2), s_rng),
        };
        net.Eval();
        Assert.Equal(Before(Tokens(11)), Before(Tensor.Concat([Tokens(11).Slice(1, 0, 5), Tokens(11).Slice(1, 5) * 0], axis: 1)));
        float[] Before(Tensor tokens) => net.Forward(tokens).Slice(1, 0, 5).ToArray<float>();
    }

    [Fact]
    public void The_published_chaining_of_states_does_see_the_future()
    {
        var net = new RnnLanguageModel(11, 8, 3, 4, chainsStates: true, rng: s_rng);
        var tokens = Tokens(11);
        Assert.NotEqual(
            net.Forward(tokens).Select(1, 0).ToArray<float>(),
            net.Forward(Tensor.Concat([tokens.Slice(1, 0, 6), (tokens.Slice(1, 6) + 1) * 0 + 10 - tokens.Slice(1, 6)], axis: 1)).Select(1, 0).ToArray<float>());
    }

    [Fact]
    public void Vision_transformer_runs_and_every_parameter_gets_a_gradient()
    {
        Layer[] nets =
        [
            new VisionTransformer(8, 4, 16, 2, 4, 24, 5, rng: s_rng), new ResNet(ResNetConfig.ResNet18 with { Width = 4, SmallImages = true, Classes = 5 }, s_rng),
            new ResNet(ResNetConfig.ResNet50 with { Width = 4, Blocks = [1, 1], Classes = 5, Residual = false }, s_rng),
        ];
        foreach (var net in nets)
        {
            var x = Images(net is VisionTransformer ? 8 : 32);
            if (net is VisionTransformer vit) ((Linear)vit.Find("head")).Weight.Assign(new Rng(4).Normal([5, 16])); // it starts at 0 and would stop all gradients
            net.Forward(x).Square().Sum().Backward();
            Assert.All(net.Parameters(), p => Assert.True(p.Grad is not null && p.Grad.Abs().Max().Item() > 0, p.Path));
        }
    }

    [Fact]
    public void Text_of_a_network_is_a_tree_with_counts()
    {
        string text = new ParityRnn().ToString();
        Assert.Equal("ParityRnn()  4,555 parameters\n  embedding: Embedding(3 × 3)  9 parameters\n  rnn: Rnn(3 → 64)  4,416 parameters\n  head: Linear(64 → 2)  130 parameters", text);
    }
}
