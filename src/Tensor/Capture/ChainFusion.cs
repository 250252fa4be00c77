using Neuron.Primitives;

namespace Neuron;

/// <summary>
/// Puts neighbouring element-wise entries of a recording together, so that a replay takes them in one pass over memory. What
/// nobody outside the chain reads is not written at all. Only for entries that run on the CPU.
/// </summary>
internal static class ChainFusion
{
    /// <summary>The entries, with chains in the place of the runs that they stand for.</summary>
    public static Recording.Entry[] Apply(IReadOnlyList<Recording.Entry> entries, IReadOnlyList<Tensor> results)
    {
        var uses = new Dictionary<Storage, int>();
        foreach (var storage in entries.SelectMany(e => StoragesOf([.. e.X, .. e.Y])).Concat(StoragesOf(results)))
            uses[storage] = uses.GetValueOrDefault(storage) + 1;
        var fused = new List<Recording.Entry>();
        for (int i = 0; i < entries.Count;)
        {
            var chain = new Chain();
            int end = i;
            while (end < entries.Count && chain.TryAdd(entries[end])) end++;
            fused.Add(end - i >= 2 ? chain.ToEntry(uses) : entries[i]);
            i = Math.Max(end, i + 1);
        }
        return [.. fused];
    }

    /// <summary>Each storage once, however many of the tensors lie in it.</summary>
    private static IEnumerable<Storage> StoragesOf(IEnumerable<Tensor> tensors) => tensors.Select(t => t.Storage).Distinct();

    /// <summary>x with the given shape, to which it broadcasts.</summary>
    private static Tensor Broadcast(Tensor x, Shape shape)
    {
        if (x.Shape == shape) return x;
        long[] strides = new long[shape.Rank];
        for (int i = 1; i <= x.Rank; i++)
            if (x.Shape[^i] != 1) strides[^i] = x.Strides[^i];
        return new(x.Storage, shape, strides, x.Offset, x.DType);
    }

    /// <summary>Whether two tensors are the same elements in the same row-major order.</summary>
    private static bool IsSame(Tensor a, Tensor b) =>
        a.Storage == b.Storage && a.Offset == b.Offset && a.Size == b.Size
        && ((a.IsContiguous && b.IsContiguous) || (a.Shape == b.Shape && a.Strides.SequenceEqual(b.Strides)));

    private sealed class Chain
    {
        private readonly List<Recording.Entry> _entries = []; // operands broadcast to the result
        private readonly List<Tensor> _inputs = [];
        private readonly Dictionary<Storage, Tensor> _values = [];

        /// <summary>Adds an entry that fits: element by element, of the chain's type and size, and reading values of the chain as they were written.</summary>
        public bool TryAdd(in Recording.Entry entry)
        {
            if (entry.Backend is not CpuBackend || entry.Primitive is not (Unary or UnaryGradient or Binary)) return false;
            var y = entry.Y[0];
            if (y.DType is not (DType.Float32 or DType.Float64) || y.Size == 0) return false;
            if (_entries.Count > 0 && (y.DType != _entries[0].Y[0].DType || y.Size != _entries[0].Y[0].Size)) return false;
            Tensor[] operands = [.. entry.X.Select(x => Broadcast(x, y.Shape))];
            // a transposed or broadcast view needs all of a value, not a block of it
            if (operands.Any(x => _values.TryGetValue(x.Storage, out var value) && !IsSame(x, value))) return false;
            Tensor[] inputs = [.. operands.Where((x, i) => !_values.ContainsKey(x.Storage) && !_inputs.Concat(operands.Take(i)).Any(other => IsSame(x, other)))];
            if (_inputs.Count + inputs.Length + _entries.Count + 1 > CpuBackend.MaxChainSlots) return false; // each value may turn out to need a slot
            _inputs.AddRange(inputs);
            _entries.Add(entry with { X = operands });
            _values.Add(y.Storage, y);
            return true;
        }

        /// <summary>The chain as one entry; <paramref name="uses"/> says how many entries, and results, use a storage.</summary>
        public Recording.Entry ToEntry(Dictionary<Storage, int> uses)
        {
            var inside = _entries.SelectMany(e => StoragesOf([.. e.X, .. e.Y])).CountBy(s => s).ToDictionary();
            Tensor[] outputs = [.. _entries.Select(e => e.Y[0]).Where((y, i) => uses[y.Storage] > inside[y.Storage] || i == _entries.Count - 1)];
            var slots = new Slots(_inputs, outputs);
            var steps = new List<ChainStep>();
            foreach (var (primitive, _, x, y) in _entries)
            {
                int first = slots.Of(x[0]), second = slots.Of(x[^1]);
                foreach (var storage in StoragesOf(x))
                    if (--inside[storage] == 0) slots.Release(storage);
                inside[y[0].Storage]--;
                steps.Add(new(primitive, first, second, slots.For(y[0])));
            }
            var results = outputs.Select(y => new TensorSpec(y.Shape, y.DType));
            return new(new ElementwiseChain(steps, _inputs.Count, [.. results], slots.Buffers), _entries[0].Backend, [.. _inputs], outputs);
        }
    }

    /// <summary>Where a chain's values are: inputs and outputs in slots of their own, the others in buffers that serve again once they are free.</summary>
    private sealed class Slots(List<Tensor> inputs, Tensor[] outputs)
    {
        private readonly Dictionary<Storage, int> _buffers = [];
        private readonly Stack<int> _free = [];

        public int Buffers { get; private set; }

        public int Of(Tensor x)
        {
            int output = Array.FindIndex(outputs, y => y.Storage == x.Storage);
            return output >= 0 ? inputs.Count + output
                : _buffers.TryGetValue(x.Storage, out int buffer) ? buffer
                : inputs.FindIndex(other => IsSame(x, other));
        }

        public int For(Tensor y)
        {
            int output = Array.FindIndex(outputs, other => other.Storage == y.Storage);
            if (output >= 0) return inputs.Count + output;
            if (!_free.TryPop(out int buffer)) buffer = inputs.Count + outputs.Length + Buffers++;
            return _buffers[y.Storage] = buffer;
        }

        public void Release(Storage storage)
        {
            if (_buffers.Remove(storage, out int buffer)) _free.Push(buffer);
        }
    }
}
