namespace Neuron.Models;

/// <summary>The language-model guide (arXiv 2410.20035, app. C.1.3): learned positions, causal pre-norm blocks, logits.</summary>
/// <remarks>
/// Shapes: token numbers [B, T] → logits [B, T, vocabulary]. As published (<c>asPublished</c>), each layer norm's output replaces the residual stream, and gains start
/// normal with deviation 0.02; by default the blocks are ordinary pre-norm ones with gains of 1.
/// </remarks>
public sealed class TransformerLanguageModel : Layer
{
    private readonly Embedding _embedding;
    private readonly LearnedPositions _positions;
    private readonly Dropout _dropout;
    private readonly ModuleList<LanguageModelBlock> _layers;
    private readonly Linear _head;

    /// <summary>A model.</summary>
    public TransformerLanguageModel(int vocabulary, int width = 512, int heads = 16, int feedForward = 2048, int layers = 4, int context = 256, double dropout = 0.1, bool asPublished = false, Rng? rng = null)
    {
        var normal = Init.Normal(0.02);
        _embedding = AddChild("embedding", new Embedding(vocabulary, width, rng: rng, init: normal));
        _positions = AddChild("positions", new LearnedPositions(context, width, rng, normal));
        _dropout = AddChild("dropout", new Dropout(dropout, rng));
        _layers = AddChildren("layers", Enumerable.Range(0, layers).Select(_ => new LanguageModelBlock(width, heads, feedForward, dropout, asPublished, rng)));
        _head = AddChild("head", new Linear(width, vocabulary, rng: rng, init: normal, biasInit: Init.Zeros));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = _dropout.Forward(_positions.Forward(_embedding.Forward(input)));
        foreach (var layer in _layers) x = layer.Forward(x);
        return _head.Forward(x);
    }
}
