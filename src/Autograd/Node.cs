using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>One primitive that ran, with what its gradient rule needs.</summary>
internal sealed class Node
{
    private static long s_sequence;

    private readonly Operand[] _operands; // inputs, then outputs
    private bool _isReleased;

    public Node(Primitive primitive, Rule rule, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
    {
        Primitive = primitive;
        Rule = rule;
        Sequence = Interlocked.Increment(ref s_sequence);
        CallPath = Neuron.CallPath.Current;
        Inputs = x.Length;
        _operands = new Operand[x.Length + y.Length];
        int inputs = rule.KeptInputs(primitive), outputs = rule.KeptOutputs(primitive);
        for (int i = 0; i < x.Length; i++) _operands[i] = new(x[i], GradState.Of(x[i]), (inputs >> i & 1) != 0);
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
        if (operand.Kept is not { } tensor)
            throw new InvalidOperationException($"{Primitive.Name}: its gradient rule reads operand {slot} but does not keep it.");
        if (tensor.Storage.Version != operand.Version)
            throw new InvalidOperationException($"{Where}: a tensor of shape {tensor.Shape} that its gradient needs was changed in place since.");
        return tensor;
    }

    public void Release()
    {
        _isReleased = true;
        foreach (ref var operand in _operands.AsSpan()) operand.Kept = null;
        (Primitive as CustomPrimitive)?.Context.Release();
    }

    private struct Operand(Tensor tensor, GradState? state, bool keeps)
    {
        public readonly GradState? State = state;
        public readonly Shape Shape = tensor.Shape;
        public Tensor? Kept = keeps ? tensor : null;
        public readonly DType DType = tensor.DType;
        public readonly int Version = tensor.Storage.Version;
    }
}
