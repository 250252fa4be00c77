namespace Neuron.Models;

/// <summary>Adds a learned vector to each position.</summary>
/// <remarks>Shapes: x [B, T, width] → the same, T at most the number of positions; weight [positions, width], normal at first.</remarks>
public sealed class LearnedPositions : Layer
{
    /// <summary>For at most <paramref name="positions"/> positions.</summary>
    public LearnedPositions(int positions, int width, Rng? rng = null, Initializer? init = null) =>
        Weight = AddParameter("weight", [positions, width], init ?? Init.Normal(), rng);

    /// <summary>[positions, width].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    protected override string Description => $"{Weight.Shape[0]} × {Weight.Shape[1]}";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        if (input.Rank != 3 || input.Shape[1] > Weight.Shape[0] || input.Shape[2] != Weight.Shape[1])
            throw ShapeException.Expected("positions", $"[B, T, {Weight.Shape[1]}] with T at most {Weight.Shape[0]}", input.Shape);
        return input + Weight.Value.Slice(0, 0, input.Shape[1]);
    }
}
