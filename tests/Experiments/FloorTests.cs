using System.Reflection;

namespace Neuron.Tests.Experiments;

/// <summary>The house's one-way order: a floor uses only the floors under it.</summary>
public class FloorTests
{
    private static readonly string[] s_floors = ["Neuron.Kernels", "Neuron.Tensor", "Neuron.Autograd", "Neuron.Models", "Neuron.Experiments"];

    [Fact]
    public void A_floor_references_only_floors_below_it()
    {
        for (int i = 0; i < s_floors.Length; i++)
        {
            string assembly = s_floors[i] == "Neuron.Experiments" ? "neuron" : s_floors[i];
            var path = Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll");
            if (!File.Exists(path)) path = Path.Combine(AppContext.BaseDirectory, $"{s_floors[i]}.dll");
            var references = Assembly.LoadFrom(path).GetReferencedAssemblies().Select(a => a.Name!).Where(n => s_floors.Contains(n));
            foreach (string reference in references)
                Assert.True(Array.IndexOf(s_floors, reference) < i, $"{s_floors[i]} references {reference}, which is not below it.");
        }
    }
}
