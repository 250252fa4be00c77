namespace Neuron.Models;

/// <summary>x, or wx below 0, with a learned w for each channel (axis 1) or one for all (arXiv 1502.01852).</summary>
public sealed class PRelu : Layer
{
    /// <summary>With <paramref name="channels"/> slopes, or one.</summary>
    public PRelu(int channels = 1, double initial = 0.25) => Weight = AddParameter("weight", [channels], Init.Constant(initial));

    /// <summary>The slopes.</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.PRelu(Weight);
}
