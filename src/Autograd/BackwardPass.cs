namespace Neuron.Autograd;

/// <summary>Walks the graph from outputs to inputs, newest node first, and adds up gradients.</summary>
internal sealed class BackwardPass
{
    private readonly Dictionary<GradState, Tensor> _pending = new(ReferenceEqualityComparer.Instance);
    private readonly PriorityQueue<Node, long> _queue = new();
    private readonly HashSet<Node> _queued = new(ReferenceEqualityComparer.Instance);
    private readonly bool _createGraph, _retainGraph;
    private readonly long _oldest;

    private BackwardPass(bool createGraph, bool retainGraph, long oldest)
    {
        _createGraph = createGraph;
        _retainGraph = retainGraph;
        _oldest = oldest;
    }

    /// <summary>
    /// Gradients of Σ⟨outputs, dys⟩. With <paramref name="inputs"/>, returns theirs (null where nothing depends on one) and
    /// touches no <c>Grad</c>; without, adds to <c>Grad</c> of all leaves.
    /// </summary>
    public static Tensor?[] Run(Tensor[] outputs, Tensor[] dys, Tensor[]? inputs, bool createGraph, bool retainGraph)
    {
        long oldest = inputs?.Select(x => GradState.Of(x)?.Producer?.Sequence ?? 0).DefaultIfEmpty(0).Min() ?? 0;
        var pass = new BackwardPass(createGraph, retainGraph, oldest);
        int state = GraphRecorder.Set(recording: createGraph);
        try
        {
            for (int i = 0; i < outputs.Length; i++)
                if (GradState.Of(outputs[i]) is { } s) pass.Add(s, dys[i]);
            var wanted = inputs is null ? null : new HashSet<GradState>(inputs.Select(x => GradState.Of(x)!), ReferenceEqualityComparer.Instance);
            pass.Walk(wanted);
            if (inputs is not null) return [.. inputs.Select(x => pass._pending.GetValueOrDefault(GradState.Of(x)!))];
            foreach (var (s, dy) in pass._pending)
            {
                if (s.Producer is not null) continue;
                var total = Hooked(s, dy);
                s.Grad = s.Grad is null ? total : s.Grad + total;
            }
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
            var dys = new Tensor?[node.Outputs.Length];
            for (int i = 0; i < dys.Length; i++)
            {
                if (node.Outputs[i] is not { } s || !_pending.Remove(s, out var dy)) continue;
                dys[i] = Hooked(s, dy);
                if (s.RetainsGrad) s.Grad = s.Grad is null ? dys[i] : s.Grad + dys[i]!;
                if (wanted is not null && wanted.Contains(s)) _pending[s] = dys[i]!;
            }
            if (node.Sequence <= _oldest) continue;
            var dx = Apply(node, dys);
            for (int i = 0; i < dx.Length; i++)
                if (dx[i] is { } gradient && node.Inputs[i] is { } s) Add(s, gradient);
            if (!_retainGraph) node.Release();
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
        catch (ShapeException e)
        {
            throw new InvalidOperationException($"{node.Where}: its gradient rule failed: {e.Message}", e);
        }
    }

    private void Add(GradState state, Tensor dy)
    {
        _pending[state] = _pending.TryGetValue(state, out var sum) ? sum + dy : dy;
        if (state.Producer is { } producer && _queued.Add(producer)) _queue.Enqueue(producer, -producer.Sequence);
    }

    private static Tensor Hooked(GradState state, Tensor dy)
    {
        if (state.Hooks is { } hooks)
            foreach (var hook in hooks) dy = hook(dy) ?? dy;
        return dy;
    }
}
