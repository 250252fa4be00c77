using Neuron.Tests.Shared;
using Neuron.Autograd;
using Neuron.Primitives;

namespace Neuron.Tests.Autograd;

/// <summary>Every primitive that has an unfused definition agrees with it.</summary>
public class FusedPrimitiveTests
{
    public static TheoryData<string> Composed =>
        [.. Rules.All.Where(rule => rule.Checks.Any(draw => Compose(draw(new Rng(1))) is not null)).Select(rule => rule.Primitive.Name)];

    [Theory]
    [MemberData(nameof(Composed))]
    public void Fused_primitive_equals_its_composition(string primitive)
    {
        var rule = Rules.All.Single(rule => rule.Primitive.Name == primitive);
        for (int check = 0; check < rule.Checks.Count; check++)
        {
            var (op, x) = rule.Checks[check](new Rng(20 + (ulong)check));
            var expected = Compose((op, x))!;
            var actual = op.Outputs == 1 ? [Dispatcher.Run(op, x)] : Dispatcher.RunMany(op, x);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i].Shape, actual[i].Shape);
                // both are float64; sums are taken in different orders
                Closeness.Check($"{op} example {check} output {i}", actual[i].Shape.ToArray(), expected[i].ToArray<double>(), actual[i].ToArray<double>(), 1e-11, 1e-12);
            }
        }
    }

    private static Tensor[]? Compose((Primitive Op, Tensor[] X) example) => example.Op.Compose(example.X);
}
