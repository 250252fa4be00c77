using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>What a gradient rule works with: the primitive, its operands and the gradients of its outputs.</summary>
internal readonly struct Gradient<P>(Node node, Tensor?[] dys, BackwardPass pass)
    where P : Primitive
{
    /// <summary>The primitive, with its attributes.</summary>
    public P Op => (P)node.Primitive;

    /// <summary>Number of inputs.</summary>
    public int Inputs => node.Inputs;

    /// <summary>The inputs that the rule keeps.</summary>
    public Operands X => new(node, 0);

    /// <summary>The outputs that the rule keeps.</summary>
    public Operands Y => new(node, node.Inputs);

    /// <summary>Gradient of the first output.</summary>
    public Tensor Dy => dys[0] ?? throw new InvalidOperationException($"{node.Primitive.Name}: no gradient of output 0; use DyOrNull.");

    /// <summary>Whether the gradient must itself be differentiable.</summary>
    public bool CreateGraph => pass.CreatesGraph;

    /// <summary>Gradient of an output, null if nothing depends on it.</summary>
    public Tensor? DyOf(int output) => dys[output];

    /// <summary>Whether the pass needs the gradient of input <paramref name="i"/>.</summary>
    public bool Needs(int i) => pass.Needs(node.Input(i));

    /// <summary>Whether the rule may write its result over the gradient of the first output, which nobody else reads.</summary>
    public bool MayOverwriteDy => pass.Owns(Dy);

    /// <summary>
    /// What other nodes have given so far for the gradient of input <paramref name="i"/>, if the rule may add to it in place; it then
    /// returns this tensor.
    /// </summary>
    public Tensor? SumSoFar(int i) => pass.OwnedSum(node.Input(i));

    /// <summary>Shape of input <paramref name="i"/>.</summary>
    public Shape Shape(int i) => node.Spec(i).Shape;

    /// <summary>Dtype of input <paramref name="i"/>.</summary>
    public DType DType(int i) => node.Spec(i).DType;

    /// <summary>Kept operands by number.</summary>
    public readonly struct Operands(Node node, int first)
    {
        public Tensor this[int i] => node.Read(first + i);
    }
}
