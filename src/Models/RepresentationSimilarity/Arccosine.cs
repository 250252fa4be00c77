using Neuron.Autograd;

namespace Neuron.Models.RepresentationSimilarity;

/// <summary>arccos, with d arccos(x)/dx = −1/√(1 − x²).</summary>
internal sealed class Arccosine : CustomFunction
{
    public static Tensor Of(Tensor x) => new Arccosine().Apply(x.Clamp(-1, 1))[0];

    protected override Tensor[] Forward(FunctionContext context, Tensor[] x)
    {
        context.Save(x[0]);
        double[] values = x[0].To(DType.Float64).ToArray<double>();
        return [Tensor.From(Array.ConvertAll(values, Math.Acos), x[0].Shape, x[0].Device).To(x[0].DType)];
    }

    protected override Tensor?[] Backward(FunctionContext context, Tensor?[] dy) => [-(dy[0]! * (1 - context.Saved(0).Square()).Rsqrt())];
}
