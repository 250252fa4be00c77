namespace Neuron;

/// <summary>Places the intermediate tensors of a recording in one block, where lifetimes that do not overlap share bytes.</summary>
internal static class MemoryPlan
{
    private const long Alignment = 64;

    /// <summary>Plans and moves the storages; returns the bytes with and without sharing.</summary>
    /// <remarks>
    /// Only memory that the recording itself took and wrote is moved: what existed before, what was filled by hand (Tensor.From)
    /// and the results keep theirs. Contents are not moved along, the next replay writes them.
    /// </remarks>
    public static (long Planned, long Unplanned) Apply(Recording.Entry[] entries, IReadOnlyList<Tensor> results)
    {
        long planned = 0, unplanned = 0;
        foreach (var lifetimes in Lifetimes(entries, results).GroupBy(l => l.Storage.Device).Select(group => group.ToList()))
        {
            long size = Place(lifetimes);
            var block = new Storage(size, lifetimes[0].Storage.Device);
            foreach (var lifetime in lifetimes) lifetime.Storage.MoveInto(block, lifetime.Offset);
            planned += size;
            unplanned += lifetimes.Sum(l => l.Bytes);
        }
        return (planned, unplanned);
    }

    private static List<Lifetime> Lifetimes(Recording.Entry[] entries, IReadOnlyList<Tensor> results)
    {
        var kept = results.Select(r => r.Storage).ToHashSet(ReferenceEqualityComparer.Instance);
        var found = new Dictionary<Storage, Lifetime>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < entries.Length; i++)
        {
            foreach (var y in entries[i].Y)
                if (!kept.Contains(y.Storage) && !found.ContainsKey(y.Storage)) found[y.Storage] = new(y.Storage, i);
            foreach (var x in entries[i].X.Concat(entries[i].Y))
                if (found.TryGetValue(x.Storage, out var lifetime)) lifetime.Last = i;
        }
        return [.. found.Values];
    }

    /// <summary>Largest first, each at the lowest offset that is free during its whole life.</summary>
    private static long Place(List<Lifetime> lifetimes)
    {
        var placed = new List<Lifetime>();
        long size = 0;
        foreach (var lifetime in lifetimes.OrderByDescending(l => l.Bytes).ThenBy(l => l.First))
        {
            long offset = 0;
            foreach (var other in placed.Where(o => o.First <= lifetime.Last && lifetime.First <= o.Last).OrderBy(o => o.Offset))
            {
                if (offset + lifetime.Bytes <= other.Offset) break;
                offset = Math.Max(offset, other.Offset + other.Bytes);
            }
            lifetime.Offset = offset;
            placed.Add(lifetime);
            size = Math.Max(size, offset + lifetime.Bytes);
        }
        return size;
    }

    private sealed class Lifetime(Storage storage, int first)
    {
        public Storage Storage => storage;

        public int First { get; } = first;

        public int Last { get; set; }

        public long Bytes => (storage.Bytes + Alignment - 1) / Alignment * Alignment;

        public long Offset { get; set; }
    }
}
