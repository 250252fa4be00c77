using Neuron.Kernels.Cpu;

namespace Neuron.Tests.Kernels.Cpu;

[Collection("worker pool")]
public unsafe class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_piece_runs_exactly_once(int threads) => WithThreads(threads, () =>
    {
        int* counts = stackalloc int[257];
        for (int round = 0; round < 3000; round++)
        {
            new Span<int>(counts, 257).Clear();
            int pieces = round % 257;
            WorkerPool.For(pieces, new CountJob { Counts = counts });
            for (int i = 0; i < 257; i++) Assert.Equal(i < pieces ? 1 : 0, counts[i]);
        }
    });

    [Fact]
    public void Workers_that_slept_join_again() => WithThreads(2, () =>
    {
        int* ids = stackalloc int[2];
        for (int round = 0; round < 5; round++)
        {
            Thread.Sleep(20);
            var seen = new HashSet<int>();
            for (int attempt = 0; attempt < 2000 && seen.Count < 2; attempt++)
            {
                WorkerPool.For(2, new SlowJob { Ids = ids });
                seen.Add(ids[0]);
                seen.Add(ids[1]);
            }
            Assert.Equal(2, seen.Count);
        }
    });

    [Fact]
    public void Failure_of_a_piece_reaches_the_caller_and_the_pool_works_on() => WithThreads(3, () =>
    {
        for (int round = 0; round < 50; round++)
        {
            var e = Assert.ThrowsAny<Exception>(() => WorkerPool.For(8, default(FailingJob)));
            Assert.Contains("piece 5", e.ToString(), StringComparison.Ordinal);
        }
        int* counts = stackalloc int[16];
        WorkerPool.For(16, new CountJob { Counts = counts });
        for (int i = 0; i < 16; i++) Assert.Equal(1, counts[i]);
    });

    [Fact]
    public void Loops_inside_pieces_and_from_other_threads_run() => WithThreads(3, () =>
    {
        int* total = stackalloc int[1];
        var callers = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 200; i++) WorkerPool.For(5, new NestedJob { Total = total });
        })).ToArray();
        foreach (var caller in callers) caller.Start();
        foreach (var caller in callers) caller.Join();
        Assert.Equal(4 * 200 * 5 * 3, *total);
    });

    [Fact]
    public void Number_of_threads_can_change_between_loops()
    {
        int* counts = stackalloc int[40];
        int rounds = 0;
        foreach (int threads in Enumerable.Range(0, 40).Select(i => 1 + (i * 3 % 4)))
            WithThreads(threads, () => { WorkerPool.For(40, new CountJob { Counts = counts }); rounds++; });
        for (int i = 0; i < 40; i++) Assert.Equal(rounds, counts[i]);
    }

    [Fact]
    public void A_loop_allocates_nothing() => WithThreads(2, () =>
    {
        int* counts = stackalloc int[4];
        for (int i = 0; i < 10; i++) WorkerPool.For(4, new CountJob { Counts = counts });
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) WorkerPool.For(4, new CountJob { Counts = counts });
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    });

    private static void WithThreads(int threads, Action test)
    {
        int before = WorkerPool.Threads;
        WorkerPool.Threads = threads;
        try { test(); }
        finally { WorkerPool.Threads = before; }
    }

    private struct CountJob : IParallelJob
    {
        public int* Counts;

        public readonly void Run(int index) => Interlocked.Increment(ref Counts[index]);
    }

    private struct SlowJob : IParallelJob
    {
        public int* Ids;

        public readonly void Run(int index)
        {
            Ids[index] = Environment.CurrentManagedThreadId;
            Thread.Sleep(2);
        }
    }

    private struct FailingJob : IParallelJob
    {
        public readonly void Run(int index)
        {
            if (index == 5) throw new InvalidOperationException("piece 5");
        }
    }

    private struct NestedJob : IParallelJob
    {
        public int* Total;

        public readonly void Run(int index) => WorkerPool.For(3, new AddJob { Total = Total });
    }

    private struct AddJob : IParallelJob
    {
        public int* Total;

        public readonly void Run(int index) => Interlocked.Increment(ref *Total);
    }
}
