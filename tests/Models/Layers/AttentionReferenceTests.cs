using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

public class AttentionReferenceTests
{
    [ReferenceTheory, ReferenceCases("attention", "mha_*")]
    public void Multi_head_attention_follows_the_reference(string name) => ModuleReference.Check(
        "attention", name,
        c => new MultiHeadAttention(
            (int)c.Arg("embed_dim"), (int)c.Arg("num_heads"), bias: name != "mha_nobias",
            keyWidth: name == "mha_cross_kdim" ? 6 : null, valueWidth: name == "mha_cross_kdim" ? 10 : null),
        (attention, input, c) =>
        {
            Tensor? Optional(string key) => c.Has("in." + key) ? input(key) : null;
            var (y, weights) = attention.Forward(new AttentionInput(
                input("query"), Optional("key"), Optional("value"), Optional("attn_mask"), Optional("key_padding_mask"), NeedsWeights: true));
            return [("y", y), ("weights", name == "mha_self_heads" ? weights : weights!.Mean(1))];
        });

    [Fact]
    public void Causal_attention_equals_a_causal_mask()
    {
        var attention = new MultiHeadAttention(8, 2, rng: new Rng(1));
        var x = new Rng(2).Normal([2, 5, 8]);
        float[] masked = attention.Forward(new AttentionInput(x, Mask: AttentionMask.Causal(5))).Y.ToArray<float>();
        Assert.Equal(masked, attention.Forward(x, isCausal: true).ToArray<float>());
    }

    [Fact]
    public void A_head_can_be_read_ablated_and_patched()
    {
        var attention = new MultiHeadAttention(8, 4, rng: new Rng(1));
        Tensor x = new Rng(2).Normal([2, 5, 8]), other = new Rng(3).Normal([2, 5, 8]);
        using var taps = new Taps(attention, m => m.Path is "heads" or "weights");
        var y = attention.Forward(x);
        var (weights, heads) = (taps.Recorded[0].Value, taps.Recorded[1].Value);
        Assert.Equal([2, 4, 5, 5], weights.Shape);
        Assert.Equal([2, 4, 5, 2], heads.Shape);
        taps.Clear();

        attention.Forward(other);
        var otherHeads = taps.Recorded[1].Value;
        Tensor patched;
        using (attention.OnOutput("heads", Patch.Head(2, otherHeads))) patched = attention.Forward(x);
        // out_proj is linear: the change is what head 2's two channels contribute
        var change = (otherHeads - heads).Select(1, 2).MatMul(((Linear)attention.Find("out_proj")).Weight.Value.Slice(1, 4, 6).Mt);
        float[] expected = (y + change).ToArray<float>(), actual = patched.ToArray<float>();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5); // float32 sums of 8 products in two orders
        Assert.Throws<ShapeException>(() =>
        {
            using var _ = attention.OnOutput("heads", Patch.Head(4, otherHeads));
            attention.Forward(x);
        });
    }
}
