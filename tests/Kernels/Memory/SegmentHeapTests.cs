using Neuron.Kernels.Memory;

namespace Neuron.Tests.Kernels.Memory;

public class SegmentHeapTests
{
    private const long Megabyte = 1 << 20, Segment = 64 * Megabyte;

    private readonly Dictionary<nint, long> _held = [];
    private readonly List<(nint Start, long Bytes)> _vacated = [];
    private readonly SegmentHeap _heap;
    private long _last;

    public SegmentHeapTests() => _heap = new(Allocate, block => Assert.True(_held.Remove(block), "a segment was freed twice"), (start, bytes) =>
    {
        _vacated.Add((start, bytes));
        return true;
    });

    private nint Allocate(long bytes)
    {
        var start = (nint)(_last += 1L << 40);
        _held.Add(start, bytes);
        return start;
    }

    private nint Take(long megabytes) => _heap.TryTake(megabytes * Megabyte, long.MaxValue, out nint block) ? block : _heap.Grow(megabytes * Megabyte);

    [Fact]
    public void Freed_neighbours_serve_a_request_of_their_sum()
    {
        nint a = Take(3), b = Take(5), c = Take(4);
        Take(1);
        _heap.Return(a);
        _heap.Return(c);
        _heap.Return(b);
        Assert.Equal(a, Take(12));
        Assert.Equal(0, _heap.FreeBytes);
    }

    [Fact]
    public void Of_two_free_ranges_the_tighter_is_taken_and_a_large_one_is_spared()
    {
        nint large = Take(20);
        Take(1);
        nint tight = Take(3);
        Take(1);
        _heap.Return(large);
        _heap.Return(tight);
        Assert.Equal(tight, Take(2));
        Assert.False(_heap.TryTake(2 * Megabyte, 16 * Megabyte, out _));
        Assert.Equal(large, Take(2));
    }

    [Fact]
    public void New_memory_continues_a_free_range_that_is_too_short()
    {
        Take(10);
        nint last = Take(6);
        _heap.Return(last);
        Assert.False(_heap.TryTake(8 * Megabyte, long.MaxValue, out _));
        Assert.Equal(last, _heap.Grow(8 * Megabyte));
        Assert.Equal(0, _heap.FreeBytes);
        Assert.Single(_held);
    }

    [Fact]
    public void A_request_above_a_segment_gets_one_of_its_size()
    {
        Take(100);
        Assert.Equal([100 * Megabyte], _held.Values);
    }

    [Fact]
    public void Giving_back_frees_idle_segments_and_vacates_ranges_of_others()
    {
        nint kept = Take(10), part = Take(20), whole = Take(60);
        _heap.Return(part);
        _heap.Return(whole);
        _heap.GiveBack(long.MaxValue);
        Assert.Equal(0, _heap.FreeBytes);
        Assert.Equal([Segment], _held.Values);
        Assert.Equal([(part, 20 * Megabyte)], _vacated);
        Assert.Equal(part, Take(20)); // its addresses serve again
        _heap.Return(kept);
        Assert.Throws<ArgumentException>(() => _heap.Return(kept));
    }

    [Fact]
    public void Blocks_never_overlap_and_every_byte_is_counted()
    {
        var random = new Random(11);
        var live = new SortedDictionary<nint, long>();
        long most = 0;
        for (int n = 0; n < 20_000; n++)
        {
            if (live.Count > 0 && random.Next(100) < 48)
            {
                nint block = live.Keys.ElementAt(random.Next(live.Count));
                Assert.Equal(live[block], _heap.Return(block));
                live.Remove(block);
            }
            else
            {
                long size = SegmentHeap.SizeFor(random.NextInt64(1, 1L << random.Next(13, 24)));
                if (!_heap.TryTake(size, long.MaxValue, out nint block)) block = _heap.Grow(size);
                live.Add(block, size);
            }
            if (n % 1000 == 999) _heap.GiveBack(_heap.FreeBytes / 2);
            long used = live.Values.Sum();
            most = Math.Max(most, used + _heap.FreeBytes);
            if (n % 100 != 0) continue;
            nint end = 0;
            foreach (var (block, size) in live)
            {
                Assert.True(block >= end, $"step {n}: a block begins at {block:x}, before the end {end:x} of the one in front of it");
                Assert.Contains(_held, s => block >= s.Key && block + size <= s.Key + s.Value);
                end = block + (nint)size;
            }
        }
        foreach (nint block in live.Keys) _heap.Return(block);
        _heap.GiveBack(long.MaxValue);
        Assert.Equal(0, _heap.FreeBytes);
        Assert.Empty(_held);
        Assert.InRange(most, 1, 4096 * Megabyte);
    }
}
