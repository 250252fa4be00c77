using Neuron.Primitives;

namespace Neuron;

/// <summary>
/// A piece of work, such as the forward and backward pass of a training step, recorded once and replayed on the same tensors:
/// without allocation, shape checks or graph building, in memory planned ahead, and on the CPU with chains of element-wise
/// primitives in one pass.
/// </summary>
/// <remarks>
/// <para>
/// A replay runs the primitives that were recorded, on what the tensors hold by then: write a new batch into the inputs with
/// <see cref="Tensor.CopyFrom"/>, replay, read the results. Shapes are fixed, and so is every decision that the code took
/// while it was recorded. Random streams go on as they would have: a replayed step gives the same bits as one run eagerly.
/// </para>
/// <para>
/// What goes through the host, a replay does not compute again. Linear CKA, clipping by the norm of all gradients and Adafactor, whose
/// results would depend on it, refuse to be recorded. Without a word stay as recorded: numbers that the code read with
/// <see cref="Tensor.Item()"/> or <see cref="Tensor.ToArray{T}"/> and what it did with them, so also the way that <see cref="Tensor.LeastSquares"/> and the number
/// of squarings that <see cref="Tensor.MatrixExp"/> chose; an optimiser's learning rate and the number of its step, on which Adam's correction depends;
/// streams that <see cref="Rng.NextStream"/> gave off inside.
/// </para>
/// <para>
/// After a replay only the tensors named as results are valid; other intermediate tensors of the recorded code share memory
/// with one another.
/// </para>
/// </remarks>
public sealed class CapturedStep
{
    private readonly Recording.Entry[] _entries;
    private readonly int[] _streams; // per entry: which of _random it draws from, or -1
    private readonly RandomUse[] _random;
    private readonly Storage[] _written; // by a replay, and seen outside

    private CapturedStep(Recording recording, IReadOnlyCollection<Tensor> results)
    {
        Results = [.. results];
        _entries = ChainFusion.Apply(recording.Entries, Results);
        _random = [.. recording.RandomUses.Select(use => new RandomUse(use.Key, use.Value.Seed, use.Value.First, use.Value.End))];
        _streams = Array.ConvertAll(_entries, entry => entry.Primitive is IRandomPrimitive drawn ? Array.FindIndex(_random, use => use.Covers(drawn)) : -1);
        _written = [.. _entries.SelectMany(entry => entry.Y).Select(y => y.Storage).Intersect(Results.Select(result => result.Storage))];
        (PlannedBytes, UnplannedBytes) = MemoryPlan.Apply(_entries, Results);
    }

    /// <summary>Refuses to be recorded where a number that goes through the host would silently stay that of the recording.</summary>
    /// <exception cref="NotSupportedException">This thread records a step.</exception>
    internal static void Refuse(string operation)
    {
        if (Dispatcher.IsCaptured)
            throw new NotSupportedException($"{operation}: a captured step cannot hold it: it computes on the host, and every replay would take the recording's number. Run it between replays.");
    }

    /// <summary>What the recorded code returned; every replay writes them anew.</summary>
    public IReadOnlyList<Tensor> Results { get; }

    /// <summary>Number of primitives that a replay runs; a chain of element-wise ones is one.</summary>
    public int Count => _entries.Length;

    /// <summary>Bytes of all intermediate tensors together, after planning.</summary>
    public long PlannedBytes { get; }

    /// <summary>Bytes that they would take if each had memory of its own. What stays within a chain takes none.</summary>
    public long UnplannedBytes { get; }

    /// <summary>Runs <paramref name="step"/> once, eagerly, and records it. It returns the tensors that are read after a replay.</summary>
    public static CapturedStep Record(Func<IReadOnlyCollection<Tensor>> step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var recording = new Recording();
        IReadOnlyCollection<Tensor> results;
        using (Dispatcher.ListenHere(recording)) results = step();
        return new CapturedStep(recording, results);
    }

    /// <summary>Runs the recorded primitives again.</summary>
    public void Replay()
    {
        for (int i = 0; i < _random.Length; i++)
        {
            // the recorded seeds and counters are moved to where the stream stands now
            ref var use = ref _random[i];
            use.Offset = use.Rng.Counter - use.First;
            use.Rng.Counter += use.End - use.First;
            use.SeedChange = use.Rng.Seed ^ use.Seed;
        }
        try
        {
            for (int k = 0; k < _entries.Length; k++)
            {
                ref readonly var entry = ref _entries[k];
                (ReplayOffset.Seed, ReplayOffset.Current) = _streams[k] < 0 ? (0, 0) : (_random[_streams[k]].SeedChange, _random[_streams[k]].Offset);
                entry.Primitive.Run(entry.Backend, entry.X, entry.Y);
                for (int i = 0; i < entry.X.Length; i++)
                    if (entry.Primitive.Writes(i)) entry.X[i].Storage.Version++;
            }
        }
        finally
        {
            (ReplayOffset.Seed, ReplayOffset.Current) = (0, 0);
        }
        foreach (var storage in _written) storage.Version++;
    }

    private record struct RandomUse(Rng Rng, ulong Seed, ulong First, ulong End)
    {
        public ulong Offset { get; set; }

        public ulong SeedChange { get; set; }

        // a gradient draws the numbers of its forward pass again: not those of the recording if that ran before it
        public readonly bool Covers(IRandomPrimitive drawn) => ReferenceEquals(drawn.Stream, Rng) && drawn.Counter >= First && drawn.Counter < End;
    }
}
