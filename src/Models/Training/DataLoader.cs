namespace Neuron.Models;

/// <summary>Gives batch after batch of a data set of fixed size, epoch after epoch, each in an order of its own; the place in it can be saved.</summary>
/// <typeparam name="TBatch">What a batch is.</typeparam>
public sealed class DataLoader<TBatch> : IStateful
{
    private readonly Func<int[], TBatch> _fetch;
    private readonly Rng? _rng;
    private ulong _epochCounter;
    private int[] _order;

    /// <param name="count">Number of samples.</param>
    /// <param name="batchSize">Samples in a batch.</param>
    /// <param name="fetch">Makes a batch of the samples of the given numbers.</param>
    /// <param name="shuffle">Where the orders come from; null for 0, 1, 2, …</param>
    /// <param name="dropLast">Leaves out the last batch of an epoch if it is smaller.</param>
    public DataLoader(int count, int batchSize, Func<int[], TBatch> fetch, Rng? shuffle = null, bool dropLast = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentNullException.ThrowIfNull(fetch);
        if (dropLast && batchSize > count) throw new ArgumentException($"DataLoader: no batch of {batchSize} in {count} samples.", nameof(batchSize));
        (Count, BatchSize, _fetch, _rng) = (count, batchSize, fetch, shuffle);
        BatchesPerEpoch = dropLast ? count / batchSize : ((count - 1) / batchSize) + 1;
        _order = Order();
    }

    /// <summary>Number of samples.</summary>
    public int Count { get; }

    /// <summary>Samples in a batch; the last of an epoch may have fewer.</summary>
    public int BatchSize { get; }

    /// <summary>Batches in an epoch.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>Number of the epoch that the last batch was of; 0 the first.</summary>
    public int Epoch { get; private set; }

    /// <summary>Epochs whose last batch was given.</summary>
    public int CompletedEpochs => Position == BatchesPerEpoch ? Epoch + 1 : Epoch;

    /// <summary>Batches of the present epoch that were given.</summary>
    public int Position { get; private set; }

    /// <summary>The next batch; after the last of an epoch the next epoch begins.</summary>
    public TBatch Next()
    {
        if (Position == BatchesPerEpoch)
        {
            (Epoch, Position) = (Epoch + 1, 0);
            _order = Order();
        }
        int from = Position++ * BatchSize;
        return _fetch(_order[from..(from + Math.Min(BatchSize, Count - from))]);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> StateDictionary() => new OrderedDictionary<string, Tensor>
    {
        ["count"] = StateEntries.Integer(Count), ["epoch"] = StateEntries.Integer(Epoch), ["position"] = StateEntries.Integer(Position),
        ["seed"] = StateEntries.Integer(unchecked((long)(_rng?.Seed ?? 0))), ["counter"] = StateEntries.Integer(unchecked((long)_epochCounter)),
        ["batch_size"] = StateEntries.Integer(BatchSize), ["shuffled"] = StateEntries.Integer(_rng is null ? 0 : 1),
    };

    /// <inheritdoc/>
    public void LoadStateDictionary(IReadOnlyDictionary<string, Tensor> state, string source = "state dictionary")
    {
        ArgumentNullException.ThrowIfNull(state);
        state.AllowOnly(["count", "epoch", "position", "seed", "counter", "batch_size", "shuffled"], source);
        long count = state.Integer("count", source), epoch = state.Integer("epoch", source), position = state.Integer("position", source);
        if (count != Count) throw new InvalidDataException($"{source}: 'count': expected {Count} samples, found {count}.");
        // states of earlier versions have neither
        if (state.ContainsKey("batch_size") && state.Integer("batch_size", source) is var size && size != BatchSize)
            throw new InvalidDataException($"{source}: 'batch_size': expected batches of {BatchSize}, found {size}.");
        if (state.ContainsKey("shuffled") && state.Integer("shuffled", source) is var shuffled && shuffled != (_rng is null ? 0 : 1))
            throw new InvalidDataException($"{source}: 'shuffled': expected {(_rng is null ? "samples in order" : "a shuffled order")}, found the other.");
        if (position < 0 || position > BatchesPerEpoch || epoch is < 0 or > int.MaxValue)
            throw new InvalidDataException($"{source}: epoch {epoch}, position {position}; expected a position of 0 to {BatchesPerEpoch}.");
        ulong seed = unchecked((ulong)state.Integer("seed", source)), counter = unchecked((ulong)state.Integer("counter", source));
        if (_rng is not null) (_rng.Seed, _rng.Counter) = (seed, counter);
        (Epoch, Position, _order) = ((int)epoch, (int)position, Order());
    }

    private int[] Order()
    {
        _epochCounter = _rng?.Counter ?? 0;
        return _rng?.Permutation(Count) ?? [.. Enumerable.Range(0, Count)];
    }
}
