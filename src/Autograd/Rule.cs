using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>How the gradient of one primitive is found, and on what it is checked.</summary>
internal abstract class Rule(Type primitive)
{
    /// <summary>The primitive's type.</summary>
    public Type Primitive => primitive;

    /// <summary>Draws examples for the gradient check.</summary>
    public List<Func<Rng, (Primitive Op, Tensor[] X)>> Checks { get; } = [];

    /// <summary>
    /// Whether the rule calls fused gradient primitives that have no rule of their own: a gradient that must itself be
    /// differentiable is then taken through <see cref="Primitive.Compose"/>.
    /// </summary>
    public bool IsFused { get; protected set; }

    /// <summary>Whether the primitive is a product, next to which a pass over an input costs little: inputs that can be computed again are not kept.</summary>
    public bool IsRecomputing { get; protected set; }

    /// <summary>
    /// Whether the primitive is a pass over memory or less, gives the same bits each time and changes nothing else: its output may then
    /// be computed again instead of kept.
    /// </summary>
    public virtual bool IsCheap(Primitive op) => false;

    /// <summary>Inputs that the rule reads, as bits.</summary>
    public abstract int KeptInputs(Primitive op);

    /// <summary>Outputs that the rule reads, as bits.</summary>
    public abstract int KeptOutputs(Primitive op);

    /// <summary>Gradients of the inputs that need one, null for the others.</summary>
    public abstract Tensor?[] Apply(Node node, Tensor?[] dys, BackwardPass pass);

    /// <summary>One function per input, run only if that input needs a gradient.</summary>
    public static Rule<P> For<P>(params Func<Gradient<P>, Tensor>[] perInput)
        where P : Primitive => new(g =>
        {
            var dx = new Tensor?[g.Inputs];
            for (int i = 0; i < dx.Length; i++)
                if (g.Needs(i)) dx[i] = perInput[Math.Min(i, perInput.Length - 1)](g);
            return dx;
        });

    /// <summary>One function for all inputs together.</summary>
    public static Rule<P> ForAll<P>(Func<Gradient<P>, Tensor?[]> all)
        where P : Primitive => new(all);
}

/// <summary>The rule of primitive <typeparamref name="P"/>.</summary>
internal sealed class Rule<P>(Func<Gradient<P>, Tensor?[]> apply) : Rule(typeof(P))
    where P : Primitive
{
    private Func<P, (int Inputs, int Outputs)> _keeps = static _ => (0, 0);
    private Func<P, bool> _isCheap = static _ => false;
    private Func<Gradient<P>, bool> _composes = static _ => false;

    /// <summary>Operands that the rule reads, by number.</summary>
    public Rule<P> Keeps(int[]? inputs = null, int[]? outputs = null)
    {
        int x = (inputs ?? []).Sum(i => 1 << i), y = (outputs ?? []).Sum(i => 1 << i);
        _keeps = _ => (x, y);
        return this;
    }

    /// <summary>Operands that the rule reads, as bits, where they depend on the primitive's attributes.</summary>
    public Rule<P> Keeps(Func<P, (int Inputs, int Outputs)> keeps)
    {
        _keeps = keeps;
        return this;
    }

    /// <summary>Marks a rule that calls fused gradient primitives; the primitive must define <see cref="Primitive.Compose"/>. Keeps all inputs besides.</summary>
    /// <param name="except">Cases that the gradient primitives do not serve: they too go through the composition.</param>
    public Rule<P> Fused(Func<Gradient<P>, bool>? except = null)
    {
        IsFused = true;
        if (except is not null) _composes = except;
        return this;
    }

    /// <summary>Says that the primitive <see cref="IsCheap"/>.</summary>
    /// <param name="when">Which are, if not all.</param>
    public Rule<P> Cheap(Func<P, bool>? when = null)
    {
        _isCheap = when ?? (static _ => true);
        return this;
    }

    /// <summary>Says that the rule <see cref="Rule.IsRecomputing"/>.</summary>
    public Rule<P> Recomputing()
    {
        IsRecomputing = true;
        return this;
    }

    /// <summary>An example for the gradient check: the primitive and the shapes of its inputs, drawn normal in float64.</summary>
    public Rule<P> CheckedOn(P op, params Shape[] shapes)
    {
        Checks.Add(rng => (op, [.. shapes.Select(s => rng.Normal(s, dtype: DType.Float64))]));
        return this;
    }

    /// <summary>An example for the gradient check.</summary>
    public Rule<P> CheckedOn(Func<Rng, (P Op, Tensor[] X)> draw)
    {
        Checks.Add(rng => draw(rng));
        return this;
    }

    public override bool IsCheap(Primitive op) => _isCheap((P)op);

    public override int KeptInputs(Primitive op) => IsFused ? -1 : _keeps((P)op).Inputs;

    public override int KeptOutputs(Primitive op) => _keeps((P)op).Outputs;

    public override Tensor?[] Apply(Node node, Tensor?[] dys, BackwardPass pass)
    {
        var gradient = new Gradient<P>(node, dys, pass);
        return IsFused && (pass.CreatesGraph || _composes(gradient)) ? ThroughComposition(node, dys, pass.CreatesGraph) : apply(gradient);
    }

    // Aliases cut the inputs off from their history and from each other, so that each gradient is the partial one.
    private static Tensor?[] ThroughComposition(Node node, Tensor?[] dys, bool createGraph)
    {
        int recording = GraphRecorder.Set(recording: true);
        try
        {
            return ThroughRecordedComposition(node, dys, createGraph);
        }
        finally
        {
            GraphRecorder.Restore(recording);
        }
    }

    private static Tensor?[] ThroughRecordedComposition(Node node, Tensor?[] dys, bool createGraph)
    {
        var x = new Tensor[node.Inputs];
        for (int i = 0; i < x.Length; i++)
            x[i] = node.Input(i) is null ? node.Read(i) : Dispatcher.Run(Alias.Instance, node.Read(i));
        var y = node.Primitive.Compose(x)
            ?? throw new InvalidOperationException($"{node.Primitive.Name}: its rule is fused, so it must say how it is composed.");
        var wanted = x.Where((_, i) => node.Input(i) is not null).ToArray();
        var pairs = y.Zip(dys).Where(p => p.Second is not null && p.First.RequiresGrad).ToArray();
        var found = BackwardPass.Run([.. pairs.Select(p => p.First)], [.. pairs.Select(p => p.Second!)], wanted, createGraph, retainGraph: true);
        var dx = new Tensor?[x.Length];
        for (int i = 0, k = 0; i < x.Length; i++)
            if (node.Input(i) is not null) dx[i] = found[k++];
        return dx;
    }
}
