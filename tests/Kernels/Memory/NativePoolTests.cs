using Neuron.Kernels.Memory;

namespace Neuron.Tests.Kernels.Memory;

public class NativePoolTests
{
    private const long Megabyte = 1 << 20;

    private readonly HashSet<nint> _held = [];
    private readonly NativePool _pool;
    private long _capacity = long.MaxValue;
    private nint _last;

    public NativePoolTests() => _pool = new(Allocate, block => Assert.True(_held.Remove(block), "a block was freed twice"),
        bytes => new InvalidOperationException($"{bytes} refused"));

    private nint Allocate(long bytes)
    {
        if (bytes > _capacity) return 0;
        _held.Add(++_last);
        return _last;
    }

    // asks for more than is allowed beside the live bytes, in a size of its own, so that a collection comes first
    private void Collect()
    {
        nint large = _pool.Rent(100 * Megabyte), other = _pool.Rent(200 * Megabyte);
        _pool.Return(large, 100 * Megabyte);
        _pool.Return(other, 200 * Megabyte);
    }

    [Fact]
    public void A_returned_block_is_the_next_of_its_size()
    {
        nint block = _pool.Rent(1000);
        _pool.Return(block, 1000);
        Assert.Equal(1024, _pool.CachedBytes);
        Assert.Equal(block, _pool.Rent(1001));
        Assert.Equal((1024, 0, 1), (_pool.RentedBytes, _pool.CachedBytes, _pool.SystemAllocations));
    }

    [Fact]
    public void Blocks_that_a_loop_uses_stay_over_any_number_of_collections()
    {
        for (int step = 0; step < 5; step++)
        {
            nint[] blocks = [.. Enumerable.Range(0, 3).Select(_ => _pool.Rent(64 * Megabyte))];
            Assert.True(blocks.All(b => b <= 4), $"step {step}: blocks {string.Join(", ", blocks)} are new");
            foreach (nint block in blocks) _pool.Return(block, 64 * Megabyte);
        }
    }

    [Fact]
    public void Blocks_that_nobody_asked_for_between_two_collections_go_back()
    {
        nint block = _pool.Rent(Megabyte);
        _pool.Return(block, Megabyte);
        Collect();
        Assert.Contains(block, _held);
        nint live = _pool.Rent(400 * Megabyte);
        Collect();
        _pool.Rent(900 * Megabyte);
        _pool.Rent(1100 * Megabyte);
        Assert.DoesNotContain(block, _held);
        Assert.Contains(live, _held);
    }

    [Fact]
    public void A_refusal_empties_the_cache_first_and_then_says_what_was_asked()
    {
        nint block = _pool.Rent(1000);
        _pool.Return(block, 1000);
        _capacity = 2048;
        Assert.Equal("4096 refused", Assert.Throws<InvalidOperationException>(() => _pool.Rent(4096)).Message);
        Assert.Empty(_held);
        Assert.Equal((0, 0), (_pool.RentedBytes, _pool.CachedBytes));
    }

    [Fact]
    public void A_closed_pool_keeps_nothing()
    {
        nint cached = _pool.Rent(1000), live = _pool.Rent(1000);
        _pool.Return(cached, 1000);
        _pool.Close();
        Assert.Equal([live], _held);
        _pool.Return(live, 1000);
        Assert.Empty(_held);
    }
}
