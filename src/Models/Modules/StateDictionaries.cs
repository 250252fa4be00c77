namespace Neuron.Models;

/// <summary>State dictionaries of modules: names as in PyTorch to tensors.</summary>
public static class StateDictionaries
{
    extension(Module module)
    {
        /// <summary>
        /// Parameters and persistent buffers by path ("layers.0.self_attn.in_proj_weight"), in a fixed order. They share memory with the module.
        /// </summary>
        public IReadOnlyDictionary<string, Tensor> StateDictionary()
        {
            ArgumentNullException.ThrowIfNull(module);
            var state = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
            foreach (var parameter in module.State()) state.Add(Key(module, parameter), Autograd.TensorGradients.Detach(parameter.Value));
            return state;
        }

        /// <summary>Takes over the values of a state dictionary, converted to the module's dtype and device; all of them or none.</summary>
        /// <param name="state">Names and values.</param>
        /// <param name="strict">Whether missing and unknown names are errors. Wrong shapes always are.</param>
        /// <param name="source">Where the values are from; errors begin with it.</param>
        /// <returns>The names that the module has but the dictionary lacks, and those that it does not know.</returns>
        /// <exception cref="InvalidDataException">Names or shapes do not fit; the text lists each with what was expected and found.</exception>
        public (IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected) LoadStateDictionary(
            IReadOnlyDictionary<string, Tensor> state, bool strict = true, string source = "state dictionary")
        {
            ArgumentNullException.ThrowIfNull(module);
            ArgumentNullException.ThrowIfNull(state);
            var own = module.State().ToDictionary(p => Key(module, p), StringComparer.Ordinal);
            string[] missing = [.. own.Keys.Where(k => !state.ContainsKey(k))];
            string[] unexpected = [.. state.Keys.Where(k => !own.ContainsKey(k))];
            var problems = new List<string>();
            foreach (var (key, parameter) in own)
                if (state.TryGetValue(key, out var value) && value.Shape != parameter.Shape)
                    problems.Add($"'{key}': expected shape {parameter.Shape}, found {value.Shape}");
            if (strict)
            {
                problems.AddRange(missing.Select(k => $"'{k}' {own[k].Shape} is missing{Similar(k, unexpected)}"));
                problems.AddRange(unexpected.Select(k => $"'{k}' {state[k].Shape} has no place{Similar(k, missing)}"));
            }
            if (problems.Count > 0)
                throw new InvalidDataException($"{source} does not fit {module.Label}: {string.Join("; ", problems.Take(10))}{(problems.Count > 10 ? $"; and {problems.Count - 10} more" : "")}.");
            foreach (var (key, parameter) in own)
                if (state.TryGetValue(key, out var value)) parameter.Assign(value);
            return (missing, unexpected);
        }
    }

    private static string Key(Module root, Parameter parameter) => root.Path.Length == 0 ? parameter.Path : parameter.Path[(root.Path.Length + 1)..];

    private static string Similar(string key, string[] others) =>
        Nearest.To(key, others) is { } near && Nearest.Distance(key, near) <= key.Length / 2 ? $" (is it '{near}'?)" : "";
}
