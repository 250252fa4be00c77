namespace Neuron.Kernels.Memory;

/// <summary>
/// Blocks of any length, cut out of long reserves of addresses. What comes back joins its free neighbours, so memory that had one
/// length serves others next: the gradients of a step lie where its activations lay.
/// </summary>
/// <remarks>
/// A reserve takes no memory until it is used, as the system gives pages at the first write. Free memory is known by ranges, those
/// with pages apart from those without. A block lies where the fewest pages are missing, and of such places in the tightest (best
/// fit, the lowest of equals). Ranges are few, some hundreds at most, and blocks large, so a search looks at all of them.
/// </remarks>
/// <param name="allocate">Takes a reserve from the system; 0 if it refuses. Two reserves never touch.</param>
/// <param name="free">Gives a reserve back.</param>
/// <param name="forget">Gives the pages of a range back, whose addresses stay reserved; false where the system can't.</param>
internal sealed class RangeHeap(Func<long, nint> allocate, Action<nint> free, Func<nint, long, bool> forget) : IBlockStore
{
    /// <summary>Shorter blocks are not worth a search.</summary>
    public const long LeastBlock = 256 << 10;

    /// <summary>Blocks begin and end at multiples of this, as the reserves do.</summary>
    public const long Grain = 16 << 10;

    /// <summary>The first reserve is of the former length; each further one doubles them, up to the latter.</summary>
    private const long LeastReserve = 256 << 20, MostReserve = 4L << 30;

    private readonly List<Range> _free = new(capacity: 256); // by address; neighbours both with pages, or both without, are one
    private readonly List<Range> _reserves = [];

    public long Cached { get; private set; }

    public long Unused { get; private set; }

    public long SizeOf(long bytes) => (bytes + Grain - 1) & -Grain;

    /// <summary>Whether a block is of this heap.</summary>
    public bool Holds(nint block)
    {
        foreach (var reserve in _reserves)
            if (reserve.Start <= block && block < reserve.End) return true;
        return false;
    }

    public bool TryTake(long size, out nint block)
    {
        int place = Find(size, out long missing);
        block = missing == 0 ? Cut(place, size) : 0;
        return missing == 0;
    }

    public nint Take(long size)
    {
        int place = Find(size, out _);
        if (place < 0 && Reserve(size)) place = Find(size, out _);
        return place < 0 ? 0 : Cut(place, size);
    }

    public void Return(nint block, long size)
    {
        Insert(new(block, size, HasPages: true));
        Cached += size;
    }

    public void EndRounds(bool givesBack)
    {
        if (givesBack) GiveBack(Unused);
        Unused = Cached;
    }

    public void Trim() => GiveBack(long.MaxValue);

    private bool Reserve(long size)
    {
        long bytes = Math.Max(size, Math.Clamp(_reserves.Sum(r => r.Bytes), LeastReserve, MostReserve));
        nint start = allocate(bytes);
        if (start == 0 && bytes > size) start = allocate(bytes = size);
        if (start == 0) return false;
        var reserve = new Range(start, bytes, HasPages: false);
        _reserves.Add(reserve);
        Insert(reserve);
        return true;
    }

    /// <summary>Number of the free range where a block should begin, −1 if there is no room, and how many of its bytes have no pages yet.</summary>
    private int Find(long size, out long missing)
    {
        int best = -1;
        long length = 0;
        missing = long.MaxValue;
        for (int i = 0; i < _free.Count; i++)
        {
            long here = Missing(i, size);
            if (here > missing || (here == missing && _free[i].Bytes >= length)) continue;
            (best, missing, length) = (i, here, _free[i].Bytes);
        }
        return best;
    }

    /// <summary>Bytes without pages of a block that begins with range <paramref name="i"/> and goes on in those that follow without a gap.</summary>
    private long Missing(int i, long size)
    {
        long missing = 0;
        for (nint end = _free[i].Start; i < _free.Count && _free[i].Start == end; end = _free[i++].End)
        {
            if (!_free[i].HasPages) missing += Math.Min(size, _free[i].Bytes);
            size -= _free[i].Bytes;
            if (size <= 0) return missing;
        }
        return long.MaxValue;
    }

    private nint Cut(int i, long size)
    {
        nint block = _free[i].Start;
        while (size > 0)
        {
            var range = _free[i];
            long part = Math.Min(size, range.Bytes);
            if (range.HasPages) Cached -= part;
            if (part == range.Bytes) _free.RemoveAt(i);
            else _free[i] = range with { Start = range.Start + (nint)part, Bytes = range.Bytes - part };
            size -= part;
        }
        Unused = Math.Min(Unused, Cached);
        return block;
    }

    private void Insert(Range range)
    {
        int i = ~_free.BinarySearch(range);
        if (i < _free.Count && range.Joins(_free[i]))
        {
            range = range with { Bytes = range.Bytes + _free[i].Bytes };
            _free.RemoveAt(i);
        }
        if (i > 0 && _free[i - 1].Joins(range)) _free[i - 1] = _free[i - 1] with { Bytes = _free[i - 1].Bytes + range.Bytes };
        else _free.Insert(i, range);
    }

    /// <summary>Gives back reserves that are free, and then pages of the longest ranges, at their ends: no more than so many bytes.</summary>
    private void GiveBack(long bytes)
    {
        foreach (var reserve in _reserves.ToArray())
        {
            var within = _free.FindAll(r => r.Start >= reserve.Start && r.End <= reserve.End);
            long pages = within.Sum(r => r.HasPages ? r.Bytes : 0);
            if (within.Sum(r => r.Bytes) < reserve.Bytes || pages > bytes) continue;
            _free.RemoveAll(within.Contains);
            _reserves.Remove(reserve);
            free(reserve.Start);
            Cached -= pages;
            bytes -= pages;
        }
        foreach (var range in _free.FindAll(r => r.HasPages).OrderByDescending(r => r.Bytes))
        {
            long part = Math.Min(bytes, range.Bytes);
            var end = new Range(range.End - (nint)part, part, HasPages: false);
            if (part == 0) break;
            if (!forget(end.Start, part)) continue;
            int i = _free.BinarySearch(range);
            if (part == range.Bytes) _free.RemoveAt(i);
            else _free[i] = range with { Bytes = range.Bytes - part };
            Insert(end);
            Cached -= part;
            bytes -= part;
        }
        Unused = Math.Min(Unused, Cached);
    }

    private readonly record struct Range(nint Start, long Bytes, bool HasPages) : IComparable<Range>
    {
        public nint End => Start + (nint)Bytes;

        public int CompareTo(Range other) => Start.CompareTo(other.Start);

        public bool Joins(Range next) => End == next.Start && HasPages == next.HasPages;
    }
}
