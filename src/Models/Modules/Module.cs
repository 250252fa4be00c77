using System.Diagnostics.CodeAnalysis;

namespace Neuron.Models;

/// <summary>
/// A part of a network: named parameters, buffers and children, with PyTorch's names, so that state dictionaries fit.
/// Derive from <see cref="Layer"/> (tensor to tensor) or <see cref="Module{TInput, TOutput}"/>.
/// </summary>
/// <remarks>
/// A constructor names what the module holds with <see cref="AddParameter"/>, <see cref="AddBuffer"/> and
/// <see cref="AddChild{T}"/>. Every forward pass goes through <see cref="Module{TInput, TOutput}.Forward"/>, which runs the hooks
/// and names the module in errors: a layer can't go round it.
/// </remarks>
[SuppressMessage("Naming", "CA1716", Justification = "PyTorch's word")]
public abstract class Module
{
    private readonly List<Parameter> _parameters = [];
    private readonly List<Module> _children = [];
    private readonly List<Rng> _streams = [];
    private string? _path;

    // who makes a module will run one: by then, part of the code is compiled
    static Module() => WarmUp.Begin();

    // only Module<TInput, TOutput> and the containers derive from this: so no layer can avoid the hooks
    private protected Module()
    {
    }

    /// <summary>Name within its parent; "" for the root.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The module that holds this one, or null.</summary>
    public Module? Parent { get; private set; }

    /// <summary>Dotted name from the root: "encoder.layers.3.linear1"; "" for the root.</summary>
    public string Path => _path ??= Parent is null ? "" : Parent.Path.Length == 0 ? Name : $"{Parent.Path}.{Name}";

    /// <summary>The modules that this one holds, in the order they were added.</summary>
    public IReadOnlyList<Module> Children => _children;

    /// <summary>Whether layers that differ in training (dropout, batch norm) behave as in training. True at first.</summary>
    public bool IsTraining { get; private set; } = true;

    /// <summary>Number of elements of all parameters, without those of buffers.</summary>
    public long ParameterCount => Parameters().Sum(p => p.Shape.Size);

    /// <summary>What stands in brackets in <see cref="ToString"/>: "64 → 10, bias".</summary>
    protected virtual string Description => "";

    /// <summary>Whether the module is one of the blocks that a network is a row of; <see cref="TapSet.Blocks"/> taps these.</summary>
    protected internal virtual bool IsBlock => false;

    internal List<ActivationHook> Hooks { get; } = [];

    /// <summary>How errors name it: its path, or its type where it is the root.</summary>
    internal string Label => Path.Length == 0 ? GetType().Name : Path;

    private string OwnText => $"{TypeName}({Description})";

    private string TypeName => GetType().Name.Split('`')[0];

    /// <summary>This module and all below it, each before its children.</summary>
    public IEnumerable<Module> Modules()
    {
        yield return this;
        foreach (var child in _children)
            foreach (var module in child.Modules()) yield return module;
    }

    /// <summary>The parameters of this module and of all below it; in a fixed order.</summary>
    public IEnumerable<Parameter> Parameters() => Modules().SelectMany(m => m._parameters).Where(p => !p.IsBuffer);

    /// <summary>The buffers of this module and of all below it; in a fixed order.</summary>
    public IEnumerable<Parameter> Buffers() => Modules().SelectMany(m => m._parameters).Where(p => p.IsBuffer);

    /// <summary>The random streams that this module and those below draw from, each once.</summary>
    public IReadOnlyList<Rng> RandomStreams() => [.. Modules().SelectMany(m => m._streams).Distinct()];

    /// <summary>The module at a dotted path below this one; "" is this one.</summary>
    /// <exception cref="ArgumentException">There is none; the text names the nearest.</exception>
    public Module Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        int skip = Path.Length == 0 ? 0 : Path.Length + 1;
        return Modules().FirstOrDefault(m => Relative(m) == path)
            ?? throw new ArgumentException($"{Label} has no module '{path}'.{Nearest.Hint(path, [.. Modules().Select(Relative).Where(p => p.Length > 0)])}", nameof(path));
        string Relative(Module m) => m.Path.Length <= skip ? "" : m.Path[skip..];
    }

    /// <summary>Behaves as in training (or, with false, as in use) from now on, with all below.</summary>
    public void Train(bool isTraining = true)
    {
        foreach (var module in Modules()) module.IsTraining = isTraining;
    }

    /// <summary>Behaves as in use from now on: no dropout, running statistics.</summary>
    public void Eval() => Train(false);

    /// <summary>Freezes all parameters, or, with true, makes them trainable again.</summary>
    public void RequireGrad(bool value)
    {
        foreach (var parameter in Parameters()) parameter.RequiresGrad = value;
    }

    /// <summary>Moves parameters and buffers to a device; with <paramref name="dtype"/>, converts those of a floating-point type.</summary>
    /// <exception cref="ArgumentException">The dtype is no floating-point type.</exception>
    public void To(Device device, DType? dtype = null)
    {
        if (dtype is { IsFloatingPoint: false } d) throw new ArgumentException($"{Label}: parameters can't be {d.Label}; expected a floating-point dtype.", nameof(dtype));
        foreach (var module in Modules())
        {
            foreach (var parameter in module._parameters) parameter.Move(device, dtype);
        }
    }

    /// <summary>Converts parameters and buffers of a floating-point type.</summary>
    public void To(DType dtype)
    {
        foreach (var module in Modules())
            foreach (var parameter in module._parameters) parameter.Move(parameter.Device, dtype);
    }

    /// <summary>Draws all parameter values now, instead of when they are first read.</summary>
    public void Initialize()
    {
        foreach (var module in Modules())
            foreach (var parameter in module._parameters) _ = parameter.Value;
    }

    /// <summary>Forgets all gradients.</summary>
    public void ZeroGrad()
    {
        foreach (var parameter in Parameters())
            if (parameter is { IsInitialized: true, RequiresGrad: true }) parameter.Grad = null;
    }

    /// <summary>The tree of modules, a line each, with the number of parameters.</summary>
    public override string ToString()
    {
        var text = new System.Text.StringBuilder();
        Write(text, 0, "");
        return text.ToString();
    }

    internal IEnumerable<Parameter> State() => Modules().SelectMany(m => m._parameters).Where(p => p.IsPersistent);

    /// <summary>Names a parameter.</summary>
    /// <param name="name">Name within this module: "weight".</param>
    /// <param name="shape">Shape.</param>
    /// <param name="initializer">Draws the first values.</param>
    /// <param name="rng">Where its own stream is split off from; <see cref="Rng.Default"/> by default.</param>
    protected Parameter AddParameter(string name, Shape shape, Initializer initializer, Rng? rng = null) =>
        Add(name, shape, DType.Float32, initializer, (rng ?? Rng.Default).NextStream().Seed, isBuffer: false, isPersistent: true);

    /// <summary>Names a tensor that is kept and saved but not trained.</summary>
    /// <param name="name">Name within this module: "running_mean".</param>
    /// <param name="shape">Shape.</param>
    /// <param name="initializer">Makes the first values.</param>
    /// <param name="dtype">Element type.</param>
    /// <param name="persistent">Whether state dictionaries hold it; false for what can be computed.</param>
    protected Parameter AddBuffer(string name, Shape shape, Initializer initializer, DType dtype = DType.Float32, bool persistent = true) =>
        Add(name, shape, dtype, initializer, 0, isBuffer: true, persistent);

    /// <summary>Names a module that this one holds, and returns it.</summary>
    /// <exception cref="ArgumentException">The name is taken or not valid, or the module has a parent already.</exception>
    protected T AddChild<T>(string name, T child)
        where T : Module
    {
        ArgumentNullException.ThrowIfNull(child);
        CheckName(name);
        if (child.Parent is { } parent)
            throw new ArgumentException($"{Label}: {child.TypeName} is '{child.Path}' of {parent.TypeName} already; a module has one place. Call it twice to share it.", nameof(child));
        for (Module? m = this; m is not null; m = m.Parent)
            if (ReferenceEquals(m, child)) throw new ArgumentException($"{Label}: a module can't hold itself.", nameof(child));
        _children.Add(child);
        (child.Name, child.Parent) = (name, this);
        foreach (var module in child.Modules()) module._path = null;
        return child;
    }

    /// <summary>Names the modules of a list "name.0", "name.1", …</summary>
    protected ModuleList<T> AddChildren<T>(string name, IEnumerable<T> children)
        where T : Module => AddChild(name, new ModuleList<T>(children));

    /// <summary>Says that the module draws from a random stream, so that checkpoints keep where it stands.</summary>
    protected Rng AddStream(Rng? rng)
    {
        var stream = rng ?? Rng.Default;
        _streams.Add(stream);
        return stream;
    }

    private Parameter Add(string name, Shape shape, DType dtype, Initializer initializer, ulong seed, bool isBuffer, bool isPersistent)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(initializer);
        CheckName(name);
        var parameter = new Parameter(this, name, shape, dtype, initializer, seed, isBuffer, isPersistent);
        _parameters.Add(parameter);
        return parameter;
    }

    private void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('.', StringComparison.Ordinal)) throw new ArgumentException($"{Label}: '{name}' holds a dot, which separates levels; expected a plain name.", nameof(name));
        if (_parameters.Any(p => p.Name == name) || _children.Any(c => c.Name == name))
            throw new ArgumentException($"{Label}: the name '{name}' is taken.", nameof(name));
    }

    private void Write(System.Text.StringBuilder text, int depth, string name)
    {
        text.Append(' ', 2 * depth).Append(name.Length == 0 ? "" : $"{name}: ").Append(OwnText);
        long count = ParameterCount;
        if (count > 0) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {count:N0} parameters");
        foreach (var child in _children)
        {
            text.Append('\n');
            child.Write(text, depth + 1, child.Name);
        }
    }
}
