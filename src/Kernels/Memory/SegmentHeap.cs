namespace Neuron.Kernels.Memory;

/// <summary>
/// Large blocks, cut out of segments of address space by best fit; freed neighbours become one again. So what tensors of one size
/// leave serves those of another, where lists by size would keep the most that each size ever needed.
/// </summary>
/// <remarks>
/// Three states of a range: in use, free, and vacant, which is free but holds no memory: the system gives that to a page when it is
/// first written. Vacant ranges are used last, so a heap holds the most that was in use at once and what fragmentation adds. Not safe
/// for several threads. Takes nothing of the managed heap once its tables have their size.
/// </remarks>
/// <param name="allocate">Takes a segment from the system; 0 if it refuses.</param>
/// <param name="free">Gives a segment back.</param>
/// <param name="vacate">Gives the memory of a range back but keeps its addresses; false if it can't.</param>
internal sealed class SegmentHeap(Func<long, nint> allocate, Action<nint> free, Func<nint, long, bool> vacate)
{
    private const int None = -1;

    /// <summary>Addresses that a segment takes at least: the more blocks lie in one, the better they fit.</summary>
    private const long SegmentBytes = 64L << 20;

    private static readonly long s_page = Math.Max(4096, Environment.SystemPageSize);

    private readonly Dictionary<nint, int> _used = [];
    private readonly List<int> _segments = []; // the first range of each
    private readonly Stack<int> _spare = [];
    private readonly int[] _bins = [.. Enumerable.Repeat(None, SizeClass.Count)]; // lists of free ranges by size
    private Range[] _ranges = new Range[64];
    private int _count;
    private long _reserved;

    private enum State : byte
    {
        Used,
        Free,
        Vacant,
    }

    /// <summary>Bytes of free blocks.</summary>
    public long FreeBytes { get; private set; }

    /// <summary>The fewest bytes that were free at any moment since <see cref="ForgetLeast"/>.</summary>
    public long LeastFreeBytes { get; private set; }

    /// <summary>The size of a block for so many bytes: whole pages.</summary>
    public static long SizeFor(long bytes) => (bytes + s_page - 1) / s_page * s_page;

    /// <summary>A block of free memory.</summary>
    /// <param name="size">Bytes, as <see cref="SizeFor"/> gives them.</param>
    /// <param name="largest">Ranges with more bytes are spared.</param>
    /// <param name="block">The block.</param>
    public bool TryTake(long size, long largest, out nint block)
    {
        block = 0;
        int best = None;
        for (int bin = SizeClass.Of(size); best == None && bin < _bins.Length; bin++)
        {
            for (int i = _bins[bin]; i != None; i = _ranges[i].Next)
                if (_ranges[i].Size >= size && (best == None || IsBetter(_ranges[i], _ranges[best]))) best = i;
        }
        if (best == None || _ranges[best].Size > largest) return false;
        block = Use(best, size);
        return true;
    }

    /// <summary>A block that needs memory which the heap did not hold yet; 0 if the system refuses.</summary>
    public nint Grow(long size)
    {
        int best = None;
        long least = long.MaxValue;
        foreach (int segment in _segments)
        {
            for (int i = segment; i != None; i = _ranges[i].After)
                if (NewBytes(i, size) is var bytes && bytes < least) (best, least) = (i, bytes);
        }
        return best == None && (best = AddSegment(size)) == None ? 0 : Use(best, size);
    }

    /// <summary>Takes a block back and returns its size.</summary>
    public long Return(nint block)
    {
        if (!_used.Remove(block, out int i)) throw new ArgumentException("The block is none of this heap, or was given back already.", nameof(block));
        long size = _ranges[i].Size;
        FreeBytes += size;
        Join(i, State.Free);
        return size;
    }

    /// <summary>Gives memory of free blocks back to the system, those at the highest addresses first, until it was <paramref name="bytes"/>.</summary>
    public void GiveBack(long bytes)
    {
        for (int k = _segments.Count - 1; k >= 0 && bytes > 0; k--)
        {
            if (IsIdle(_segments[k], out long held) && held <= bytes)
            {
                bytes -= held;
                RemoveSegment(k);
                continue;
            }
            int last = _segments[k];
            while (_ranges[last].After != None) last = _ranges[last].After;
            for (int i = last, before; i != None && bytes > 0; i = before)
            {
                before = _ranges[i].Before;
                if (_ranges[i].State != State.Free || !vacate(_ranges[i].Start, _ranges[i].Size)) continue;
                bytes -= _ranges[i].Size;
                FreeBytes -= _ranges[i].Size;
                Unlist(i);
                Join(i, State.Vacant);
                before = _ranges[i].Before;
            }
        }
        ForgetLeast();
    }

    /// <summary>Begins a new span of time for <see cref="LeastFreeBytes"/>.</summary>
    public void ForgetLeast() => LeastFreeBytes = FreeBytes;

    // of equal sizes the lowest address: what is used most often then lies together, and the rest can be given back
    private static bool IsBetter(in Range a, in Range b) => a.Size != b.Size ? a.Size < b.Size : a.Start < b.Start;

    /// <summary>Bytes that a block at the beginning of range <paramref name="i"/> would take from the system; the most if it does not fit there.</summary>
    private long NewBytes(int i, long size)
    {
        long bytes = 0;
        for (; i != None && _ranges[i].State != State.Used; i = _ranges[i].After)
        {
            if (_ranges[i].State == State.Vacant) bytes += Math.Min(size, _ranges[i].Size);
            if ((size -= _ranges[i].Size) <= 0) return bytes;
        }
        return long.MaxValue;
    }

    /// <summary>Makes the first bytes of the ranges from <paramref name="i"/> on one block, and leaves the rest what it was.</summary>
    private nint Use(int i, long size)
    {
        long missing = size;
        for (int k = i; ; k = _ranges[k].After)
        {
            long taken = Math.Min(missing, _ranges[k].Size);
            if (taken < _ranges[k].Size) Split(k, taken);
            if (_ranges[k].State == State.Free)
            {
                Unlist(k);
                FreeBytes -= taken;
            }
            if ((missing -= taken) == 0) break;
        }
        while (_ranges[i].Size < size) Absorb(i);
        _ranges[i].State = State.Used;
        _used.Add(_ranges[i].Start, i);
        LeastFreeBytes = Math.Min(LeastFreeBytes, FreeBytes);
        return _ranges[i].Start;
    }

    private void Split(int i, long size)
    {
        int rest = NewRange();
        ref var range = ref _ranges[i];
        bool isListed = range.State == State.Free;
        if (isListed) Unlist(i);
        _ranges[rest] = new() { Start = range.Start + (nint)size, Size = range.Size - size, State = range.State, Before = i, After = range.After };
        if (range.After != None) _ranges[range.After].Before = rest;
        (range.Size, range.After) = (size, rest);
        if (!isListed) return;
        List(i);
        List(rest);
    }

    /// <summary>Gives a range that is in no list a state, and makes it one with neighbours of that state.</summary>
    private void Join(int i, State state)
    {
        _ranges[i].State = state;
        if (_ranges[i].After is var after && after != None && _ranges[after].State == state)
        {
            if (state == State.Free) Unlist(after);
            Absorb(i);
        }
        // the one in front takes this one up, but the number stays this one's: callers go on from it
        if (_ranges[i].Before is var before && before != None && _ranges[before].State == state)
        {
            if (state == State.Free) Unlist(before);
            ref var front = ref _ranges[before];
            ref var range = ref _ranges[i];
            (range.Start, range.Size, range.Before) = (front.Start, front.Size + range.Size, front.Before);
            if (range.Before != None) _ranges[range.Before].After = i;
            else _segments[_segments.IndexOf(before)] = i;
            _spare.Push(before);
        }
        if (state == State.Free) List(i);
    }

    private void Absorb(int i)
    {
        ref var range = ref _ranges[i];
        int after = range.After;
        range.Size += _ranges[after].Size;
        range.After = _ranges[after].After;
        if (range.After != None) _ranges[range.After].Before = i;
        _spare.Push(after);
    }

    private void List(int i)
    {
        ref int first = ref _bins[SizeClass.Of(_ranges[i].Size)];
        (_ranges[i].Previous, _ranges[i].Next) = (None, first);
        if (first != None) _ranges[first].Previous = i;
        first = i;
    }

    private void Unlist(int i)
    {
        ref readonly var range = ref _ranges[i];
        if (range.Next != None) _ranges[range.Next].Previous = range.Previous;
        if (range.Previous != None) _ranges[range.Previous].Next = range.Next;
        else _bins[SizeClass.Of(range.Size)] = range.Next;
    }

    private int NewRange()
    {
        if (_spare.TryPop(out int i)) return i;
        if (_count == _ranges.Length) Array.Resize(ref _ranges, 2 * _count);
        return _count++;
    }

    private int AddSegment(long size)
    {
        // more addresses than are asked for cost nothing: memory comes when they are written
        long bytes = Math.Max(size, Math.Max(SegmentBytes, _reserved / 2));
        nint start = allocate(bytes);
        if (start == 0 && (start = allocate(bytes = size)) == 0) return None;
        int i = NewRange();
        _ranges[i] = new() { Start = start, Size = bytes, State = State.Vacant, Before = None, After = None };
        _segments.Add(i);
        _reserved += bytes;
        return i;
    }

    private bool IsIdle(int segment, out long held)
    {
        held = 0;
        for (int i = segment; i != None; i = _ranges[i].After)
        {
            if (_ranges[i].State == State.Used) return false;
            if (_ranges[i].State == State.Free) held += _ranges[i].Size;
        }
        return true;
    }

    private void RemoveSegment(int k)
    {
        nint start = _ranges[_segments[k]].Start;
        for (int i = _segments[k], after; i != None; i = after)
        {
            after = _ranges[i].After;
            _reserved -= _ranges[i].Size;
            if (_ranges[i].State == State.Free)
            {
                FreeBytes -= _ranges[i].Size;
                Unlist(i);
            }
            _spare.Push(i);
        }
        _segments.RemoveAt(k);
        free(start);
    }

    /// <summary>Bytes of one state, between its neighbours in the segment; a free one is in the list of its size.</summary>
    private struct Range
    {
        public nint Start;
        public long Size;
        public int Before, After, Previous, Next;
        public State State;
    }
}
