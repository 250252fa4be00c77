using Neuron.Primitives;

namespace Neuron.Autograd;

internal static partial class Rules
{
    private static Rule[] Random =>
    [
        Rule.For<Dropout>(g => Dispatcher.Run(g.Op, g.Dy)).Cheap().CheckedOn(new Dropout(0.4, 11, 5), [5, 7]),
    ];
}
