using Neuron.Autograd;

namespace Neuron.Models;

/// <summary>
/// A named tensor of a module: a parameter, which training changes, or a buffer, which is only kept with it.
/// </summary>
/// <remarks>
/// The values are drawn when they are first read, from a stream of the parameter's own: so a network of any size can be
/// described and counted without memory, and the values do not depend on the order in which parameters are read.
/// </remarks>
public sealed class Parameter
{
    private readonly Module _owner;
    private readonly Initializer _initializer;
    private readonly ulong _seed;
    private readonly Lock _drawing = new();
    private Tensor? _value;
    private bool _requiresGrad;

    internal Parameter(Module owner, string name, Shape shape, DType dtype, Initializer initializer, ulong seed, bool isBuffer, bool isPersistent)
    {
        (_owner, _initializer, _seed) = (owner, initializer, seed);
        (Name, Shape, DType, IsBuffer, IsPersistent) = (name, shape, dtype, isBuffer, isPersistent);
        _requiresGrad = !isBuffer;
    }

    /// <summary>Name within its module: "weight".</summary>
    public string Name { get; }

    /// <summary>Name within the whole network: "layers.0.self_attn.in_proj_weight".</summary>
    public string Path => _owner.Path.Length == 0 ? Name : $"{_owner.Path}.{Name}";

    /// <summary>Lengths of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>Element type.</summary>
    public DType DType { get; private set; }

    /// <summary>Where the values lie, or will.</summary>
    public Device Device { get; private set; } = Device.Default;

    /// <summary>Whether this is a buffer: kept and saved, but not trained.</summary>
    public bool IsBuffer { get; }

    /// <summary>Whether state dictionaries hold it.</summary>
    public bool IsPersistent { get; }

    /// <summary>Whether the values exist yet.</summary>
    public bool IsInitialized => _value is not null;

    /// <summary>Whether gradients are found; false freezes a parameter.</summary>
    /// <exception cref="InvalidOperationException">A buffer was asked for gradients.</exception>
    public bool RequiresGrad
    {
        get => _requiresGrad;
        set
        {
            if (value && IsBuffer) throw new InvalidOperationException($"{Path} is a buffer and has no gradient; only parameters do.");
            _requiresGrad = value;
            if (_value is { } x) x.RequiresGrad = value;
        }
    }

    /// <summary>The values, drawn now if they were not before; threads that ask at the same time get the same tensor.</summary>
    public Tensor Value => _value ?? Drawn();

    /// <summary>The gradient that backward passes have added up, or null.</summary>
    public Tensor? Grad
    {
        get => _value?.Grad;
        set => Value.Grad = value;
    }

    /// <summary>The values.</summary>
    public static implicit operator Tensor(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.Value;
    }

    /// <summary>Writes other values, converted to this dtype and device.</summary>
    /// <exception cref="ShapeException">The shape differs.</exception>
    public void Assign(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Shape != Shape) throw ShapeException.Expected(Path, Shape.ToString(), values.Shape);
        using var _ = NoGrad.Enter();
        if (_value is { } x) x.Detach().CopyFrom(values);
        else Hold(values.To(Device).To(DType).Clone());
    }

    /// <summary>Draws the values anew and writes them, so that an optimiser and others that hold the tensor see them.</summary>
    public void Reset() => Assign(Draw());

    /// <inheritdoc/>
    public override string ToString() => $"{Path} {Shape} {DType.Label} {Device}";

    internal void Move(Device device, DType? dtype)
    {
        Device = device;
        if (dtype is { } d && DType.IsFloatingPoint) DType = d;
        if (_value is not { } x) return;
        using var _ = NoGrad.Enter();
        var moved = x.Detach().To(DType).To(Device);
        if (!ReferenceEquals(moved.Storage, x.Storage)) Hold(moved);
    }

    private Tensor Drawn()
    {
        lock (_drawing) return _value ?? Hold(Draw());
    }

    private Tensor Draw()
    {
        using var unrecorded = Dispatcher.Unrecorded();
        using var _ = NoGrad.Enter();
        var x = _initializer(Shape, DType, new Rng(_seed)).To(Device);
        if (x.Shape != Shape || x.DType != DType)
            throw new InvalidOperationException($"{Path}: the initialiser drew {x.Shape} {x.DType.Label}; expected {Shape} {DType.Label}.");
        return x;
    }

    private Tensor Hold(Tensor x)
    {
        if (_requiresGrad) x.RequiresGrad = true;
        return _value = x;
    }
}
