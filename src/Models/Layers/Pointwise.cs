namespace Neuron.Models;

/// <summary>A function applied to each element, as a layer: <c>Pointwise.Relu()</c>.</summary>
/// <param name="name">Name of the function.</param>
/// <param name="function">The function.</param>
public sealed class Pointwise(string name, Func<Tensor, Tensor> function) : Layer
{
    /// <inheritdoc/>
    protected override string Description => name;

    /// <summary>max(x, 0).</summary>
    public static Pointwise Relu() => new("relu", x => x.Relu());

    /// <summary>x·Φ(x); with <paramref name="tanh"/> the approximation by a hyperbolic tangent.</summary>
    public static Pointwise Gelu(bool tanh = false) => tanh ? new("gelu, tanh", x => x.GeluTanh()) : new("gelu", x => x.Gelu());

    /// <summary>x·σ(x).</summary>
    public static Pointwise Silu() => new("silu", x => x.Silu());

    /// <summary>Hyperbolic tangent.</summary>
    public static Pointwise Tanh() => new("tanh", x => x.Tanh());

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static Pointwise Sigmoid() => new("sigmoid", x => x.Sigmoid());

    /// <summary>x, or slope·x below 0.</summary>
    public static Pointwise LeakyRelu(double slope = 0.01) => new("leaky_relu", x => x.LeakyRelu(slope));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => function(input);
}
