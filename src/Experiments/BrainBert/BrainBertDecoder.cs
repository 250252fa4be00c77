using Neuron.Autograd;
using Neuron.Models;

namespace Neuron.Experiments.BrainBert;

/// <summary>BrainBERT with a linear layer on the mean of its representation's ten central frames (specification 7.1): one logit a window.</summary>
/// <remarks>Shapes: x [B, T, bins] → [B, 1].</remarks>
internal sealed class BrainBertDecoder : Layer
{
    private const int CentralFrames = 10;

    private readonly BrainBertModel _encoder;
    private readonly Linear _head;

    /// <summary>A decoder that changes the encoder it is given.</summary>
    public BrainBertDecoder(BrainBertModel encoder, Rng rng)
    {
        _encoder = AddChild("encoder", encoder);
        _head = AddChild("head", new Linear(encoder.Config.Width, 1, rng: rng));
    }

    /// <summary>The encoder's parameters that the decision depends on, and the head's.</summary>
    public (IEnumerable<Parameter> Encoder, IEnumerable<Parameter> Head) Groups =>
        (_encoder.Parameters().Where(p => !p.Path.Contains("spec_prediction_head", StringComparison.Ordinal)), _head.Parameters());

    /// <summary>The mean of frames [T/2 − 5, T/2 + 5) of [B, T, C]; of all frames where there are fewer.</summary>
    public static Tensor Centre(Tensor x) => x.Slice(1, CentralRange(x).Start.Value, CentralRange(x).End.Value).Mean(1);

    /// <summary>What the decoder sees of each image of [N, T, bins] through an encoder that does not change, a row an image.</summary>
    public static float[][] Features(BrainBertModel encoder, Tensor images) => Features(encoder, images, x => Represent(encoder, x));

    /// <summary>The mean over all frames of the representation of each image, a row an image.</summary>
    public static float[][] MeanFeatures(BrainBertModel encoder, Tensor images) => Features(encoder, images, x => encoder.Encode(x).Mean(1));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => _head.Forward(Represent(_encoder, input));

    private static Range CentralRange(Tensor x) => Math.Max(0, x.Shape[1] / 2 - CentralFrames / 2)..Math.Min(x.Shape[1], x.Shape[1] / 2 + CentralFrames / 2);

    private static Tensor Represent(BrainBertModel encoder, Tensor images) => encoder.Encode(images, frames: CentralRange(images)).Mean(1);

    private static float[][] Features(BrainBertModel encoder, Tensor images, Func<Tensor, Tensor> represent)
    {
        using var _ = NoGrad.Enter();
        encoder.Eval();
        const int batch = 64;
        List<float[]> rows = [];
        for (int at = 0; at < images.Shape[0]; at += batch)
            rows.AddRange(represent(images.Slice(0, at, Math.Min(images.Shape[0], at + batch))).ToArray<float>().Chunk(encoder.Config.Width));
        return [.. rows];
    }
}
