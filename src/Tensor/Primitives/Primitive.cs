namespace Neuron.Primitives;

/// <summary>Shape and element type of an output.</summary>
/// <remarks>Strides are those of a contiguous tensor unless given; these must leave no gaps either.</remarks>
internal readonly record struct TensorSpec(Shape Shape, DType DType, long[]? Strides = null);

/// <summary>
/// One operation that a device knows how to run, with its attributes and its shape rule. Immutable: the graph, the tracer and
/// captured steps keep it.
/// </summary>
/// <remarks>
/// Operands arrive with equal dtypes where the operation needs that (the Tensor methods promote) and with any strides; outputs
/// are allocated by the <see cref="Dispatcher"/>, contiguous unless their specification has strides, and with undefined content.
/// </remarks>
internal abstract record Primitive
{
    /// <summary>Lower-case name, as errors and traces show it.</summary>
    public abstract string Name { get; }

    /// <summary>Number of outputs; 0 for one that only writes into its inputs.</summary>
    public virtual int Outputs => 1;

    /// <summary>Outputs that only the gradient rule reads, such as a row's log-sum-exp, as bits. They have no gradient.</summary>
    public virtual int Auxiliary => 0;

    /// <summary>Whether input <paramref name="input"/> is written into.</summary>
    public virtual bool Writes(int input) => false;

    /// <summary>Shape and dtype of output <paramref name="output"/>. With <see cref="Outputs"/> = 0, only checks the inputs.</summary>
    /// <exception cref="ShapeException">The inputs do not fit.</exception>
    public abstract TensorSpec Infer(ReadOnlySpan<Tensor> x, int output);

    /// <summary>Runs it on a device.</summary>
    public abstract void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y);

    /// <summary>Where the outputs lie, if the inputs lie on <paramref name="inputs"/>.</summary>
    public virtual Device Place(Device inputs) => inputs;

    /// <summary>Multiplications and additions that a run takes, for reports; 0 where memory traffic says more.</summary>
    public virtual double Operations(ReadOnlySpan<Tensor> x) => 0;

    /// <summary>
    /// The unfused definition in Tensor operations, or null for a primitive that is not composed of others. Tests hold a fused
    /// primitive against it, and gradients of gradients differentiate it.
    /// </summary>
    public virtual Tensor[]? Compose(ReadOnlySpan<Tensor> x) => null;
}
