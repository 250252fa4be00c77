using System.Globalization;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu;

/// <summary>One piece of work of a parallel loop; a struct, so that the loop is compiled for it.</summary>
internal interface IParallelJob
{
    /// <summary>Does piece <paramref name="index"/>. Pieces may run in any order and at the same time.</summary>
    void Run(int index);
}

/// <summary>
/// The threads that CPU kernels share. Their number is <c>NEURON_THREADS</c>, by default all cores.
/// </summary>
/// <remarks>
/// Which thread runs a piece is left to chance, so a kernel whose pieces and sums do not depend on the number of
/// threads gives the same bits with any number of them. Waiting threads spin for a few microseconds before they sleep,
/// because the next kernel of a training step usually comes at once.
/// </remarks>
internal static unsafe class WorkerPool
{
    private const int SpinsBeforeSleep = 4000;

    private static readonly Lock s_start = new();
    private static readonly object s_gate = new();
    private static Thread[] s_workers = [];
    private static int s_threads = ThreadsFromEnvironment();

    // the loop in progress; s_ticket hands its pieces out
    private static int s_generation;
    private static void* s_job;
    private static delegate*<void*, int, void> s_body;
    private static int s_count, s_ticket, s_active, s_sleeping, s_busy;
    private static Exception? s_failure;

    [ThreadStatic]
    private static bool t_inside;

    /// <summary>Threads that a loop may use, the calling one included.</summary>
    public static int Threads
    {
        get => s_threads;
        set => s_threads = value is >= 1 and <= 1024
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Threads: expected 1 to 1024.");
    }

    /// <summary>Runs pieces 0 to <paramref name="count"/> − 1 and returns when all are done.</summary>
    /// <remarks>A loop inside a piece runs on the piece's own thread. Allocates nothing.</remarks>
    public static void For<TJob>(int count, TJob job)
        where TJob : struct, IParallelJob
    {
        if (count <= 1 || s_threads == 1 || t_inside || Interlocked.CompareExchange(ref s_busy, 1, 0) != 0)
        {
            for (int i = 0; i < count; i++) job.Run(i);
            return;
        }
        try
        {
            EnsureWorkers();
            s_failure = null;
            s_job = Unsafe.AsPointer(ref job);
            s_body = &Invoke<TJob>;
            s_count = count;
            Volatile.Write(ref s_ticket, 0);
            Volatile.Write(ref s_active, s_workers.Length);
            Interlocked.Increment(ref s_generation); // a full fence: a worker that falls asleep sees it, or is seen
            if (Volatile.Read(ref s_sleeping) > 0)
                lock (s_gate) Monitor.PulseAll(s_gate);
            Drain();
            var spin = new SpinWait();
            while (Volatile.Read(ref s_active) > 0) spin.SpinOnce(sleep1Threshold: -1);
            if (s_failure is { } failure) throw new InvalidOperationException("A parallel kernel failed.", failure);
        }
        finally
        {
            Volatile.Write(ref s_busy, 0);
        }
    }

    private static void Invoke<TJob>(void* job, int index)
        where TJob : struct, IParallelJob => Unsafe.AsRef<TJob>(job).Run(index);

    private static void Drain()
    {
        t_inside = true;
        try
        {
            int index;
            while ((index = Interlocked.Increment(ref s_ticket) - 1) < s_count) s_body(s_job, index);
        }
        catch (Exception e)
        {
            s_failure = e;
            Volatile.Write(ref s_ticket, s_count);
        }
        finally
        {
            t_inside = false;
        }
    }

    private static void EnsureWorkers()
    {
        int wanted = s_threads - 1;
        if (s_workers.Length == wanted) return;
        lock (s_start)
        {
            var stale = s_workers;
            s_workers = new Thread[wanted];
            s_active = 0;
            Interlocked.Increment(ref s_generation); // workers of an older set see that they are not in the new one, and leave
            lock (s_gate) Monitor.PulseAll(s_gate);
            foreach (var worker in stale) worker.Join();
            int generation = s_generation;
            for (int i = 0; i < wanted; i++)
            {
                s_workers[i] = new Thread(() => Work(generation)) { IsBackground = true, Name = $"Neuron worker {i + 1}" };
                s_workers[i].Start();
            }
        }
    }

    private static void Work(int generation)
    {
        var mine = s_workers;
        while (true)
        {
            generation = Await(generation);
            if (!ReferenceEquals(mine, s_workers)) return;
            Drain();
            Interlocked.Decrement(ref s_active);
        }
    }

    private static int Await(int seen)
    {
        for (int i = 0; i < SpinsBeforeSleep; i++)
        {
            if (Volatile.Read(ref s_generation) != seen) return s_generation;
            Thread.SpinWait(8);
        }
        lock (s_gate)
        {
            Interlocked.Increment(ref s_sleeping);
            while (Volatile.Read(ref s_generation) == seen) Monitor.Wait(s_gate);
            Interlocked.Decrement(ref s_sleeping);
            return s_generation;
        }
    }

    private static int ThreadsFromEnvironment() =>
        int.TryParse(Environment.GetEnvironmentVariable("NEURON_THREADS"), CultureInfo.InvariantCulture, out int n) && n >= 1
            ? n
            : Environment.ProcessorCount;
}
