namespace Neuron.Models;

/// <summary>The names that PyTorch writes for tensors and plain containers, and what a call of them makes.</summary>
/// <param name="source">For messages.</param>
/// <param name="keepForeign">True: objects of other classes become <see cref="PickleForeign"/>. False: they are refused by name.</param>
internal sealed class PickleGlobals(string source, bool keepForeign)
{
    private static readonly Dictionary<string, string> s_storages = new(StringComparer.Ordinal)
    {
        ["FloatStorage"] = "F32", ["DoubleStorage"] = "F64", ["HalfStorage"] = "F16", ["BFloat16Storage"] = "BF16", ["LongStorage"] = "I64",
        ["IntStorage"] = "I32", ["ShortStorage"] = "I16", ["CharStorage"] = "I8", ["ByteStorage"] = "U8", ["BoolStorage"] = "BOOL",
    };

    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "collections.OrderedDict", "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter",
        "torch.Size", "torch.device", "_codecs.encode", "builtins.set", "__builtin__.set", "builtins.frozenset", "__builtin__.frozenset",
    };

    /// <summary>What a name stands for.</summary>
    /// <exception cref="InvalidDataException">It is not known.</exception>
    public object Find(string module, string name)
    {
        string full = $"{module}.{name}";
        if (s_known.Contains(full) || (module == "torch" && s_storages.ContainsKey(name))) return new PickleGlobal(module, name);
        // element types are constants of the module
        if (module == "torch" && name is "float16" or "bfloat16" or "float32" or "float64" or "int8" or "int16" or "int32" or "int64" or "uint8" or "bool") return full;
        return keepForeign ? new PickleForeign(full) : throw Refused(full);
    }

    /// <summary>The safetensors code of a storage type's elements.</summary>
    public string StorageCode(object? type) => type switch
    {
        PickleGlobal { Module: "torch" } g when s_storages.TryGetValue(g.Name, out string? code) => code,
        PickleForeign f => throw new InvalidDataException($"{source}: elements of {f.Class}; expected one of {string.Join(", ", s_storages.Keys)}."),
        _ => throw Bad("a storage without a type"),
    };

    /// <summary>What the call of a known name makes; a foreign object for a foreign name.</summary>
    public object? Call(object? function, object?[] arguments)
    {
        if (function is PickleForeign foreign) return foreign;
        if (function is not PickleGlobal g) throw Bad("a call of what is no name");
        switch (g.Name)
        {
            case "OrderedDict": return Dictionary(arguments);
            case "_rebuild_tensor" or "_rebuild_tensor_v2":
                return arguments is [StoredElements elements, long offset, object?[] size, object?[] stride, ..] ? new StoredTensor(elements, offset, Numbers(size), Numbers(stride))
                    : throw Bad($"arguments of {g.Name}; expected elements, offset, size and stride");
            case "_rebuild_parameter": return arguments is [StoredTensor tensor, ..] ? tensor : throw Bad("a parameter without a tensor");
            case "Size": return arguments is [object?[] sizes] ? sizes : throw Bad("a torch.Size without a tuple");
            case "device": return arguments is [string device, ..] ? device : throw Bad("a torch.device without a name");
            case "encode": return arguments is [string text, ..] ? System.Text.Encoding.Latin1.GetBytes(text) : throw Bad("bytes without a text");
            case "set" or "frozenset": return arguments is [List<object?> items] ? items : throw Bad("a set without a list");
            default: throw Bad($"a call of {g.Module}.{g.Name}");
        }
    }

    private PickleDictionary Dictionary(object?[] arguments)
    {
        PickleDictionary made = new();
        if (arguments is [List<object?> pairs])
            foreach (object? pair in pairs)
            {
                object?[] both = pair switch { object?[] tuple => tuple, List<object?> list => [.. list], _ => [] };
                if (both.Length != 2) throw Bad("an OrderedDict of what is no pair");
                made.Set(both[0], both[1]);
            }
        else if (arguments.Length > 0) throw Bad("arguments of OrderedDict");
        return made;
    }

    private long[] Numbers(object?[] tuple)
    {
        var numbers = new long[tuple.Length];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = tuple[i] is long n ? n : throw Bad("a size or stride that is no number");
        return numbers;
    }

    private InvalidDataException Refused(string name) => new($"{source}: the file holds an object of {name}, which is neither a tensor nor a plain container; "
        + "nothing of it was run. Name the part that holds the weights, or save the state dictionary alone: torch.save(model.state_dict(), path).");

    private InvalidDataException Bad(string what) => new($"{source}: the pickle holds {what}.");
}
