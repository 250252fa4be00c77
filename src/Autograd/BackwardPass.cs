using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>Walks the graph from outputs to inputs, newest node first, and adds up gradients.</summary>
internal sealed class BackwardPass
{
    private readonly PriorityQueue<Node, long> _queue = new();
    private readonly List<GradState> _leaves = [];
    private readonly bool _retainGraph;
    private readonly long _outside, _before = Storage.Latest;
    private readonly HashSet<GradState>? _wanted; // null: all leaves
    private readonly HashSet<Node>? _leading; // the nodes on the ways to them
    private Dictionary<GradState, Tensor>? _inUseElsewhere;

    private BackwardPass(Tensor[] outputs, Tensor[]? inputs, bool createGraph, bool retainGraph, long outside)
    {
        CreatesGraph = createGraph;
        _retainGraph = retainGraph;
        _outside = outside;
        if (inputs is null) return;
        _wanted = new(inputs.Select(x => GradState.Of(x)!), ReferenceEqualityComparer.Instance);
        _leading = [];
        FindLeading(outputs);
    }

    /// <summary>Whether the gradients must themselves be differentiable.</summary>
    public bool CreatesGraph { get; }

    /// <summary>
    /// Gradients of Σ⟨outputs, dys⟩. With <paramref name="inputs"/>, returns theirs (null where nothing depends on one) and
    /// touches no <c>Grad</c>; without, adds to <c>Grad</c> of all leaves. Nodes up to number <paramref name="outside"/> are
    /// another pass's business.
    /// </summary>
    public static Tensor?[] Run(Tensor[] outputs, Tensor[] dys, Tensor[]? inputs, bool createGraph, bool retainGraph, long outside = 0)
    {
        var pass = new BackwardPass(outputs, inputs, createGraph, retainGraph, outside);
        int state = GraphRecorder.Set(recording: createGraph);
        try
        {
            for (int i = 0; i < outputs.Length; i++)
                if (GradState.Of(outputs[i]) is { } s && pass.Needs(s)) pass.Add(s, dys[i]);
            pass.Walk();
            if (inputs is not null) return pass.TakeAll(inputs);
            pass.FillLeaves();
            return [];
        }
        catch
        {
            pass.Abandon();
            throw;
        }
        finally
        {
            GraphRecorder.Restore(state);
        }
    }

    /// <summary>
    /// Whether a gradient may be changed in place: it fills memory that this pass took, one place of the pass uses it, and nobody keeps
    /// what runs, or looks at its operands afterwards.
    /// </summary>
    public bool Owns(Tensor dy) => !AnomalyMode.FromEnvironment && dy.Storage.Holds == 1 && IsPassing(dy) && dy.IsContiguous;

    /// <summary>The sum of gradients that a state has so far, if it may be changed in place.</summary>
    public Tensor? OwnedSum(GradState? state) => state is not null && Peek(state) is { } sum && Owns(sum) ? sum : null;

    /// <summary>Whether the gradient of a state is one that was asked for, or leads to one.</summary>
    public bool Needs(GradState? state) =>
        state is not null && (_wanted is null || _wanted.Contains(state) || (state.Producer is { } producer && _leading!.Contains(producer)));

    private void FindLeading(Tensor[] outputs)
    {
        long oldest = _wanted!.Select(s => s.Producer?.Sequence ?? 0).DefaultIfEmpty(0).Min();
        var found = new HashSet<Node>();
        var open = new Stack<Node>();
        void Find(GradState? state)
        {
            if (state?.Producer is { } producer && producer.Sequence > oldest && producer.Sequence > _outside && found.Add(producer)) open.Push(producer);
        }

        foreach (var output in outputs) Find(GradState.Of(output));
        while (open.TryPop(out var node))
            for (int i = 0; i < node.Inputs; i++) Find(node.Input(i));
        foreach (var node in found.OrderBy(node => node.Sequence)) // what a node reads comes before it
            for (int i = 0; i < node.Inputs; i++)
                if (Needs(node.Input(i))) _leading!.Add(node);
    }

    private void Walk()
    {
        while (_queue.TryDequeue(out var node, out _))
        {
            node.ListedBy = null;
            if (node.Sequence <= _outside) continue;
            var dys = new Tensor?[node.Outputs];
            bool any = false;
            for (int i = 0; i < dys.Length; i++)
            {
                if (node.Output(i) is not { } s || Take(s) is not { } dy) continue;
                any = true;
                dys[i] = Hooked(s, dy);
                if (s.RetainsGrad) Fill(s, dys[i]!);
                if (_wanted is null || !_wanted.Contains(s)) continue;
                Put(s, dys[i]!);
                Hold(dys[i]!);
            }
            if (!any || _leading?.Contains(node) == false) continue; // none: a pass inside a rule has listed it a second time
            var dx = Apply(node, dys);
            foreach (var gradient in dx)
                if (gradient is not null) Hold(gradient);
            for (int i = 0; i < dx.Length; i++)
                if (dx[i] is { } gradient && node.Input(i) is { } s && Needs(s)) Add(s, gradient);
            foreach (var gradient in dx) Drop(gradient);
            foreach (var dy in dys) Drop(dy);
            if (!_retainGraph) node.Release(frees: !CreatesGraph && !Dispatcher.IsRecorded);
        }
    }

    private void FillLeaves()
    {
        foreach (var s in _leaves)
        {
            var total = Hooked(s, Take(s)!);
            Fill(s, total);
            Drop(total);
        }
    }

    /// <summary>Adds to a <c>Grad</c>. Its owner may change that in place, so memory becomes one only if nothing else uses it.</summary>
    private void Fill(GradState state, Tensor dy)
    {
        bool isAlone = dy.Storage.Holds == 1 && IsOfPass(dy) && (dy.IsContiguous || !dy.Strides.Contains(0));
        if (state.Grad is { } before) state.Grad = before + dy;
        else if (!isAlone && !CreatesGraph) state.Grad = dy.Clone();
        else Hold(state.Grad = dy);
    }

    /// <summary>After an exception: takes the sums back out of the states, which may live longer than the graph.</summary>
    private void Abandon()
    {
        foreach (var s in _leaves.Concat(_wanted ?? [])) Take(s);
        while (_queue.TryDequeue(out var node, out _))
        {
            node.ListedBy = null;
            for (int i = 0; i < node.Outputs; i++)
                if (node.Output(i) is { } s) Take(s);
        }
    }

    private Tensor?[] TakeAll(Tensor[] inputs)
    {
        var found = inputs.Select(x => Peek(GradState.Of(x)!)).ToArray();
        foreach (var s in _wanted!) Take(s);
        return found;
    }

    private Tensor?[] Apply(Node node, Tensor?[] dys)
    {
        if (node.IsReleased) node.Read(0); // throws, and says why
        try
        {
            using var _ = node.CallPath.Length > 0 ? CallPath.Enter(node.CallPath) : null;
            return node.Rule.Apply(node, dys, this);
        }
        catch (AnomalyException e)
        {
            throw new AnomalyException($"{e.Message} It ran in the gradient of {node.Where}.", e);
        }
        catch (ShapeException e)
        {
            throw new InvalidOperationException($"{node.Where}: its gradient rule failed: {e.Message}", e);
        }
    }

    private void Add(GradState state, Tensor dy)
    {
        var sum = Peek(state);
        if (ReferenceEquals(sum, dy)) return; // the rule has added to it
        if (sum is not null && dy.Shape == sum.Shape && dy.DType == sum.DType && Owns(sum))
        {
            Dispatcher.RunMany(Accumulate.Instance, sum, dy);
            return;
        }
        if (sum is not null)
        {
            var total = sum + dy;
            Hold(total);
            Drop(sum);
            dy = total;
        }
        else
        {
            Hold(dy);
        }
        Put(state, dy);
        if (state.Producer is not { } producer)
        {
            if (sum is null) _leaves.Add(state);
        }
        else if (producer.ListedBy != this)
        {
            producer.ListedBy = this;
            _queue.Enqueue(producer, -producer.Sequence);
        }
    }

    // The sum lies in the state itself; in a table only where an outer pass over the same graph is still using that place.
    private Tensor? Peek(GradState state) =>
        state.PendingIn == this ? state.Pending : _inUseElsewhere?.GetValueOrDefault(state);

    private void Put(GradState state, Tensor dy)
    {
        if (state.PendingIn is { } other && other != this) (_inUseElsewhere ??= new(ReferenceEqualityComparer.Instance))[state] = dy;
        else (state.Pending, state.PendingIn) = (dy, this);
    }

    private Tensor? Take(GradState state)
    {
        if (state.PendingIn == this)
        {
            var dy = state.Pending;
            (state.Pending, state.PendingIn) = (null, null);
            return dy;
        }
        return _inUseElsewhere is { } table && table.Remove(state, out var sum) ? sum : null;
    }

    /// <summary>Keeps the memory of a gradient from being changed or given back: for a place of the pass until it is dropped, for others for good.</summary>
    public static void Hold(Tensor dy) => dy.Storage.Holds++;

    /// <summary>
    /// Gives the memory of a gradient back as soon as nothing in this pass needs it: memory that the pass itself took and that
    /// nobody outside saw. So a pass holds the gradients of one front through the graph, not of the whole graph.
    /// </summary>
    private void Drop(Tensor? dy)
    {
        if (dy is null || dy.Storage.Holds == 0 || --dy.Storage.Holds > 0) return;
        if (IsPassing(dy)) dy.Storage.Dispose();
    }

    private bool IsPassing(Tensor dy) => !CreatesGraph && !Dispatcher.IsRecorded && IsOfPass(dy);

    private bool IsOfPass(Tensor dy) => dy.Storage.Sequence > _before;

    /// <summary>What a hook has seen or made, it may keep.</summary>
    private static Tensor Hooked(GradState state, Tensor dy)
    {
        if (state.Hooks is not { Count: > 0 } hooks) return dy;
        Hold(dy);
        foreach (var hook in hooks.ToArray())
        {
            if (hook(dy) is not { } other || other == dy) continue;
            if (other.Shape != dy.Shape || other.DType != dy.DType || other.Device != dy.Device)
                throw ShapeException.Expected("OnGrad: what the hook returned", $"{dy.Shape} {dy.DType.Label} {dy.Device}", other);
            dy = other;
            Hold(dy);
            Hold(dy); // once for this place of the pass
        }
        return dy;
    }
}
