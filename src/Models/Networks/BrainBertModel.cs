namespace Neuron.Models;

/// <summary>BrainBERT (arXiv 2302.14367): a post-norm transformer encoder over the frames of a spectrogram, and a head that reconstructs the spectrogram.</summary>
/// <remarks>
/// Shapes: x [B, T, bins] → reconstruction [B, T, bins]; <see cref="Encode"/> gives the representation [B, T, width]. The state dictionary has the names of
/// the authors' checkpoint, the position code included.
/// </remarks>
public sealed class BrainBertModel : Module<SequenceInput>
{
    private readonly BrainBertInput _input;
    private readonly TransformerEncoder _encoder;
    private readonly BrainBertHead _head;

    /// <summary>A model.</summary>
    public BrainBertModel(BrainBertConfig? config = null, Rng? rng = null)
    {
        Config = config ??= BrainBertConfig.Large;
        _input = AddChild("input_encoding", new BrainBertInput(config.Bins, config.Width, config.Dropout, rng));
        _encoder = AddChild("transformer", new TransformerEncoder(Enumerable.Range(0, config.Layers).Select(_ =>
            new TransformerEncoderLayer(config.Width, config.Heads, config.FeedForward, config.Dropout, Pointwise.Gelu(), rng: rng, biasInit: Init.Zeros))));
        _head = AddChild("spec_prediction_head", new BrainBertHead(config.Width, config.Bins, rng));
        if (config.AuthorsInitialization) InitializeAsAuthors();
    }

    /// <summary>What it is made of.</summary>
    public BrainBertConfig Config { get; }

    /// <summary>The representation of each frame, [B, T, width]: what the encoder gives, before the head.</summary>
    /// <param name="x">[B, T, bins].</param>
    /// <param name="padding">[B, T] bools, true = a frame that nobody attends to.</param>
    /// <param name="frames">The frames whose representation is wanted; null for all. The last layer computes no others.</param>
    public Tensor Encode(Tensor x, Tensor? padding = null, Range? frames = null) => _encoder.Forward(new SequenceInput(_input.Forward(x), KeyPadding: padding, Wanted: frames));

    /// <summary>The reconstruction, without padding.</summary>
    public Tensor Forward(Tensor x) => Forward(new SequenceInput(x));

    /// <inheritdoc/>
    protected override Tensor Compute(SequenceInput input) => _head.Forward(Encode(input.X, input.KeyPadding));

    private void InitializeAsAuthors()
    {
        TransformerEncoderLayer[] layers = [.. Modules().OfType<TransformerEncoderLayer>()];
        foreach (TransformerEncoderLayer layer in layers.Skip(1)) layer.LoadStateDictionary(layers[0].StateDictionary());
        foreach (LayerNorm norm in Modules().OfType<LayerNorm>()) norm.Bias!.Assign(Tensor.Ones(norm.Bias.Shape));
    }
}
