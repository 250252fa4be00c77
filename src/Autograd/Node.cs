using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>One primitive that ran, with what its gradient rule needs.</summary>
internal sealed class Node
{
    private static readonly Lock s_recomputables = new(); // threads may read one tensor, and so ask one node
    private static long s_sequence;

    private readonly Operand[] _operands; // inputs, then outputs
    private bool _isReleased;
    private Recomputed? _recomputed; // stands for the first output where others read it

    public Node(Primitive primitive, Rule rule, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
    {
        Primitive = primitive;
        Rule = rule;
        Sequence = Interlocked.Increment(ref s_sequence);
        CallPath = Neuron.CallPath.Current;
        Inputs = x.Length;
        _operands = new Operand[x.Length + y.Length];
        int inputs = rule.KeptInputs(primitive), outputs = rule.KeptOutputs(primitive);
        for (int i = 0; i < x.Length; i++)
        {
            bool keeps = (inputs >> i & 1) != 0;
            var recomputed = keeps && rule.IsRecomputing ? Recomputed.Of(x[i]) : null;
            _operands[i] = new(x[i], GradState.Of(x[i]), keeps && recomputed is null) { Recomputed = recomputed };
        }
        for (int i = 0; i < y.Length; i++)
        {
            var state = y[i].DType.IsFloatingPoint && (primitive.Auxiliary >> i & 1) == 0 ? new GradState(this) : null;
            y[i].Annotation = state;
            _operands[x.Length + i] = new(y[i], state, (outputs >> i & 1) != 0);
        }
    }

    /// <summary>The number of the newest node.</summary>
    public static long LastSequence => Interlocked.Read(ref s_sequence);

    public Primitive Primitive { get; }

    public Rule Rule { get; }

    /// <summary>Grows with time, so a node's consumers all have larger numbers.</summary>
    public long Sequence { get; }

    /// <summary>The modules inside which the primitive ran.</summary>
    public string CallPath { get; }

    /// <summary>Number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>Number of outputs.</summary>
    public int Outputs => _operands.Length - Inputs;

    public bool IsReleased => _isReleased;

    private int OwnPasses => Primitive is ViewPrimitive ? 0 : 1;

    /// <summary>The backward pass that has this node on its list.</summary>
    public BackwardPass? ListedBy { get; set; }

    /// <summary>The primitive and the modules around it, for error texts.</summary>
    public string Where => CallPath.Length > 0 ? $"{CallPath} ({Primitive.Name})" : Primitive.Name;

    /// <summary>Gradient state of an input, null for one that needs no gradient.</summary>
    public GradState? Input(int i) => _operands[i].State;

    /// <summary>Gradient state of an output, null for one without gradient.</summary>
    public GradState? Output(int i) => _operands[Inputs + i].State;

    /// <summary>Shape and dtype of an input.</summary>
    public TensorSpec Spec(int i) => new(_operands[i].Shape, _operands[i].DType);

    /// <summary>Kept input (or, from <see cref="Inputs"/> on, output) number <paramref name="slot"/>.</summary>
    public Tensor Read(int slot)
    {
        ref readonly var operand = ref _operands[slot];
        if (_isReleased)
            throw new InvalidOperationException($"{Where}: the graph was already released by a backward pass; pass retainGraph: true to the first one.");
        if (operand.Recomputed is { } recomputed) return recomputed.Value;
        if (operand.Kept is not { } tensor)
            throw new InvalidOperationException($"{Primitive.Name}: its gradient rule reads operand {slot} but does not keep it.");
        if (tensor.Storage.Version != operand.Version)
            throw new InvalidOperationException($"{Where}: a tensor of shape {tensor.Shape} that its gradient needs was changed in place since.");
        return tensor;
    }

    /// <summary>Lets go of all that is kept for the rule.</summary>
    /// <param name="frees">Whether no graph and no recording can hold what was computed again.</param>
    public void Release(bool frees)
    {
        if (_isReleased) return;
        foreach (ref var operand in _operands.AsSpan())
            if (operand.Recomputed is { } recomputed) recomputed.RemoveReader();
        _recomputed?.Leave(frees);
        _recomputed = null;
        _isReleased = true;
        foreach (ref var operand in _operands.AsSpan()) operand.Clear();
        (Primitive as CustomPrimitive)?.Context.Release();
    }

    /// <summary>What stands for an output of this node in place of the tensor, for one more reader; null if that must be kept.</summary>
    /// <param name="state">The output.</param>
    /// <param name="version">Of its memory now; another than it had here tells that it was changed.</param>
    public Recomputed? Recomputable(GradState state, int version)
    {
        lock (s_recomputables) return Passes(state, version, Recomputed.MostPasses) <= Recomputed.MostPasses ? ForReader() : null;
    }

    /// <summary>Runs the primitive again on its inputs.</summary>
    public Tensor Recompute(int output)
    {
        int recording = GraphRecorder.Set(recording: false);
        try
        {
            var x = new Tensor[Inputs];
            var y = Recompute(x, 0)[output];
            y.Annotation = _operands[Inputs + output].State;
            return y;
        }
        finally
        {
            GraphRecorder.Restore(recording);
        }
    }

    private Tensor[] Recompute(Tensor[] x, int i)
    {
        Tensor[] y = [];
        if (i == x.Length) return Primitive.Outputs == 1 ? [Dispatcher.Run(Primitive, x)] : Dispatcher.RunMany(Primitive, x);
        if (_operands[i].Recomputed is not { } recomputed)
        {
            x[i] = Read(i);
            return Recompute(x, i + 1);
        }
        recomputed.Lend(value =>
        {
            x[i] = value;
            y = Recompute(x, i + 1);
        }, isShared: Primitive is ViewPrimitive);
        return y;
    }

    /// <summary>How many primitives, besides views, must run for an output; more than <paramref name="limit"/> if it can't be had.</summary>
    private int Passes(GradState state, int version, int limit)
    {
        ref readonly var output = ref _operands[Inputs];
        if (_isReleased || !Rule.IsCheap(Primitive) || OwnPasses > limit) return limit + 1;
        if (!ReferenceEquals(output.State, state) || output.Version != version) return limit + 1; // the first: others are auxiliary
        if (_recomputed is not null) return _recomputed.Passes;
        int most = 0;
        for (int i = 0; i < Inputs && OwnPasses + most <= limit; i++) most = Math.Max(most, PassesFor(in _operands[i], limit - OwnPasses));
        return OwnPasses + most;
    }

    // an input is at hand if the rule keeps it, its own node keeps it, or it can be had again itself
    private static int PassesFor(ref readonly Operand operand, int limit) =>
        operand.Kept is not null ? 0
        : operand.Recomputed is { } recomputed ? recomputed.Passes
        : operand.State is not { Producer: { } producer } state ? limit + 1
        : producer.KeptOutput(in operand) is not null ? 0
        : producer.Passes(state, operand.Version, limit);

    private Tensor? KeptOutput(ref readonly Operand read)
    {
        foreach (ref readonly var output in _operands.AsSpan(Inputs))
            if (ReferenceEquals(output.State, read.State) && output.Version == read.Version) return output.Kept;
        return null;
    }

    /// <summary>Makes sure that the first output can be computed again, which <see cref="Passes"/> has found to be possible.</summary>
    private Recomputed ForReader()
    {
        if (_recomputed is null)
        {
            int most = 0;
            foreach (ref var x in _operands.AsSpan(0, Inputs))
            {
                if (x.Kept is null && x.Recomputed is null && x.State!.Producer is { } producer)
                {
                    x.Kept = producer.KeptOutput(in x);
                    if (x.Kept is null) x.Recomputed = producer.ForReader();
                }
                if (x.Recomputed is { } recomputed) most = Math.Max(most, recomputed.Passes);
            }
            _recomputed = new(this, 0, OwnPasses + most);
            ref var output = ref _operands[Inputs];
            if (output.Kept is not null)
            {
                (output.Kept, output.Recomputed) = (null, _recomputed);
                _recomputed.AddReader();
            }
        }
        _recomputed.AddReader();
        return _recomputed;
    }

    private struct Operand(Tensor tensor, GradState? state, bool keeps)
    {
        public readonly GradState? State = state;
        public readonly Shape Shape = tensor.Shape;
        public Tensor? Kept = keeps ? tensor : null;
        public readonly DType DType = tensor.DType;
        public readonly int Version = tensor.Storage.Version;

        /// <summary>Stands for a tensor that is not kept.</summary>
        public Recomputed? Recomputed;

        public void Clear() => (Kept, Recomputed) = (null, null);
    }
}
