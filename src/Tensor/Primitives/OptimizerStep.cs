namespace Neuron.Primitives;

/// <summary>One step of an optimiser on any number of parameters of one dtype, in place, in one pass.</summary>
/// <remarks>Inputs, for each parameter: parameter, gradient, and the states of the rule; all of the parameter's shape. Use it inside NoGrad.</remarks>
internal sealed record OptimizerStep(OptimizerRule Rule) : Primitive
{
    public override string Name => "optimizer_step";

    public override int Outputs => 0;

    private int Stride => 2 + Rule.States;

    /// <summary>Steps; <paramref name="operands"/> as the remarks list them.</summary>
    public static void Run(OptimizerRule rule, params ReadOnlySpan<Tensor> operands)
    {
        if (!operands.IsEmpty) Dispatcher.RunMany(new OptimizerStep(rule), operands);
    }

    public override bool Writes(int input) => input % Stride != 1;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        if (x.Length % Stride != 0)
            throw new ArgumentException($"{Name}: {x.Length} tensors; expected {Stride} for each parameter (parameter, gradient, {Rule.States} states).");
        for (int i = 0; i < x.Length; i++)
        {
            var parameter = x[i - (i % Stride)];
            if (x[i].DType != x[0].DType) throw ShapeException.DTypeOf(Name, x[i], $"{x[0].DType.Label}, as the first parameter");
            if (x[i].Shape != parameter.Shape) throw ShapeException.Expected($"{Name} (tensor {i})", $"the parameter's shape {parameter.Shape}", x[i]);
            if (Writes(i) && !x[i].IsContiguous) throw ShapeException.Expected($"{Name} (tensor {i})", "a contiguous tensor, because it is changed in place", x[i]);
        }
        return FloatingPoint.Spec(Name, x[0], x[0].Shape);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.OptimizerStep(Rule, x);
}
