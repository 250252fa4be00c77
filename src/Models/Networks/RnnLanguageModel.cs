namespace Neuron.Models;

/// <summary>Token embedding, single-layer RNNs one after another, logits (arXiv 2410.20035, app. C.1.3).</summary>
/// <remarks>
/// Shapes: token numbers [B, T] → logits [B, T, vocabulary]. Each layer starts from a zero state; the paper's code starts layer ℓ + 1 from the last state of
/// layer ℓ, which shows it the future: <c>chainsStates</c> does that, to study the effect.
/// </remarks>
public sealed class RnnLanguageModel : Layer
{
    private readonly Embedding _embedding;
    private readonly ModuleList<Rnn> _layers;
    private readonly Linear _head;
    private readonly bool _chains;

    /// <summary>A model.</summary>
    public RnnLanguageModel(int vocabulary, int hidden, int layers, int embedding = 256, bool relu = false, bool chainsStates = false, Rng? rng = null)
    {
        _chains = chainsStates;
        _embedding = AddChild("embedding", new Embedding(vocabulary, embedding, rng: rng));
        _layers = AddChildren("rnns", Enumerable.Range(0, layers).Select(i => new Rnn(i == 0 ? embedding : hidden, hidden, relu: relu, rng: rng)));
        _head = AddChild("head", new Linear(hidden, vocabulary, rng: rng));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = _embedding.Forward(input);
        Tensor? state = null;
        foreach (var layer in _layers)
        {
            var output = layer.Forward(x, _chains ? state : null);
            (x, state) = (output.Y, output.Hn);
        }
        return _head.Forward(x);
    }
}
