using Neuron.Primitives;

namespace Neuron;

/// <summary>Writes down the primitives that run on a thread, with their operands.</summary>
internal sealed class Recording : IPrimitiveListener
{
    /// <summary>One primitive that ran.</summary>
    public readonly record struct Entry(Primitive Primitive, IBackend Backend, Tensor[] X, Tensor[] Y);

    public List<Entry> Entries { get; } = [];

    /// <summary>Which blocks of each stream were drawn, by primitives and by the code between them, and its seed by then.</summary>
    public Dictionary<Rng, (ulong Seed, ulong First, ulong End)> RandomUses { get; } = [];

    public void OnRun(Primitive primitive, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
    {
        if (primitive is ViewPrimitive) return; // its result re-reads memory that other entries write
        var device = y.Length > 0 ? y[0].Device : x[0].Device;
        Entries.Add(new(primitive, Backends.For(device), x.ToArray(), y.ToArray()));
    }

    // a checkpoint sets a stream back and draws the same blocks again
    public void OnDraw(Rng rng, ulong first, ulong end) =>
        RandomUses[rng] = RandomUses.TryGetValue(rng, out var use) ? (rng.Seed, Math.Min(use.First, first), Math.Max(use.End, end)) : (rng.Seed, first, end);
}
