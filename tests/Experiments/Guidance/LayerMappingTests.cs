using Neuron.Experiments.Guidance;

namespace Neuron.Tests.Experiments.Guidance;

public class LayerMappingTests
{
    [Theory]
    [InlineData(4, 4, new[] { 0, 1, 2, 3 })]
    [InlineData(6, 3, new[] { 0, 0, 1, 1, 2, 2 })]
    [InlineData(3, 6, new[] { 0, 2, 5 })]
    [InlineData(6, 2, new[] { 0, 0, 0, 1, 1, 1 })]
    [InlineData(5, 1, new[] { 0, 0, 0, 0, 0 })]
    [InlineData(1, 5, new[] { 0 })]
    [InlineData(21, 48, new[] { 0, 2, 5, 7, 9, 12, 14, 16, 19, 21, 24, 26, 28, 31, 33, 35, 38, 40, 42, 45, 47 })]
    public void Guide_taps_go_to_the_targets_of_the_specification(int guide, int target, int[] expected) =>
        Assert.Equal(expected, LayerMapping.Targets(guide, target));

    [Theory]
    [InlineData(21, 3, new[] { 6, 9, 6 }, new[] { 5, 14, 20 })]            // ResNet-18 → wide network
    [InlineData(32, 4, new[] { 6, 10, 10, 6 }, new[] { 5, 15, 25, 31 })]   // copy-paste transformer → RNN
    [InlineData(20, 4, new[] { 4, 6, 6, 4 }, new[] { 3, 9, 15, 19 })]      // language transformer → 4-layer RNN
    [InlineData(20, 6, new[] { 2, 4, 4, 4, 4, 2 }, new[] { 1, 5, 9, 13, 17, 19 })]
    [InlineData(1, 5, new[] { 1 }, new[] { 0 })]                           // parity RNN → the attention output alone
    public void Colliding_taps_are_counted_and_the_last_stays(int guide, int target, int[] counts, int[] kept)
    {
        Assert.Equal(counts, LayerMapping.Targets(guide, target).CountBy(t => t).Select(p => p.Value));
        TapPair[] pairs = LayerMapping.Pairs(guide, target);
        Assert.Equal(kept, pairs.Select(p => p.Guide));
        Assert.Equal(Enumerable.Range(0, kept.Length), pairs.Select(p => p.Target));
    }

    [Fact]
    public void Fcn_keeps_all_21_pairs() => Assert.Equal(21, LayerMapping.Pairs(21, 48).Length);

    [Fact]
    public void ResNet50_on_the_plain_network_overwrites_four_guide_taps()
    {
        int[] targets = LayerMapping.Targets(54, 50);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 18, 19], targets[..22]);
        TapPair[] pairs = LayerMapping.Pairs(54, 50);
        Assert.Equal(50, pairs.Length);
        Assert.Equal([6, 19, 33, 46], Enumerable.Range(0, 54).Except(pairs.Select(p => p.Guide)));
        Assert.Equal([(6, 7), (18, 20), (31, 34), (43, 47)], pairs.Where(p => targets.Count(t => t == p.Target) > 1).Select(p => (p.Target, p.Guide)));
    }

    [Theory]
    [InlineData(21, 3)]
    [InlineData(54, 50)]
    public void All_pairs_keeps_every_guide_tap(int guide, int target)
    {
        TapPair[] pairs = LayerMapping.Pairs(guide, target, MappingMode.AllPairs);
        Assert.Equal(Enumerable.Range(0, guide), pairs.Select(p => p.Guide));
        Assert.Equal(LayerMapping.Targets(guide, target), pairs.Select(p => p.Target));
    }

    [Theory]
    [InlineData(3, 6, new[] { 1, 4, 5 })]       // step 2.5: round(2.5) = 2, round(5) = 5, min(round(7.5), 6) = 6, less one
    [InlineData(4, 4, new[] { 0, 1, 2, 3 })]
    [InlineData(6, 3, new[] { 0, 0, 0, 1, 1, 1 })] // step 0.4: 0.4 → 0, held at 1; 0.8 → 1; 1.2 → 1; 1.6 → 2; 2; 2.4 → 2
    public void Literal_mapping_counts_from_1_and_drops_nothing(int guide, int target, int[] expected) =>
        Assert.Equal(expected, LayerMapping.Pairs(guide, target, MappingMode.LiteralOneBased).Select(p => p.Target));

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    public void A_network_without_taps_is_refused(int guide, int target) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LayerMapping.Pairs(guide, target));
}
