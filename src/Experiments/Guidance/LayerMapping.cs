namespace Neuron.Experiments.Guidance;

/// <summary>One term of the guidance loss: the target tap and the guide tap that it is compared with, both from 0.</summary>
internal readonly record struct TapPair(int Target, int Guide);

/// <summary>Which guide layer supervises which target layer (arXiv 2410.20035, §3, Algorithm 1).</summary>
/// <remarks>
/// With l guide taps and t target taps, guide tap i goes to target tap round(i · (t − 1) / (l − 1)), halves to even. Paper and
/// released code differ in counting and in collisions; <see cref="MappingMode.OneToOne"/>, the code's, is the default.
/// </remarks>
internal static class LayerMapping
{
    /// <summary>The target tap of each guide tap, counted from 0 as the released code does.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A network has no taps.</exception>
    public static int[] Targets(int guideTaps, int targetTaps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(guideTaps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targetTaps);
        // in this order and in double, so that ties at one half fall as they do in the released code
        double step = guideTaps > 1 ? (targetTaps - 1.0) / (guideTaps - 1.0) : 1;
        int[] targets = new int[guideTaps];
        for (int i = 0; i < guideTaps; i++)
            targets[i] = Math.Min((int)Math.Round(i * step, MidpointRounding.ToEven), targetTaps - 1);
        return targets;
    }

    /// <summary>The pairs of the loss, by target tap and then by guide tap.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A network has no taps.</exception>
    public static TapPair[] Pairs(int guideTaps, int targetTaps, MappingMode mode = MappingMode.OneToOne) => mode switch
    {
        MappingMode.OneToOne => [.. All(guideTaps, targetTaps).GroupBy(p => p.Target).Select(g => g.Last())],
        MappingMode.AllPairs => All(guideTaps, targetTaps),
        MappingMode.LiteralOneBased => Literal(guideTaps, targetTaps),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown mapping."),
    };

    private static TapPair[] All(int guideTaps, int targetTaps) => [.. Targets(guideTaps, targetTaps).Select((t, i) => new TapPair(t, i))];

    // Algorithm 1 as printed: i = 1 … l and min(round(i · step), t), both counted from 1; every pair counts
    private static TapPair[] Literal(int guideTaps, int targetTaps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(guideTaps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targetTaps);
        double step = guideTaps > 1 ? (targetTaps - 1.0) / (guideTaps - 1.0) : 1;
        return [.. Enumerable.Range(1, guideTaps)
            .Select(i => new TapPair(Math.Clamp((int)Math.Round(i * step, MidpointRounding.ToEven), 1, targetTaps) - 1, i - 1))];
    }
}
