using Neuron.Primitives;

namespace Neuron;

/// <summary>Is told of each primitive after it ran: autograd builds the graph, the tracer prints, a captured step records.</summary>
internal interface IPrimitiveListener
{
    void OnRun(Primitive primitive, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y);
}
