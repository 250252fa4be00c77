namespace Neuron.Autograd;

/// <summary>Walks the graph from outputs to inputs, newest node first, and adds up gradients.</summary>
internal sealed class BackwardPass
{
    private readonly Dictionary<GradState, Tensor> _pending = new(ReferenceEqualityComparer.Instance);
    private readonly PriorityQueue<Node, long> _queue = new();
    private readonly HashSet<Node> _queued = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Storage, int> _uses = new(ReferenceEqualityComparer.Instance);
    private readonly bool _createGraph, _retainGraph;
    private readonly long _oldest, _outside, _before = Storage.Latest;

    private BackwardPass(bool createGraph, bool retainGraph, long oldest, long outside)
    {
        _createGraph = createGraph;
        _retainGraph = retainGraph;
        _oldest = oldest;
        _outside = outside;
    }

    /// <summary>
    /// Gradients of Σ⟨outputs, dys⟩. With <paramref name="inputs"/>, returns theirs (null where nothing depends on one) and
    /// touches no <c>Grad</c>; without, adds to <c>Grad</c> of all leaves. Nodes up to number <paramref name="outside"/> are
    /// another pass's business.
    /// </summary>
    public static Tensor?[] Run(Tensor[] outputs, Tensor[] dys, Tensor[]? inputs, bool createGraph, bool retainGraph, long outside = 0)
    {
        long oldest = inputs?.Select(x => GradState.Of(x)?.Producer?.Sequence ?? 0).DefaultIfEmpty(0).Min() ?? 0;
        var pass = new BackwardPass(createGraph, retainGraph, oldest, outside);
        int state = GraphRecorder.Set(recording: createGraph);
        try
        {
            for (int i = 0; i < outputs.Length; i++)
                if (GradState.Of(outputs[i]) is { } s) pass.Add(s, dys[i]);
            var wanted = inputs is null ? null : new HashSet<GradState>(inputs.Select(x => GradState.Of(x)!), ReferenceEqualityComparer.Instance);
            pass.Walk(wanted);
            if (inputs is not null) return [.. inputs.Select(x => pass._pending.GetValueOrDefault(GradState.Of(x)!))];
            pass.FillLeaves();
            return [];
        }
        finally
        {
            GraphRecorder.Restore(state);
        }
    }

    private void Walk(HashSet<GradState>? wanted)
    {
        while (_queue.TryDequeue(out var node, out _))
        {
            if (node.Sequence <= _outside) continue;
            var dys = new Tensor?[node.Outputs.Length];
            for (int i = 0; i < dys.Length; i++)
            {
                if (node.Outputs[i] is not { } s || !_pending.Remove(s, out var dy)) continue;
                dys[i] = Hooked(s, dy);
                if (s.RetainsGrad) s.Grad = s.Grad is null ? dys[i] : s.Grad + dys[i]!;
                if (wanted is null || !wanted.Contains(s)) continue;
                _pending[s] = dys[i]!;
                Hold(dys[i]!);
            }
            if (node.Sequence <= _oldest) continue;
            var dx = Apply(node, dys);
            for (int i = 0; i < dx.Length; i++)
                if (dx[i] is { } gradient && node.Inputs[i] is { } s) Add(s, gradient);
            foreach (var dy in dys) Drop(dy);
            if (!_retainGraph) node.Release();
        }
    }

    private void FillLeaves()
    {
        foreach (var (s, dy) in _pending)
        {
            if (s.Producer is not null) continue;
            var total = Hooked(s, dy);
            s.Grad = s.Grad is null ? total : s.Grad + total;
        }
    }

    private Tensor?[] Apply(Node node, Tensor?[] dys)
    {
        if (node.IsReleased) node.Read(0); // throws, and says why
        try
        {
            using var _ = node.CallPath.Length > 0 ? CallPath.Enter(node.CallPath) : null;
            return node.Rule.Apply(node, dys, _createGraph);
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
        if (_pending.TryGetValue(state, out var sum))
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
        _pending[state] = dy;
        if (state.Producer is { } producer && _queued.Add(producer)) _queue.Enqueue(producer, -producer.Sequence);
    }

    private void Hold(Tensor dy) => _uses[dy.Storage] = _uses.GetValueOrDefault(dy.Storage) + 1;

    /// <summary>
    /// Gives the memory of a gradient back as soon as nothing in this pass needs it: memory that the pass itself took and that
    /// nobody outside saw. So a pass holds the gradients of one front through the graph, not of the whole graph.
    /// </summary>
    private void Drop(Tensor? dy)
    {
        if (dy is null || !_uses.TryGetValue(dy.Storage, out int uses)) return;
        _uses[dy.Storage] = uses - 1;
        if (uses == 1 && !_createGraph && !Dispatcher.IsRecorded && dy.Storage.Sequence > _before) dy.Storage.Dispose();
    }

    /// <summary>What a hook has seen, it may keep.</summary>
    private Tensor Hooked(GradState state, Tensor dy)
    {
        if (state.Hooks is not { Count: > 0 } hooks)
        {
            if (state.RetainsGrad) Hold(dy);
            return dy;
        }
        Hold(dy);
        foreach (var hook in hooks) dy = hook(dy) ?? dy;
        Hold(dy);
        return dy;
    }
}
