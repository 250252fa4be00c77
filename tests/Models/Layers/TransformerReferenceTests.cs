using System.Reflection;
using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

public class TransformerReferenceTests
{
    private static TransformerEncoderLayer Encoder(ReferenceCase c, int width = 8, int heads = 2, int feedForward = 16, bool? gelu = null) => new(
        width, heads, feedForward, 0, gelu ?? c.Args.GetProperty("activation").GetString() == "gelu" ? Pointwise.Gelu() : Pointwise.Relu(),
        c.Args.TryGetProperty("norm_first", out var first) && first.GetBoolean());

    private static (string, Tensor?)[] Run(Module<SequenceInput> encoder, Func<string, Tensor> input, ReferenceCase c) =>
        [("y", encoder.Forward(new SequenceInput(
            input("src"), c.Has("in.src_mask") ? input("src_mask") : null, c.Has("in.src_key_padding_mask") ? input("src_key_padding_mask") : null)))];

    [ReferenceTheory, ReferenceCases("transformer", "enc_post_*", "enc_pre_*")]
    public void Encoder_layer_follows_the_reference(string name) => ModuleReference.Check("transformer", name, c => Encoder(c), Run);

    [ReferenceTheory, ReferenceCases("transformer", "enc_d32_h4")]
    public void Wider_encoder_layer_follows_the_reference(string name) => ModuleReference.Check("transformer", name, c => Encoder(c, 32, 4, 64, gelu: true), Run);

    [ReferenceTheory, ReferenceCases("transformer", "enc_stack")]
    public void Encoder_follows_the_reference(string name) => ModuleReference.Check(
        "transformer", name, c => new TransformerEncoder([Encoder(c, gelu: false), Encoder(c, gelu: false)], new LayerNorm(8)), Run);

    [ReferenceTheory, ReferenceCases("transformer", "dec_*")]
    public void Decoder_layer_follows_the_reference(string name) => ModuleReference.Check(
        "transformer", name, c => new TransformerDecoderLayer(8, 2, 16, 0, Pointwise.Gelu(), c.Args.GetProperty("norm_first").GetBoolean()),
        (layer, input, _) => [("y", layer.Forward(new DecoderInput(input("tgt"), input("memory"), input("tgt_mask"), MemoryKeyPadding: input("memory_key_padding_mask"))))]);

    [ReferenceTheory, ReferenceCases("transformer", "gpt_tiny")]
    public void Gpt_follows_the_reference(string name) => ModuleReference.Check(
        "transformer", name, _ => new Gpt(new GptConfig { Vocabulary = 11, Context = 6, Width = 8, Layers = 2, Heads = 2, Dropout = 0 }),
        (gpt, input, _) =>
        {
            var ids = input("idx");
            var logits = gpt.Forward(ids);
            return [("logits", logits), ("loss", logits.Slice(1, 0, 5).Reshape(-1, 11).CrossEntropy(ids.Slice(1, 1).Reshape(-1)))];
        });

    [ReferenceTheory, ReferenceCases("embedding", "sinusoidal")]
    public void Sinusoidal_table_follows_the_reference(string name)
    {
        var c = ReferenceFile.Open("embedding")[name];
        c.Check("out.y", SinusoidalPositions.Table(12, 8, dtype: DType.Float64).ToArray<double>().AsSpan());
    }

    [ReferenceTheory, ReferenceCases("embedding", "rope")]
    public void Rotary_positions_follow_the_reference(string name) =>
        ModuleReference.Check("embedding", name, _ => new RotaryPositions(8), (rotary, input, _) => [("y", rotary.Forward(input("x")))]);

    [ReferenceTheory, ReferenceCases("embedding", "embedding_pad")]
    public void Padding_gets_no_gradient(string name)
    {
        var c = ReferenceFile.Open("embedding")[name];
        var layer = new Embedding(7, 5, paddingIndex: 2);
        layer.Weight.Assign(Tensor.From(c.Single("in.weight"), [7, 5]));
        var y = layer.Forward(ModuleReference.Load(c, "in.idx", DType.Float32));
        ModuleReference.Compare(c, "out.y", y, DType.Float32);
        Autograd.TensorGradients.Backward((y * ModuleReference.Load(c, "gout.y", DType.Float32)).Sum());
        ModuleReference.Compare(c, "grad.weight", layer.Weight.Grad!, DType.Float32);
        Assert.All(new Embedding(7, 5, paddingIndex: 2).Weight.Value.Select(0, 2).ToArray<float>(), v => Assert.Equal(0, v));
    }

    [ReferenceFact]
    public void Every_case_is_named()
    {
        ReferenceFile.Open("transformer").AssertEveryCaseIsNamed(Assembly.GetExecutingAssembly());
        ReferenceFile.Open("rnn").AssertEveryCaseIsNamed(Assembly.GetExecutingAssembly());
    }
}
