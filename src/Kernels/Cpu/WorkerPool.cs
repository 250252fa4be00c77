using System.Globalization;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// The threads that CPU kernels share. Their number is <c>NEURON_THREADS</c>, by default all cores.
/// </summary>
/// <remarks>
/// Which thread runs a piece is left to chance, so a kernel whose pieces and sums do not depend on the number of
/// threads gives the same bits with any number of them. The caller works too, and waits only for workers that have
/// entered its loop: one that still sleeps, or that the system has not scheduled, finds the loop closed and costs
/// nothing. Idle workers spin for a while before they sleep, because the next kernel of a training step usually comes at
/// once; while they spin they give way to any other thread that wants the core.
/// </remarks>
internal static unsafe class WorkerPool
{
    private const int SpinsBeforeSleep = 600, SpinsBetweenYields = 16;

    // s_state: the loop's number << 17 | open << 16 | workers inside
    private const long Open = 1L << 16, Inside = Open - 1, NextLoop = 1L << 17;

    private static readonly Lock s_start = new();
    private static readonly object s_gate = new();
    private static Thread[] s_workers = [];
    private static int s_threads = ThreadsFromEnvironment();

    // the loop in progress; s_ticket hands its pieces out
    private static long s_state;
    private static void* s_job;
    private static delegate*<void*, int, void> s_body;
    private static int s_count, s_ticket, s_sleeping, s_busy;
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
            s_ticket = 0;
            Interlocked.Exchange(ref s_state, (s_state + NextLoop) | Open); // a full fence: a worker that falls asleep sees it, or is seen
            if (Volatile.Read(ref s_sleeping) > 0) Wake();
            Drain();
            Interlocked.And(ref s_state, ~Open);
            var spin = new SpinWait();
            while ((Volatile.Read(ref s_state) & Inside) != 0) spin.SpinOnce(sleep1Threshold: -1);
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

    private static void Wake()
    {
        lock (s_gate) Monitor.PulseAll(s_gate);
    }

    private static void EnsureWorkers()
    {
        int wanted = s_threads - 1;
        if (s_workers.Length == wanted) return;
        lock (s_start)
        {
            var (stale, workers) = (s_workers, new Thread[wanted]);
            s_workers = workers;
            Interlocked.Add(ref s_state, NextLoop); // workers of an older set see that they are not in the new one, and leave
            Wake();
            foreach (var worker in stale) worker.Join();
            long seen = s_state;
            for (int i = 0; i < wanted; i++)
            {
                workers[i] = new Thread(() => Work(workers, seen)) { IsBackground = true, Name = $"Neuron worker {i + 1}" };
                workers[i].Start();
            }
        }
    }

    private static void Work(Thread[] mine, long seen)
    {
        while (true)
        {
            long state = Await(seen);
            if (!ReferenceEquals(mine, s_workers)) return;
            seen = state;
            if ((state & Open) == 0) continue;
            if (Interlocked.CompareExchange(ref s_state, state + 1, state) != state)
            {
                // another worker came or went, or the loop was closed: look again
                seen = state - NextLoop;
                continue;
            }
            Drain();
            Interlocked.Decrement(ref s_state);
        }
    }

    /// <summary>Waits for a loop other than the one last seen, and gives the state that it saw.</summary>
    private static long Await(long seen)
    {
        for (int i = 1; i <= SpinsBeforeSleep; i++)
        {
            long state = Volatile.Read(ref s_state);
            if (IsNew(state, seen)) return state;
            if (i % SpinsBetweenYields == 0) Thread.Yield();
            else Thread.SpinWait(4);
        }
        lock (s_gate)
        {
            Interlocked.Increment(ref s_sleeping);
            while (!IsNew(Volatile.Read(ref s_state), seen)) Monitor.Wait(s_gate);
            Interlocked.Decrement(ref s_sleeping);
            return Volatile.Read(ref s_state);
        }
    }

    private static bool IsNew(long state, long seen) => state / NextLoop != seen / NextLoop;

    private static int ThreadsFromEnvironment() =>
        int.TryParse(Environment.GetEnvironmentVariable("NEURON_THREADS"), CultureInfo.InvariantCulture, out int n) && n >= 1
            ? n
            : Environment.ProcessorCount;
}
