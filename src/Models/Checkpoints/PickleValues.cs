namespace Neuron.Models;

/// <summary>A name that a pickle may use and that this reader knows: a container, a storage type, a function that makes a tensor.</summary>
internal sealed record PickleGlobal(string Module, string Name);

/// <summary>An object of a class that is neither a tensor nor a plain container. Only its class is kept; nothing of it is run.</summary>
internal sealed record PickleForeign(string Class);

/// <summary>A dictionary in the order of its entries; a later entry of the same key replaces the value.</summary>
internal sealed class PickleDictionary
{
    private readonly OrderedDictionary<object, object?> _entries = [];

    /// <summary>The entries.</summary>
    public IEnumerable<KeyValuePair<object, object?>> Entries => _entries;

    /// <summary>The value of a key; null where there is none.</summary>
    public object? this[string key] => _entries.GetValueOrDefault(key);

    /// <summary>Whether the key is there.</summary>
    public bool Contains(string key) => _entries.ContainsKey(key);

    /// <summary>Sets an entry; keys are texts, whole numbers and truth values, others are left out.</summary>
    public void Set(object? key, object? value)
    {
        if (key is string or long or bool) _entries[key] = value;
    }
}

/// <summary>The elements that tensors are views of: their key in the file, their type by safetensors' code, their number.</summary>
internal sealed record StoredElements(string Key, string Code, long Count);

/// <summary>A strided view of stored elements, not yet checked.</summary>
internal sealed record StoredTensor(StoredElements Elements, long Offset, long[] Size, long[] Stride);
