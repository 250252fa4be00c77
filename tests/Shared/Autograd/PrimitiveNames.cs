using Neuron.Primitives;

namespace Neuron.Tests.Shared;

/// <summary>Hears the names of the primitives that run.</summary>
internal sealed class PrimitiveNames : IPrimitiveListener
{
    public List<string> Seen { get; } = [];

    public void OnRun(Primitive primitive, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => Seen.Add(primitive.Name);
}
