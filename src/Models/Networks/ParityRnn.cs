namespace Neuron.Models;

/// <summary>The parity guide (arXiv 2410.20035, app. C.1.2): embedding, one RNN, the state at the last valid position, ReLU, two logits.</summary>
/// <remarks>Shapes: bits [B, T], padded at the end with 2 → [B, 2].</remarks>
public sealed class ParityRnn : Layer
{
    /// <summary>The number that fills up a sequence.</summary>
    public const int Padding = 2;

    private readonly Embedding _embedding;
    private readonly Rnn _rnn;
    private readonly Linear _head;

    /// <summary>A model.</summary>
    public ParityRnn(int hidden = 64, int embedding = 3, Rng? rng = null)
    {
        _embedding = AddChild("embedding", new Embedding(3, embedding, rng: rng));
        _rnn = AddChild("rnn", new Rnn(embedding, hidden, rng: rng));
        _head = AddChild("head", new Linear(hidden, 2, rng: rng));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var lengths = input.Ne(Tensor.Scalar(Padding, input.DType, input.Device)).Sum(1);
        var states = _rnn.Forward(_embedding.Forward(input), lengths: lengths).Y;
        // a sum over steps with a 1 at the last valid one reads it from the hooked sequence
        var last = Tensor.Arange(input.Shape[1], input.Device).Unsqueeze(0).Eq((lengths - 1).Unsqueeze(1)).To(states.DType);
        return _head.Forward((states * last.Unsqueeze(-1)).Sum(1).Relu());
    }
}
