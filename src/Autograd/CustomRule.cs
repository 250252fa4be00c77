using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>The rule of all custom functions: asks the function. What it keeps lies in its context.</summary>
internal sealed class CustomRule() : Rule(typeof(CustomPrimitive))
{
    public static CustomRule Instance { get; } = new();

    public override int KeptInputs(Primitive op) => 0;

    public override int KeptOutputs(Primitive op) => 0;

    public override Tensor?[] Apply(Node node, Tensor?[] dys, BackwardPass pass)
    {
        var op = (CustomPrimitive)node.Primitive;
        var dx = op.Function.Gradients(op.Context, node, dys, pass.CreatesGraph);
        if (!op.Function.MayKeepGradients) return dx;
        foreach (var seen in dys.Concat(dx))
            if (seen is not null) BackwardPass.Hold(seen);
        return dx;
    }
}
