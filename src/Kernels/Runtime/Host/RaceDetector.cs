namespace Neuron.Kernels.Runtime.Host;

/// <summary>
/// Remembers who used each place of memory. Two uses conflict when they come from different work-items, one of them writes,
/// not both are atomic, and nothing orders them: in one group a barrier does, between groups nothing does.
/// </summary>
/// <remarks>
/// A store that leaves the value as it was looks like a load. Places are told apart by the address of the element, and by
/// words of 4 bytes in elements larger than that.
/// </remarks>
internal sealed class RaceDetector(string kernel, Func<nint, string> describe)
{
    private readonly Dictionary<nint, Place> _global = [];
    private readonly Dictionary<nint, Place> _shared = [];

    /// <summary>One use of a place.</summary>
    public readonly record struct Use(int Group, int Item, int Epoch, bool Atomic, bool Exists)
    {
        public bool ConflictsWith(Use other) =>
            Exists && other.Exists && !(Atomic && other.Atomic)
            && (Group != other.Group || (Item != other.Item && Epoch == other.Epoch));
    }

    private sealed class Place
    {
        public Use Write, Read, ReadByAnother, ReadInAnotherGroup;
    }

    /// <summary>Another group begins: it sees shared memory of its own.</summary>
    public void BeginGroup() => _shared.Clear();

    /// <exception cref="KernelRaceException">An earlier use conflicts.</exception>
    public void Add(nint address, int bytes, bool isShared, bool isWrite, Use use)
    {
        var places = isShared ? _shared : _global;
        for (int at = 0; at < bytes; at += 4)
        {
            if (!places.TryGetValue(address + at, out var place)) places[address + at] = place = new Place();
            if (place.Write.ConflictsWith(use)) throw Race(address + at, isShared, "written", place.Write, isWrite ? "written" : "read", use);
            if (isWrite)
            {
                foreach (var read in (ReadOnlySpan<Use>)[place.Read, place.ReadByAnother, place.ReadInAnotherGroup])
                    if (read.ConflictsWith(use)) throw Race(address + at, isShared, "read", read, "written", use);
                place.Write = use;
            }
            else
            {
                if (place.Read.Exists && place.Read.Group != use.Group) place.ReadInAnotherGroup = place.Read;
                if (place.Read.Exists && place.Read.Item != use.Item) place.ReadByAnother = place.Read;
                place.Read = use;
            }
        }
    }

    private KernelRaceException Race(nint address, bool isShared, string first, Use a, string second, Use b) =>
        new($"{kernel}: race on {(isShared ? "shared memory" : describe(address))}: {first} by work-item {a.Item} of group {a.Group}, "
            + $"{second} by work-item {b.Item} of group {b.Group}, and {(a.Group == b.Group ? "no barrier lies between" : "nothing orders groups")}.");
}
