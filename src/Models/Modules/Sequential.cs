using System.Collections;
using System.Globalization;

namespace Neuron.Models;

/// <summary>Layers one after another, named "0", "1", …</summary>
public sealed class Sequential : Layer, IReadOnlyList<Layer>
{
    private readonly List<Layer> _layers = [];

    /// <summary>The given layers in order.</summary>
    public Sequential(params IEnumerable<Layer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        foreach (var layer in layers) _layers.Add(AddChild(_layers.Count.ToString(CultureInfo.InvariantCulture), layer));
    }

    /// <inheritdoc/>
    public int Count => _layers.Count;

    /// <summary>Layer number <paramref name="index"/>.</summary>
    public Layer this[int index] => _layers[index];

    /// <inheritdoc/>
    public IEnumerator<Layer> GetEnumerator() => _layers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        foreach (var layer in _layers) input = layer.Forward(input);
        return input;
    }
}
