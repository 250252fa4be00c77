using Neuron.Kernels.Operators;
using Neuron.Primitives;

namespace Neuron;

public sealed partial class Tensor
{
    /// <summary>max(x, 0).</summary>
    public Tensor Relu() => Apply(UnaryOperator.Relu, this);

    /// <summary>x limited to [0, 6].</summary>
    public Tensor Relu6() => Hardtanh(0, 6);

    /// <summary>x where positive, else <paramref name="slope"/> · x.</summary>
    public Tensor LeakyRelu(double slope = 0.01) => Dispatcher.Run(new Unary(UnaryOperator.LeakyRelu, slope), AsFloatingPoint());

    /// <summary>x where positive, else weight · x; one weight for all, or one per channel (axis 1).</summary>
    /// <exception cref="ShapeException">The weight has another length than axis 1.</exception>
    public Tensor PRelu(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Size != 1 && (Rank < 2 || weight.Size != Shape[1]))
            throw ShapeException.Expected("PRelu (weight)", Rank < 2 ? "one element" : $"1 or {Shape[1]} elements", weight.Shape);
        var slopes = weight.Size == 1 ? weight.Reshape([]) : weight.Reshape([-1, .. Enumerable.Repeat(1, Rank - 2)]);
        return Relu() - (slopes * (-this).Relu());
    }

    /// <summary>x where positive, else α(eˣ − 1) (arXiv 1511.07289).</summary>
    public Tensor Elu(double alpha = 1) => Dispatcher.Run(new Unary(UnaryOperator.Elu, alpha, 1), AsFloatingPoint());

    /// <summary>x where positive, else α(e^(x/α) − 1) (arXiv 1704.07483).</summary>
    public Tensor Celu(double alpha = 1) => Dispatcher.Run(new Unary(UnaryOperator.Elu, alpha, 1 / alpha), AsFloatingPoint());

    /// <summary>1.0507 · ELU with α = 1.6733, which keeps mean 0 and variance 1 (arXiv 1706.02515).</summary>
    public Tensor Selu() => Elu(1.6732632423543772848170429916717) * 1.0507009873554804934193349852946;

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public Tensor Sigmoid() => ApplyFloat(UnaryOperator.Sigmoid);

    /// <summary>log(1 / (1 + e⁻ˣ)).</summary>
    public Tensor LogSigmoid() => ApplyFloat(UnaryOperator.LogSigmoid);

    /// <summary>x · Φ(x), Φ the standard normal's distribution function (arXiv 1606.08415).</summary>
    public Tensor Gelu() => ApplyFloat(UnaryOperator.Gelu);

    /// <summary>GELU approximated by ½x(1 + tanh(√(2/π)(x + 0.044715x³))), as GPT-2 uses it.</summary>
    public Tensor GeluTanh() => ApplyFloat(UnaryOperator.GeluTanh);

    /// <summary>x · sigmoid(1.702x), as CLIP uses it.</summary>
    public Tensor QuickGelu() => Swish(1.702);

    /// <summary>x · sigmoid(x) (arXiv 1702.03118).</summary>
    public Tensor Silu() => Swish(1);

    /// <summary>x · sigmoid(βx) (arXiv 1710.05941).</summary>
    public Tensor Swish(double beta) => Dispatcher.Run(new Unary(UnaryOperator.Swish, beta), AsFloatingPoint());

    /// <summary>x · tanh(log(1 + eˣ)) (arXiv 1908.08681).</summary>
    public Tensor Mish() => ApplyFloat(UnaryOperator.Mish);

    /// <summary>log(1 + e^(βx)) / β, and x where βx exceeds the threshold.</summary>
    public Tensor Softplus(double beta = 1, double threshold = 20) => Dispatcher.Run(new Unary(UnaryOperator.Softplus, beta, threshold), AsFloatingPoint());

    /// <summary>x / (1 + |x|).</summary>
    public Tensor Softsign() => ApplyFloat(UnaryOperator.Softsign);

    /// <summary>x limited to [min, max]; the gradient does not pass at the limits.</summary>
    public Tensor Hardtanh(double min = -1, double max = 1) => Dispatcher.Run(new Unary(UnaryOperator.Hardtanh, min, max), AsFloatingPoint());

    /// <summary>x/6 + ½ limited to [0, 1].</summary>
    public Tensor HardSigmoid() => ApplyFloat(UnaryOperator.HardSigmoid);

    /// <summary>x · (x/6 + ½ limited to [0, 1]) (arXiv 1905.02244).</summary>
    public Tensor HardSwish() => ApplyFloat(UnaryOperator.HardSwish);

    /// <summary>x − tanh(x).</summary>
    public Tensor TanhShrink() => ApplyFloat(UnaryOperator.TanhShrink);

    /// <summary>x moved by λ towards 0, and 0 within λ of it.</summary>
    public Tensor Softshrink(double lambda = 0.5) => Dispatcher.Run(new Unary(UnaryOperator.Softshrink, lambda), AsFloatingPoint());

    /// <summary>x, but 0 within λ of 0.</summary>
    public Tensor Hardshrink(double lambda = 0.5) => Dispatcher.Run(new Unary(UnaryOperator.Hardshrink, lambda), AsFloatingPoint());

    /// <summary>x above the limit, else <paramref name="value"/>.</summary>
    public Tensor Threshold(double limit, double value) => Dispatcher.Run(new Unary(UnaryOperator.Threshold, limit, value), AsFloatingPoint());

    /// <summary>a · sigmoid(b) of the two halves a and b along an axis (arXiv 1612.08083).</summary>
    /// <exception cref="ShapeException">The axis has an odd length.</exception>
    public Tensor Glu(int axis = -1)
    {
        int at = Shape.Axis(axis, "Glu"), half = Shape[at] / 2;
        if (Shape[at] % 2 != 0) throw new ShapeException($"Glu: axis {axis} of shape {Shape} has the odd length {Shape[at]}.");
        return Slice(at, 0, half) * Slice(at, half).Sigmoid();
    }
}
