using System.Collections;
using System.Globalization;

namespace Neuron.Models;

/// <summary>Modules named "0", "1", … that whoever holds them calls one by one.</summary>
public sealed class ModuleList<T> : Module, IReadOnlyList<T>
    where T : Module
{
    private readonly List<T> _items = [];

    /// <summary>A list of the given modules.</summary>
    public ModuleList(IEnumerable<T> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        foreach (var module in modules) _items.Add(AddChild(_items.Count.ToString(CultureInfo.InvariantCulture), module));
    }

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <summary>Module number <paramref name="index"/>.</summary>
    public T this[int index] => _items[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
