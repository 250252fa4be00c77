namespace Neuron.Primitives;

/// <summary>One step of an <see cref="ElementwiseChain"/>: slot <paramref name="Target"/> becomes the operation's value of one or two slots.</summary>
/// <param name="Operation"><see cref="Unary"/>, <see cref="UnaryGradient"/> or <see cref="Binary"/>.</param>
/// <param name="First">Slot of the first operand.</param>
/// <param name="Second">Slot of the second operand; of an operation of one operand, the same.</param>
/// <param name="Target">Slot of the value, not one of an input.</param>
internal readonly record struct ChainStep(Primitive Operation, int First, int Second, int Target);

/// <summary>
/// Element-wise primitives in one pass over memory, as captured steps put them together. Not differentiable: gradients were
/// recorded before. Slots are numbered: inputs, outputs, then buffers that no one else sees.
/// </summary>
/// <remarks>
/// Inputs: any strides, as many elements as the outputs, which are without gaps. The outputs' shapes are those of the recorded ones.
/// </remarks>
internal sealed record ElementwiseChain(IReadOnlyList<ChainStep> Steps, int Inputs, IReadOnlyList<TensorSpec> Results, int Buffers) : Primitive
{
    private readonly IElementwiseChain _loop = CpuBackend.Chain(Steps, Inputs, Results.Count, Buffers, Results[0].DType);

    public override string Name => string.Join('+', Steps.Select(step => step.Operation.Name));

    public override int Outputs => Results.Count;

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output) => Results[output];

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => _loop.Run(x, y);
}
