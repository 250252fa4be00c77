using System.Runtime.InteropServices;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime.Host;

/// <summary>
/// The work-items of one group. Each has a thread of its own, and one baton goes round: who holds it runs. After accesses and
/// barriers the seed decides who is next, so a run can be repeated and another seed shows another order.
/// </summary>
internal sealed unsafe class HostGroup : IDisposable
{
    private const int AccessesPerSwitch = 8;

    private readonly Random _random;
    private readonly State[] _states;
    private readonly SemaphoreSlim[] _batons;
    private readonly byte[][] _published;
    private readonly List<(nint Block, long Bytes)> _shared = [];
    private readonly HostWorkItem[] _items;
    private readonly string _kernel;
    private readonly int _dynamicBytes;
    private readonly nint _dynamic;
    private readonly SemaphoreSlim _finished = new(0);
    private Exception? _failure;
    private int _epoch, _group;

    public HostGroup(string kernel, in KernelConfig config, int seed, RaceDetector? races)
    {
        int size = config.GroupDimension.Size;
        (_kernel, Races, _random) = (kernel, races, new Random(seed));
        _dynamicBytes = config.DynamicSharedBytes;
        _dynamic = _dynamicBytes > 0 ? (nint)NativeMemory.AlignedAlloc((nuint)_dynamicBytes, 64) : 0;
        _states = new State[size];
        _batons = [.. Enumerable.Range(0, size).Select(_ => new SemaphoreSlim(0))];
        _published = new byte[size][];
        _items = new HostWorkItem[size];
        for (int i = 0; i < size; i++)
        {
            _items[i] = new HostWorkItem(this, i)
            {
                GridDimension = config.GridDimension,
                GroupDimension = config.GroupDimension,
            };
        }
    }

    /// <summary>What a work-item does or waits for.</summary>
    public enum State
    {
        Ready,
        AtBarrier,
        AtWarpBarrier,
        Done,
    }

    /// <summary>Null when races are not reported.</summary>
    public RaceDetector? Races { get; }

    /// <summary>Runs every work-item of the given groups; the first failure ends the launch.</summary>
    public void Run(IReadOnlyList<Index3D> groups, Action<Index3D> kernel)
    {
        if (_items.Length == 1)
        {
            foreach (var group in groups) RunAlone(group, kernel);
            return;
        }
        var threads = new Thread[_items.Length];
        var start = new SemaphoreSlim[_items.Length];
        bool more = true;
        Index3D current = default;
        for (int i = 0; i < threads.Length; i++)
        {
            int item = i;
            start[i] = new SemaphoreSlim(0);
            threads[i] = new Thread(() =>
            {
                while (true)
                {
                    start[item].Wait();
                    if (!more) return;
                    RunItem(item, current, kernel);
                }
            }, 1 << 20)
            {
                IsBackground = true,
                Name = $"{_kernel} work-item {item}",
            };
            threads[i].Start();
        }
        foreach (var group in groups)
        {
            BeginGroup();
            current = group;
            Array.Fill(_states, State.Ready);
            foreach (var gate in start) gate.Release();
            _batons[_random.Next(_items.Length)].Release();
            for (int i = 0; i < _items.Length; i++) _finished.Wait();
            if (_failure is not null) break;
        }
        more = false;
        foreach (var gate in start) gate.Release();
        foreach (var thread in threads) thread.Join();
        foreach (var gate in start) gate.Dispose();
        if (_failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
    }

    /// <summary>Waits at a barrier until everyone concerned has come.</summary>
    /// <exception cref="KernelException">Not everyone can come: the barrier stands in divergent control flow.</exception>
    public void Wait(int item, State state)
    {
        _states[item] = state;
        Pass(item);
    }

    /// <summary>Whether another work-item is to have a turn now; true now and then.</summary>
    public bool IsTurnOver => _items.Length > 1 && _random.Next(AccessesPerSwitch) == 0;

    /// <summary>Gives another work-item a turn.</summary>
    public void Yield(int item) => Pass(item);

    /// <summary>The <paramref name="call"/>th shared block; all work-items get the same.</summary>
    public nint Shared(int call, long bytes)
    {
        if (call == _shared.Count)
        {
            nint block = (nint)NativeMemory.AlignedAlloc((nuint)Math.Max(bytes, 1), 64);
            _random.NextBytes(new Span<byte>((void*)block, (int)bytes)); // undefined content, so that first stores change it
            _shared.Add((block, bytes));
        }
        return _shared[call].Bytes == bytes
            ? _shared[call].Block
            : throw new KernelException($"{_kernel}: work-items allocate shared memory in different orders ({_shared[call].Bytes} and {bytes} bytes).");
    }

    public nint DynamicShared(out long bytes)
    {
        bytes = _dynamicBytes;
        return _dynamic;
    }

    public void Publish(int item, ReadOnlySpan<byte> value) => _published[item] = value.ToArray();

    public void Receive(int item, int sourceLane, Span<byte> value)
    {
        int warp = item / WorkItem.HostWarpSize * WorkItem.HostWarpSize;
        int source = warp + sourceLane;
        bool exists = sourceLane is >= 0 and < WorkItem.HostWarpSize && source < _items.Length;
        _published[exists ? source : item].CopyTo(value);
    }

    /// <summary>Tells the race detector of a settled access.</summary>
    public void Note(int item, nint address, int bytes, bool isWrite, bool atomic) =>
        Races?.Add(address, bytes, IsShared(address), isWrite, new(_group, item, _epoch, atomic, true));

    public void Dispose()
    {
        FreeShared();
        if (_dynamic != 0) NativeMemory.AlignedFree((void*)_dynamic);
        foreach (var baton in _batons) baton.Dispose();
        _finished.Dispose();
    }

    private bool IsShared(nint address)
    {
        if (address >= _dynamic && address < _dynamic + _dynamicBytes) return true;
        foreach (var (block, bytes) in _shared)
            if (address >= block && address < block + bytes) return true;
        return false;
    }

    private void RunAlone(Index3D group, Action<Index3D> kernel)
    {
        BeginGroup();
        _states[0] = State.Ready;
        var before = WorkItem.CurrentOrNull;
        var item = _items[0];
        item.Begin(group, default);
        WorkItem.CurrentOrNull = item;
        try
        {
            kernel(default);
            item.End();
        }
        finally
        {
            WorkItem.CurrentOrNull = before;
        }
    }

    private void BeginGroup()
    {
        FreeShared();
        Races?.BeginGroup();
        _group++;
        _epoch = 0;
    }

    private void FreeShared()
    {
        foreach (var (block, _) in _shared) NativeMemory.AlignedFree((void*)block);
        _shared.Clear();
    }

    private void RunItem(int item, Index3D group, Action<Index3D> kernel)
    {
        var dimension = _items[item].GroupDimension;
        var position = new Index3D(item % dimension.X, item / dimension.X % dimension.Y, item / (dimension.X * dimension.Y));
        _batons[item].Wait();
        try
        {
            ThrowIfAborted();
            _items[item].Begin(group, position);
            WorkItem.CurrentOrNull = _items[item];
            kernel(default);
            _items[item].End();
        }
        catch (LaunchAbortedException)
        {
            // another work-item failed, and its failure is the one to tell
        }
#pragma warning disable CA1031 // whatever a kernel throws is thrown again by the launch
        catch (Exception failure)
        {
            _failure ??= failure;
        }
#pragma warning restore CA1031
        finally
        {
            WorkItem.CurrentOrNull = null;
            _states[item] = State.Done;
            if (!Release()) WakeNextOnFailure();
            _finished.Release();
        }
    }

    /// <summary>Hands the baton on and waits until it comes back.</summary>
    private void Pass(int item)
    {
        ThrowIfAborted();
        if (_items.Length == 1)
        {
            _states[item] = State.Ready;
            _epoch++;
            return;
        }
        if (!Release())
        {
            _failure ??= Divergence();
            WakeNextOnFailure();
            throw new LaunchAbortedException();
        }
        _batons[item].Wait();
        ThrowIfAborted();
    }

    private void ThrowIfAborted()
    {
        if (_failure is not null) throw new LaunchAbortedException();
    }

    /// <summary>Gives the baton to a work-item that can run; false when all others wait for what cannot come.</summary>
    private bool Release()
    {
        if (_failure is not null) return false;
        OpenBarriers();
        int ready = _states.Count(state => state == State.Ready);
        if (ready == 0)
        {
            if (_states.All(state => state == State.Done)) return true;
            _failure = Divergence();
            return false;
        }
        int choice = _random.Next(ready);
        for (int i = 0; ; i++)
        {
            if (_states[i] != State.Ready || choice-- > 0) continue;
            _batons[i].Release();
            return true;
        }
    }

    private void OpenBarriers()
    {
        if (_states.All(state => state == State.AtBarrier))
        {
            _epoch++;
            Array.Fill(_states, State.Ready);
        }
        for (int first = 0; first < _states.Length; first += WorkItem.HostWarpSize)
        {
            var warp = _states.AsSpan(first, Math.Min(WorkItem.HostWarpSize, _states.Length - first));
            if (warp.ContainsAnyExcept(State.AtWarpBarrier)) continue;
            warp.Clear(); // all Ready
        }
    }

    /// <summary>After a failure every waiting work-item gets the baton once, to leave.</summary>
    private void WakeNextOnFailure()
    {
        if (_failure is null) return;
        foreach (var baton in _batons)
            if (baton.CurrentCount == 0) baton.Release();
    }

    private KernelException Divergence()
    {
        int waiting = Array.FindIndex(_states, state => state is State.AtBarrier or State.AtWarpBarrier);
        int other = Array.FindIndex(_states, state => state != _states[waiting]);
        return new($"{_kernel}: barrier divergence: work-item {waiting} waits at a barrier that work-item {other} does not reach ({_states[other]}).");
    }

    private sealed class LaunchAbortedException : Exception;
}
