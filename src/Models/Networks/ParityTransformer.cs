namespace Neuron.Models;

/// <summary>The parity target (arXiv 2410.20035, app. C.1.2): embedding, sinusoidal positions, post-norm encoder layers, the mean over valid positions, two logits.</summary>
/// <remarks>Shapes: bits [B, T], padded at the end with 2 → [B, 2].</remarks>
public sealed class ParityTransformer : Layer
{
    private readonly Embedding _embedding;
    private readonly SinusoidalPositions _positions;
    private readonly Dropout _dropout;
    private readonly TransformerEncoder _encoder;
    private readonly Linear _head;

    /// <summary>A model.</summary>
    public ParityTransformer(int width = 64, int heads = 4, int feedForward = 2048, int layers = 1, double dropout = 0.1, Rng? rng = null)
    {
        _embedding = AddChild("embedding", new Embedding(3, width, rng: rng));
        _positions = AddChild("positions", new SinusoidalPositions(width));
        _dropout = AddChild("dropout", new Dropout(dropout, rng));
        _encoder = AddChild("encoder", new TransformerEncoder(Enumerable.Range(0, layers).Select(_ => new TransformerEncoderLayer(width, heads, feedForward, dropout, rng: rng))));
        _head = AddChild("head", new Linear(width, 2, rng: rng));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var padding = input.Eq(Tensor.Scalar(ParityRnn.Padding, input.DType, input.Device));
        var x = _dropout.Forward(_positions.Forward(_embedding.Forward(input)));
        x = _encoder.Forward(new SequenceInput(x, KeyPadding: padding));
        var valid = padding.Eq(padding.ZerosLike()).To(x.DType).Unsqueeze(-1);
        return _head.Forward((x * valid).Sum(1) / valid.Sum(1));
    }
}
