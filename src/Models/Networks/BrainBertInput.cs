namespace Neuron.Models;

/// <summary>The first stage of <see cref="BrainBertModel"/>: frames to vectors, the position code added, layer norm, dropout.</summary>
/// <remarks>Shapes: x [B, T, bins] → [B, T, width], T at most 5000.</remarks>
public sealed class BrainBertInput : Layer
{
    private const int LongestSequence = 5000; // rows of the position code that checkpoints hold

    private readonly Linear _projection;
    private readonly PositionCode _positions;
    private readonly LayerNorm _norm;
    private readonly Dropout _dropout;

    /// <summary>A stage.</summary>
    public BrainBertInput(int bins, int width, double dropout = 0.1, Rng? rng = null)
    {
        _projection = AddChild("in_proj", new Linear(bins, width, rng: rng, biasInit: Init.Zeros));
        _positions = AddChild("positional_encoding", new PositionCode(width));
        _norm = AddChild("layer_norm", new LayerNorm(width));
        _dropout = AddChild("dropout", new Dropout(dropout, rng));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => _dropout.Forward(_norm.Forward(_positions.Forward(_projection.Forward(input))));

    /// <summary>Adds the sinusoidal code, which checkpoints hold as the buffer "pe" [1, 5000, width].</summary>
    internal sealed class PositionCode : Layer
    {
        private readonly Parameter _code;

        public PositionCode(int width) =>
            _code = AddBuffer("pe", [1, LongestSequence, width], (shape, dtype, _) => SinusoidalPositions.Table(shape[1], shape[2], dtype: dtype).Unsqueeze(0));

        protected override Tensor Compute(Tensor input) => input.Rank == 3 && input.Shape[1] <= LongestSequence
            ? input + _code.Value.Slice(1, 0, input.Shape[1])
            : throw ShapeException.Expected("positions", $"[B, T, {_code.Shape[2]}], T at most {LongestSequence}", input.Shape);
    }
}
