namespace Neuron.Models;

/// <summary>Reads the entries of a state dictionary with errors that name source, entry, expected and found.</summary>
internal static class StateEntries
{
    extension(IReadOnlyDictionary<string, Tensor> state)
    {
        /// <summary>The entry <paramref name="name"/>, of that shape and dtype.</summary>
        public Tensor Entry(string name, Shape shape, DType dtype, string source)
        {
            if (!state.TryGetValue(name, out var value))
                throw new InvalidDataException($"{source}: '{name}' is missing; expected {dtype.Label} {shape}.{Nearest.Hint(name, [.. state.Keys.Take(20)])}");
            return value.Shape == shape && value.DType == dtype ? value
                : throw new InvalidDataException($"{source}: '{name}': expected {dtype.Label} {shape}, found {value.DType.Label} {value.Shape}.");
        }

        public double Number(string name, string source) => state.Entry(name, [], DType.Float64, source).Item();

        public long Integer(string name, string source) => state.Entry(name, [], DType.Int64, source).Item<long>();

        /// <summary>The entries whose name begins with <paramref name="prefix"/> and a dot, without it.</summary>
        public IReadOnlyDictionary<string, Tensor> Below(string prefix)
        {
            var part = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
            foreach (var (name, value) in state)
                if (name.StartsWith(prefix + ".", StringComparison.Ordinal)) part.Add(name[(prefix.Length + 1)..], value);
            return part;
        }

        /// <exception cref="InvalidDataException">There is an entry of another name.</exception>
        public void AllowOnly(IEnumerable<string> names, string source)
        {
            var known = names.ToHashSet(StringComparer.Ordinal);
            if (state.Keys.FirstOrDefault(k => !known.Contains(k)) is { } other)
                throw new InvalidDataException($"{source}: '{other}' has no place.{Nearest.Hint(other, known)}");
        }
    }

    public static Tensor Number(double value) => Tensor.From([value], [], Device.Cpu);

    public static Tensor Integer(long value) => Tensor.From([value], [], Device.Cpu);
}
