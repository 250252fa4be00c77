namespace Neuron.Models;

/// <summary>The copy-paste guide (arXiv 2410.20035, app. C.1.1): sinusoidal positions, post-norm decoder layers whose cross-attention looks at their own input.</summary>
/// <remarks>Shapes: token numbers [B, T] → logits [B, T, vocabulary]. The paper's code shares one layer (<c>tied</c>); here layers are separate by default.</remarks>
public sealed class CopyPasteTransformer : Layer
{
    private readonly Embedding _embedding;
    private readonly SinusoidalPositions _positions;
    private readonly Dropout _dropout;
    private readonly ModuleList<TransformerDecoderLayer> _layers;
    private readonly Linear _head;
    private readonly int _width, _count;

    /// <summary>A model.</summary>
    public CopyPasteTransformer(int vocabulary, int width = 512, int heads = 16, int feedForward = 512, int layers = 4, bool tied = false, double dropout = 0.1, Rng? rng = null)
    {
        (_width, _count) = (width, layers);
        _embedding = AddChild("embedding", new Embedding(vocabulary, width, rng: rng));
        _positions = AddChild("positions", new SinusoidalPositions(width));
        _dropout = AddChild("dropout", new Dropout(dropout, rng));
        _layers = AddChildren("layers", Enumerable.Range(0, tied ? 1 : layers).Select(_ => new TransformerDecoderLayer(width, heads, feedForward, dropout, rng: rng)));
        _head = AddChild("head", new Linear(width, vocabulary, rng: rng));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = _dropout.Forward(_positions.Forward(_embedding.Forward(input) * Math.Sqrt(_width)));
        for (int i = 0; i < _count; i++) x = _layers[_layers.Count == 1 ? 0 : i].Forward(new DecoderInput(x, x, IsCausal: true));
        return _head.Forward(x);
    }
}
