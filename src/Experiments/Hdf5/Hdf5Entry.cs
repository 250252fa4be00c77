namespace Neuron.Experiments.Hdf5;

/// <summary>What a name in a group stands for.</summary>
internal enum Hdf5EntryKind
{
    /// <summary>A group.</summary>
    Group,

    /// <summary>A dataset.</summary>
    Dataset,

    /// <summary>A named datatype.</summary>
    Datatype,

    /// <summary>A soft link (<see cref="Hdf5Entry.Target"/> is its path).</summary>
    SoftLink,

    /// <summary>A link into another file; never followed.</summary>
    ExternalLink,

    /// <summary>What cannot be opened, as its header is damaged; opening it says why.</summary>
    Unreadable,
}

/// <summary>One name of a group.</summary>
internal sealed record Hdf5Entry(string Name, Hdf5EntryKind Kind, string? Target = null);
