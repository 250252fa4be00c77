namespace Neuron.Autograd;

/// <summary>What a <see cref="CustomFunction"/> keeps from its forward pass for its backward pass.</summary>
public sealed class FunctionContext
{
    private readonly bool[] _needs;
    private readonly Device[] _devices;
    private List<(Tensor Tensor, int Version)>? _saved = [];

    internal FunctionContext(Tensor[] x) => (_needs, _devices) = ([.. x.Select(t => t.RequiresGrad)], [.. x.Select(t => t.Device)]);

    /// <summary>Whether the gradients that Backward returns must themselves be differentiable.</summary>
    public bool CreateGraph { get; internal set; }

    /// <summary>Whether input <paramref name="input"/> needs a gradient.</summary>
    public bool Needs(int input) => _needs[input];

    /// <summary>Keeps tensors for the backward pass, in order. Save inputs and outputs where gradients of gradients matter.</summary>
    /// <exception cref="InvalidOperationException">A backward pass has already released what was kept.</exception>
    public void Save(params ReadOnlySpan<Tensor> tensors)
    {
        if (_saved is null) throw Released();
        foreach (var tensor in tensors) _saved.Add((tensor, tensor.Storage.Version));
    }

    /// <summary>Kept tensor number <paramref name="index"/>.</summary>
    /// <exception cref="InvalidOperationException">It was changed in place since, or a backward pass has released it.</exception>
    public Tensor Saved(int index)
    {
        if (_saved is null) throw Released();
        var (tensor, version) = _saved[index];
        return tensor.Storage.Version == version ? tensor
            : throw new InvalidOperationException($"A saved tensor of shape {tensor.Shape} was changed in place since.");
    }

    internal Device DeviceOf(int input) => _devices[input];

    internal IEnumerable<Tensor> AllSaved => Enumerable.Range(0, _saved!.Count).Select(Saved);

    internal void Release() => _saved = null;

    private static InvalidOperationException Released() =>
        new("The graph was already released by a backward pass; pass retainGraph: true to the first one.");
}
