using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>A <see cref="CustomFunction"/> that ran, as the graph keeps it.</summary>
internal sealed record CustomPrimitive(CustomFunction Function, FunctionContext Context) : Primitive
{
    public override string Name => Function.Name;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => throw OnlyInGraphs();

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => throw OnlyInGraphs();

    private NotSupportedException OnlyInGraphs() => new($"{Name}: a custom function runs by Apply, not on a backend.");
}
