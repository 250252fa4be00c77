using Neuron.Models;

namespace Neuron.Tests.Models;

/// <summary>Two parameters and nothing else.</summary>
internal sealed class Holder : Layer
{
    public Holder(Shape w, Shape b)
    {
        W = AddParameter("w", w, Init.Normal(), new Rng(1));
        B = AddParameter("b", b, Init.Normal(), new Rng(2));
    }

    public Parameter W { get; }
    public Parameter B { get; }

    protected override Tensor Compute(Tensor input) => input;
}
