namespace Neuron.Models;

/// <summary>Normalises groups of channels of each sample (arXiv 1803.08494); as many groups as channels make it instance norm.</summary>
/// <remarks>Shapes: x [B, C, …]; weight γ and bias β [C], 1 and 0 at first.</remarks>
public sealed class GroupNorm : Layer
{
    private readonly int _groups, _channels;
    private readonly double _epsilon;

    /// <exception cref="ArgumentException">The channels do not split into the groups.</exception>
    public GroupNorm(int groups, int channels, double epsilon = 1e-5, bool affine = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        if (channels % groups != 0) throw new ArgumentException($"GroupNorm: {channels} channels do not split into {groups} groups.", nameof(groups));
        (_groups, _channels, _epsilon) = (groups, channels, epsilon);
        if (!affine) return;
        Weight = AddParameter("weight", [channels], Init.Ones);
        Bias = AddParameter("bias", [channels], Init.Zeros);
    }

    /// <summary>γ, or null.</summary>
    public Parameter? Weight { get; }

    /// <summary>β, or null.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    protected override string Description => $"{_groups} groups of {_channels} channels";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        if (input.Rank < 2 || input.Shape[1] != _channels) throw ShapeException.Expected("group_norm", $"[B, {_channels}, ..]", input.Shape);
        return input.GroupNorm(_groups, Weight?.Value, Bias?.Value, _epsilon);
    }
}
