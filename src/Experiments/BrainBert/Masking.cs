namespace Neuron.Experiments.BrainBert;

/// <summary>Hides parts of an image and says which cells are to be predicted (specification 4).</summary>
/// <remarks>A hidden part is left as it is (10 %), replaced by another part of the image (10 %), or set to 0 (80 %). All are drawn anew for each use.</remarks>
internal abstract class Masking
{
    private const double Keep = 0.1, Copy = 0.1;

    /// <summary>Masks <paramref name="input"/>, a copy of the image [frames, bins], in place, and marks the cells to predict.</summary>
    public abstract void Apply(ReadOnlySpan<float> image, Span<float> input, Span<bool> targets, int bins, Rng rng);

    /// <summary>Draws what happens to a hidden part.</summary>
    protected static Fate Draw(Rng rng) => rng.NextDouble() switch
    {
        < Keep => Fate.Stays,
        < Keep + Copy => Fate.Copied,
        _ => Fate.Zero,
    };

    /// <summary>What happens to a hidden part.</summary>
    protected enum Fate
    {
        /// <summary>It stays visible.</summary>
        Stays,

        /// <summary>It is replaced by another part of the image.</summary>
        Copied,

        /// <summary>It becomes 0.</summary>
        Zero,
    }
}
