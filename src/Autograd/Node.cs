using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>One primitive that ran, with what its gradient rule needs.</summary>
internal sealed class Node
{
    private static long s_sequence;

    private Kept[]? _kept;

    /// <summary>The number of the newest node.</summary>
    public static long LastSequence => Interlocked.Read(ref s_sequence);

    public Node(Primitive primitive, Rule rule, ReadOnlySpan<Tensor> x)
    {
        Primitive = primitive;
        Rule = rule;
        Sequence = Interlocked.Increment(ref s_sequence);
        CallPath = Neuron.CallPath.Current;
        Inputs = new GradState?[x.Length];
        Specs = new TensorSpec[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            Inputs[i] = GradState.Of(x[i]);
            Specs[i] = new(x[i].Shape, x[i].DType);
        }
    }

    public Primitive Primitive { get; }

    public Rule Rule { get; }

    /// <summary>Grows with time, so a node's consumers all have larger numbers.</summary>
    public long Sequence { get; }

    /// <summary>The modules inside which the primitive ran.</summary>
    public string CallPath { get; }

    /// <summary>The inputs' gradient states, null for one that needs no gradient.</summary>
    public GradState?[] Inputs { get; }

    /// <summary>Shapes and dtypes of the inputs.</summary>
    public TensorSpec[] Specs { get; }

    /// <summary>Gradient states of the outputs, null for one without gradient.</summary>
    public GradState?[] Outputs { get; private set; } = [];

    public bool IsReleased => _kept is null;

    /// <summary>Keeps what the rule asks for.</summary>
    public void Keep(ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y, GradState?[] outputs)
    {
        Outputs = outputs;
        int inputs = Rule.KeptInputs(Primitive), results = Rule.KeptOutputs(Primitive);
        _kept = new Kept[x.Length + y.Length];
        for (int i = 0; i < x.Length; i++)
            if ((inputs >> i & 1) != 0) _kept[i] = new(x[i], x[i].Storage.Version);
        for (int i = 0; i < y.Length; i++)
            if ((results >> i & 1) != 0) _kept[x.Length + i] = new(y[i], y[i].Storage.Version);
    }

    /// <summary>Kept input (or, from <c>Inputs.Length</c> on, output) number <paramref name="slot"/>.</summary>
    public Tensor Read(int slot)
    {
        if (_kept is null)
            throw new InvalidOperationException($"{Where}: the graph was already released by a backward pass; pass retainGraph: true to the first one.");
        var (tensor, version) = _kept[slot];
        if (tensor is null)
            throw new InvalidOperationException($"{Primitive.Name}: its gradient rule reads operand {slot} but does not keep it.");
        if (tensor.Storage.Version != version)
            throw new InvalidOperationException($"{Where}: a tensor of shape {tensor.Shape} that its gradient needs was changed in place since.");
        return tensor;
    }

    public void Release()
    {
        _kept = null;
        (Primitive as CustomPrimitive)?.Context.Release();
    }

    /// <summary>The primitive and the modules around it, for error texts.</summary>
    public string Where => CallPath.Length > 0 ? $"{CallPath} ({Primitive.Name})" : Primitive.Name;

    private readonly record struct Kept(Tensor? Tensor, int Version);
}
