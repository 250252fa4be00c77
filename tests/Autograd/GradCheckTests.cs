using Neuron.Autograd;
using Neuron.Primitives;

namespace Neuron.Tests.Autograd;

public class GradCheckTests
{
    /// <summary>Every primitive in the assembly: one that has neither a rule nor is declared flat fails by name.</summary>
    public static TheoryData<string> All =>
        [.. typeof(Primitive).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Primitive)) && !t.IsAbstract).Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void Gradients_match_central_differences(string primitive)
    {
        var type = typeof(Primitive).Assembly.GetTypes().Single(t => t.Name == primitive && t.IsSubclassOf(typeof(Primitive)));
        if (Rules.NotDifferentiable.Contains(type))
        {
            Assert.False(Rules.TryFind(type, out _), $"{primitive} has a rule and is declared not differentiable.");
            return;
        }
        Assert.True(Rules.TryFind(type, out var rule), $"{primitive} has no gradient rule.");
        Assert.True(rule.Checks.Count > 0 || type == typeof(Transfer), $"{primitive}: its rule is not checked on anything.");
        var worst = GradCheck.Run(rule, seed: 7);
        Assert.True(worst.First < 1e-6, $"{primitive}: first derivatives differ by {worst.First:g3}.");
        Assert.True(worst.Second < 1e-6, $"{primitive}: second derivatives differ by {worst.Second:g3}.");
    }
}
