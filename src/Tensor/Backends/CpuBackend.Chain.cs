using System.Numerics;
using Neuron.Kernels.Cpu;
using Neuron.Primitives;

namespace Neuron;

/// <summary>A chain of element-wise steps, ready to run on tensors of host memory.</summary>
internal interface IElementwiseChain
{
    void Run(ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y);
}

internal sealed partial class CpuBackend
{
    /// <summary>The most slots that a chain may have.</summary>
    public const int MaxChainSlots = ChainLoop<float>.MaxSlots;

    /// <summary>A loop that takes all steps at once.</summary>
    public static IElementwiseChain Chain(IReadOnlyList<ChainStep> steps, int inputs, int outputs, int buffers, DType dtype) => dtype switch
    {
        DType.Float32 => new TensorChain<float>(steps, inputs, outputs, buffers),
        DType.Float64 => new TensorChain<double>(steps, inputs, outputs, buffers),
        _ => throw new NotSupportedException($"A chain of {dtype}."),
    };

    private sealed class TensorChain<T>(IReadOnlyList<ChainStep> steps, int inputs, int outputs, int buffers) : IElementwiseChain
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ChainLoop<T> _loop = new(inputs, outputs, buffers, [.. steps.Select(s => (FunctionOf(s.Operation), s.First, s.Second, s.Target))]);

        public void Run(ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y)
        {
            for (int i = 0; i < x.Length; i++) _loop.SetInput(i, Of<T>(x[i]));
            for (int i = 0; i < y.Length; i++) _loop.SetOutput(i, Of<T>(y[i]));
            _loop.Run(y[0].Size);
        }

        private static RowFunction<T> FunctionOf(Primitive operation) => operation switch
        {
            Unary unary => RowFunction<T>.Unary(unary.Operator, unary.A, unary.B),
            UnaryGradient gradient => RowFunction<T>.UnaryGradient(gradient.Operator, gradient.A, gradient.B),
            Binary binary => RowFunction<T>.Binary(binary.Operator),
            _ => throw new NotSupportedException($"{operation.Name}: not a step of a chain."),
        };
    }
}
