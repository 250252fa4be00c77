using Neuron.Models;

namespace Neuron.Tests.Models;

public class NearestTests
{
    [Theory]
    [InlineData("smal", "small", 1)]
    [InlineData("lihgt", "light", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void Edit_distance_counts_swaps_once(string a, string b, int distance) => Assert.Equal(distance, Nearest.Distance(a, b));
}
