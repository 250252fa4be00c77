using Neuron.Kernels.Memory;

namespace Neuron.Models;

/// <summary>What an optimiser remembers of one parameter.</summary>
public sealed class ParameterState
{
    private readonly Dictionary<string, Tensor> _slots = new(StringComparer.Ordinal);

    /// <summary>Steps that this parameter has taken, the present one included: t = 1 in the first.</summary>
    public long Step { get; internal set; }

    /// <summary>A product of one factor a step that a rule carries along; it follows from the step alone and is not saved.</summary>
    internal double Product { get; set; } = 1;

    /// <summary>Steps whose factors are in <see cref="Product"/>.</summary>
    internal long ProductSteps { get; set; }

    internal IReadOnlyDictionary<string, Tensor> Slots => _slots;

    /// <summary>The tensor of that name; made, and filled with <paramref name="value"/>, when there is none yet.</summary>
    public Tensor Slot(string name, Tensor like, double value = 0)
    {
        ArgumentNullException.ThrowIfNull(like);
        if (_slots.TryGetValue(name, out var slot)) return slot;
        using var unrecorded = Dispatcher.Unrecorded();
        using var lasting = NativePool.Lasting();
        return _slots[name] = Tensor.Full(like.Shape, value, like.DType, like.Device);
    }

    /// <summary>After <paramref name="step"/> steps, with no tensors kept.</summary>
    internal void Restart(long step)
    {
        Step = step;
        _slots.Clear();
    }

    /// <summary>Keeps a copy.</summary>
    internal void Set(string name, Tensor value)
    {
        using var lasting = NativePool.Lasting();
        _slots[name] = value.Clone();
    }
}
