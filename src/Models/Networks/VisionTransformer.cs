namespace Neuron.Models;

/// <summary>Vision transformer (arXiv 2010.11929): patches, a class token, learned positions, pre-norm encoder layers with GELU.</summary>
/// <remarks>Shapes: x [B, C, size, size] → [B, classes].</remarks>
public sealed class VisionTransformer : Layer
{
    private readonly int _size, _width;
    private readonly Conv2d _patches;
    private readonly Parameter _classToken, _positions;
    private readonly Dropout _dropout;
    private readonly TransformerEncoder _encoder;
    private readonly Linear _head;

    /// <summary>A network; the defaults are ViT-B/16 on 224 × 224 pixels.</summary>
    public VisionTransformer(int size = 224, int patch = 16, int width = 768, int layers = 12, int heads = 12, int feedForward = 3072, int classes = 1000, int channels = 3, double dropout = 0, Rng? rng = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(patch);
        if (size % patch != 0) throw new ArgumentException($"VisionTransformer: images of {size} pixels do not split into patches of {patch}.", nameof(patch));
        (_size, _width) = (size, width);
        int count = size / patch * (size / patch);
        _patches = AddChild("conv_proj", new Conv2d(channels, width, patch, patch, rng: rng, init: Init.TruncatedNormal(Math.Sqrt(1.0 / (channels * patch * patch)))));
        _classToken = AddParameter("class_token", [1, 1, width], Init.Zeros, rng);
        _positions = AddParameter("pos_embedding", [1, count + 1, width], Init.Normal(0.02), rng);
        _dropout = AddChild("dropout", new Dropout(dropout, rng));
        _encoder = AddChild("encoder", new TransformerEncoder(
            Enumerable.Range(0, layers).Select(_ => new TransformerEncoderLayer(width, heads, feedForward, dropout, Pointwise.Gelu(), normFirst: true, epsilon: 1e-6, rng: rng)), new LayerNorm(width, 1e-6)));
        _head = AddChild("head", new Linear(width, classes, rng: rng, init: Init.Zeros, biasInit: Init.Zeros));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        if (input.Rank != 4 || input.Shape[2] != _size || input.Shape[3] != _size) throw ShapeException.Expected("vit", $"[B, {_patches.InChannels}, {_size}, {_size}]", input.Shape);
        var patches = _patches.Forward(input).Flatten(2).Mt; // [B, patches, width]
        var x = Tensor.Concat([_classToken.Value.Expand(input.Shape[0], 1, _width), patches], axis: 1);
        x = _encoder.Forward(new SequenceInput(_dropout.Forward(x + _positions.Value)));
        return _head.Forward(x.Select(1, 0));
    }
}
