using System.Runtime.CompilerServices;
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

    // takes a block and forgets it: the next one that wants such a block finds none, and collects
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Drop() => Drop(_pool);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(NativePool pool) => _ = new Garbage(pool, pool.Rent(64 * Megabyte));

    [Fact]
    public void A_returned_block_is_the_next_of_its_size()
    {
        nint block = _pool.Rent(1000);
        _pool.Return(block, 1000);
        Assert.Equal(block, _pool.Rent(1001));
        Assert.Equal((1024, 7 * 1024, 1), (_pool.RentedBytes, _pool.CachedBytes, _pool.SystemAllocations)); // small blocks come eight at once
    }

    [Fact]
    public void Blocks_that_a_loop_uses_stay_over_any_number_of_collections()
    {
        for (int step = 0; step < 50; step++) Drop();
        Assert.Equal(1, _pool.SystemAllocations);
    }

    [Fact]
    public void Blocks_that_nobody_asks_for_over_many_collections_go_back()
    {
        nint used = _pool.Rent(Megabyte), unused = _pool.Rent(80 * Megabyte);
        for (int n = 0; n < 40; n++)
        {
            _pool.Return(used, Megabyte);
            if (n == 0) _pool.Return(unused, 80 * Megabyte);
            Drop();
            Assert.Equal(used, _pool.Rent(Megabyte));
        }
        Assert.Contains(used, _held);
        Assert.DoesNotContain(unused, _held);
    }

    [Fact]
    public void A_little_that_nobody_asks_for_stays()
    {
        nint little = _pool.Rent(Megabyte);
        _pool.Return(little, Megabyte);
        for (int n = 0; n < 40; n++) Drop();
        Assert.Contains(little, _held);
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

    [Fact]
    public void What_lasts_lies_apart_from_what_passes()
    {
        nint next = 1 << 30;
        var reserves = new List<nint>();
        var pool = new NativePool(bytes =>
        {
            reserves.Add(next);
            return (next += (nint)bytes + 4096) - (nint)bytes - 4096;
        }, _ => { }, bytes => new InvalidOperationException($"{bytes} refused"), (_, _) => true);
        nint before = pool.Rent(Megabyte), lasting;
        using (NativePool.Lasting()) lasting = pool.Rent(Megabyte);
        nint after = pool.Rent(Megabyte);
        Assert.Equal(reserves, [before, lasting]);
        Assert.Equal(before + (nint)Megabyte, after);
        pool.Return(before, Megabyte);
        pool.Return(lasting, Megabyte);
        using (NativePool.Lasting()) Assert.Equal(lasting, pool.Rent(Megabyte));
        Assert.Equal((2 * Megabyte, Megabyte, 3), (pool.RentedBytes, pool.CachedBytes, pool.SystemAllocations));
    }

    [Fact]
    public void Ranges_that_nobody_needs_over_many_collections_go_back_while_others_pass()
    {
        nint next = 1 << 30;
        long given = 0;
        var pool = new NativePool(bytes => (next += (nint)bytes + 4096) - (nint)bytes - 4096, _ => { }, bytes => new InvalidOperationException($"{bytes} refused"), (_, bytes) =>
        {
            given += bytes;
            return true;
        });
        pool.Rent(Megabyte); // its reserve is never free
        pool.Return(pool.Rent(500 * Megabyte), 500 * Megabyte);
        for (int n = 0; n < 80; n++) Drop(pool);
        Assert.InRange(given, 300 * Megabyte, 500 * Megabyte);
        Assert.True(pool.RentedBytes + pool.CachedBytes <= 200 * Megabyte);
    }

    private sealed class Garbage(NativePool pool, nint block)
    {
        ~Garbage() => pool.Return(block, 64 * Megabyte);
    }
}
