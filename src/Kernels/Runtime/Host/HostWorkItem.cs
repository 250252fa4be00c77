using System.Runtime.InteropServices;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime.Host;

/// <summary>
/// A work-item on the host. An access hands out a reference, so whether it was a load or a store shows later, by the value:
/// it counts as a store when the value has changed before another work-item gets a turn, else as a load.
/// </summary>
internal sealed unsafe class HostWorkItem(HostGroup group, int item) : WorkItem
{
    /// <summary>Accesses whose store is still waited for; a store may come long after its reference was taken: y[i] = Dot(a, b).</summary>
    private const int RecentAccesses = 256;

    /// <summary>Newest accesses that are not yet taken for loads: the reference may be on its way to an atomic operation.</summary>
    private const int Undecided = 4;

    private readonly List<nint> _local = [];
    private readonly Access[] _recent = new Access[RecentAccesses];
    private int _recentCount, _recentNext, _sharedCalls;

    public override void Barrier()
    {
        Settle(forget: true);
        group.Wait(item, HostGroup.State.AtBarrier);
    }

    public override void WarpBarrier()
    {
        Settle(forget: true);
        group.Wait(item, HostGroup.State.AtWarpBarrier);
    }

    public override void WarpExchange(void* mine, void* received, int bytes, int sourceLane)
    {
        Settle(forget: true);
        group.Publish(item, new ReadOnlySpan<byte>(mine, bytes));
        group.Wait(item, HostGroup.State.AtWarpBarrier);
        group.Receive(item, sourceLane, new Span<byte>(received, bytes));
        group.Wait(item, HostGroup.State.AtWarpBarrier);
    }

    public override nint AllocateShared(long bytes) => group.Shared(_sharedCalls++, bytes);

    public override nint DynamicShared(out long bytes) => group.DynamicShared(out bytes);

    public override nint AllocateLocal(long bytes)
    {
        nint block = (nint)NativeMemory.AllocZeroed((nuint)Math.Max(bytes, 1));
        _local.Add(block);
        return block;
    }

    public override void OnAccess(nint address, int bytes)
    {
        if (group.IsTurnOver)
        {
            Settle(forget: false);
            group.Yield(item);
            for (int i = 0; i < _recentCount; i++) _recent[i].Before = Fingerprint(_recent[i].Address, _recent[i].Bytes);
        }
        if (group.Races is null) return;
        if (_recentCount == RecentAccesses) NoteLoad(ref _recent[_recentNext]);
        _recent[_recentNext] = new Access { Address = address, Bytes = bytes, Before = Fingerprint(address, bytes) };
        _recentNext = (_recentNext + 1) % RecentAccesses;
        _recentCount = Math.Min(_recentCount + 1, RecentAccesses);
    }

    public override void OnAtomic(nint address, int bytes)
    {
        Settle(forget: false);
        for (int i = 0; i < _recentCount; i++)
            if (_recent[i].Address == address) _recent[i].Bytes = 0;
        group.Note(item, address, bytes, isWrite: true, atomic: true);
    }

    /// <summary>Gets ready for the next group.</summary>
    public void Begin(Index3D gridIndex, Index3D groupIndex)
    {
        (GridIndex, GroupIndex, _sharedCalls, _recentCount, _recentNext) = (gridIndex, groupIndex, 0, 0, 0);
    }

    /// <summary>The kernel has returned: its last accesses are settled and its memory given back.</summary>
    public void End()
    {
        Settle(forget: true);
        foreach (nint block in _local) NativeMemory.Free((void*)block);
        _local.Clear();
    }

    private void NoteLoad(ref Access access)
    {
        if (access.Bytes == 0 || access.IsNoted) return;
        access.IsNoted = true;
        group.Note(item, access.Address, access.Bytes, isWrite: false, atomic: false);
    }

    private void Settle(bool forget)
    {
        for (int i = 0; i < _recentCount; i++)
        {
            ref var access = ref _recent[i];
            if (access.Bytes == 0) continue;
            ulong now = Fingerprint(access.Address, access.Bytes);
            bool isNewest = (_recentNext - 1 - i + RecentAccesses) % RecentAccesses < Undecided;
            if (now == access.Before)
            {
                if (forget || !isNewest) NoteLoad(ref access);
                continue;
            }
            access.Before = now;
            access.IsNoted = true;
            group.Note(item, access.Address, access.Bytes, isWrite: true, atomic: false);
        }
        if (forget) (_recentCount, _recentNext) = (0, 0);
    }

    /// <summary>The bits of an element of up to 8 bytes; a hash of larger ones.</summary>
    private static ulong Fingerprint(nint address, int bytes)
    {
        ulong result = 0;
        foreach (byte value in new ReadOnlySpan<byte>((void*)address, bytes))
            result = bytes <= 8 ? (result << 8) | value : (result ^ value) * 0x100000001B3UL;
        return result;
    }

    private struct Access
    {
        public nint Address;
        public int Bytes;
        public ulong Before;
        public bool IsNoted;
    }
}
