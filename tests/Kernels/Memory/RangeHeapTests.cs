using Neuron.Kernels.Memory;

namespace Neuron.Tests.Kernels.Memory;

/// <summary>On reserves that are only addresses: the heap itself never reads or writes them.</summary>
public class RangeHeapTests
{
    private const long Megabyte = 1 << 20;

    private readonly Dictionary<nint, long> _reserves = [];
    private readonly List<(nint Start, long Bytes)> _forgotten = [];
    private readonly RangeHeap _heap;
    private long _capacity = long.MaxValue;
    private nint _next = 1 << 30;

    public RangeHeapTests() => _heap = new(Allocate, start => Assert.True(_reserves.Remove(start), "a reserve was freed twice"), (start, bytes) =>
    {
        _forgotten.Add((start, bytes));
        return true;
    });

    private nint Allocate(long bytes)
    {
        if (bytes > _capacity) return 0;
        nint start = _next;
        _next += (nint)bytes + 4096;
        _reserves.Add(start, bytes);
        return start;
    }

    private nint Rent(long size) => _heap.TryTake(size, out nint block) ? block : _heap.Take(size);

    [Fact]
    public void Neighbours_that_are_free_serve_a_longer_request()
    {
        nint[] blocks = [.. Enumerable.Range(0, 4).Select(_ => Rent(Megabyte))];
        foreach (int i in (int[])[1, 3, 2]) _heap.Return(blocks[i], Megabyte);
        Assert.True(_heap.TryTake(3 * Megabyte, out nint joined));
        Assert.Equal((blocks[1], 0), (joined, _heap.Cached));
    }

    [Fact]
    public void A_request_gets_the_tightest_range()
    {
        nint wide = Rent(3 * Megabyte), wall = Rent(Megabyte), tight = Rent(2 * Megabyte);
        Rent(Megabyte);
        _heap.Return(wide, 3 * Megabyte);
        _heap.Return(tight, 2 * Megabyte);
        Assert.Equal(tight, Rent(2 * Megabyte));
        Assert.Equal(wide, Rent(2 * Megabyte));
        Assert.NotEqual(wall, Rent(Megabyte));
    }

    [Fact]
    public void What_does_not_fit_begins_in_the_free_memory_before_the_unused()
    {
        nint first = Rent(2 * Megabyte), last = Rent(4 * Megabyte);
        _heap.Return(first, 2 * Megabyte);
        _heap.Return(last, 4 * Megabyte);
        nint kept = Rent(2 * Megabyte);
        Assert.False(_heap.TryTake(5 * Megabyte, out _));
        Assert.Equal(first + (nint)(2 * Megabyte), _heap.Take(5 * Megabyte));
        Assert.Equal((first, 0), (kept, _heap.Cached));
    }

    [Fact]
    public void What_is_free_goes_back_and_can_be_had_again()
    {
        nint kept = Rent(Megabyte), block = Rent(9 * Megabyte);
        _heap.Return(block, 9 * Megabyte);
        _heap.Trim();
        Assert.Equal([(block, 9 * Megabyte)], _forgotten);
        Assert.Equal(0, _heap.Cached);
        Assert.False(_heap.TryTake(Megabyte, out _));
        Assert.Equal(block, _heap.Take(9 * Megabyte));
        _heap.Return(block, 9 * Megabyte);
        _heap.Return(kept, Megabyte);
        _heap.Trim();
        Assert.Empty(_reserves);
        Assert.False(_heap.Holds(kept));
    }

    [Fact]
    public void Only_what_stayed_free_goes_back_after_the_rounds()
    {
        nint block = Rent(64 * Megabyte), wall = Rent(Megabyte);
        _heap.Return(block, 64 * Megabyte);
        _heap.EndRounds(givesBack: true); // nothing was counted before
        Assert.Empty(_forgotten);
        _heap.Return(Rent(10 * Megabyte), 10 * Megabyte);
        Assert.Equal(54 * Megabyte, _heap.Unused);
        _heap.EndRounds(givesBack: true);
        Assert.Equal([(block + (nint)(10 * Megabyte), 54 * Megabyte)], _forgotten);
        Assert.Equal((10 * Megabyte, 10 * Megabyte), (_heap.Cached, _heap.Unused));
        Assert.True(_heap.Holds(wall));
    }

    [Fact]
    public void A_system_that_refuses_a_long_reserve_is_asked_for_the_block_alone()
    {
        _capacity = 3 * Megabyte;
        nint block = Rent(2 * Megabyte);
        Assert.Equal(2 * Megabyte, _reserves[block]);
        Assert.Equal(0, Rent(4 * Megabyte));
    }

    /// <summary>Against a model that knows the state of each grain: in use, free with pages, or neither.</summary>
    [Fact]
    public void Blocks_never_overlap_and_all_bytes_are_accounted_for()
    {
        var random = new Random(5);
        var used = new Dictionary<long, bool>(); // by number of the grain, whether it is in use; those without pages are not in it
        var live = new List<(nint Start, long Bytes)>();
        long Grains(bool areUsed) => used.Values.LongCount(u => u == areUsed);
        for (int step = 0; step < 2_000; step++)
        {
            if (random.Next(500) == 0)
            {
                _heap.Trim();
                foreach (long grain in used.Where(g => !g.Value).Select(g => g.Key).ToArray()) used.Remove(grain);
            }
            else if (live.Count > 0 && random.Next(40 + live.Count) >= 40)
            {
                int i = random.Next(live.Count);
                var (start, bytes) = live[i];
                live.RemoveAt(i);
                _heap.Return(start, bytes);
                for (long g = start / RangeHeap.Grain; g < (start + bytes) / RangeHeap.Grain; g++) used[g] = false;
            }
            else
            {
                long size = _heap.SizeOf(random.NextInt64(1, 40 * RangeHeap.Grain));
                bool isFree = _heap.TryTake(size, out nint block);
                if (!isFree) block = _heap.Take(size);
                Assert.Contains(_reserves, r => r.Key <= block && block + size <= r.Key + r.Value);
                for (long g = block / RangeHeap.Grain; g < (block + size) / RangeHeap.Grain; g++)
                {
                    Assert.False(used.TryGetValue(g, out bool isUsed) && isUsed, "two blocks overlap");
                    Assert.True(used.ContainsKey(g) || !isFree, "memory without pages was taken for free");
                    used[g] = true;
                }
                live.Add((block, size));
            }
            Assert.Equal(Grains(areUsed: false) * RangeHeap.Grain, _heap.Cached);
            Assert.Equal(Grains(areUsed: true) * RangeHeap.Grain, live.Sum(b => b.Bytes));
        }
    }
}
