using Neuron.Kernels.Operators;

namespace Neuron;

/// <summary>A device that runs primitives: one method each. Outputs are contiguous unless a method says otherwise; inputs have any strides.</summary>
/// <remarks>One file per family: IBackend.Convolution.cs and so on.</remarks>
internal partial interface IBackend
{
    void Unary(UnaryOperator op, double a, double b, Tensor x, Tensor y);

    void UnaryGradient(UnaryOperator op, double a, double b, Tensor dy, Tensor x, Tensor dx);

    void Binary(BinaryOperator op, Tensor a, Tensor b, Tensor y);

    void Compare(CompareOperator op, Tensor a, Tensor b, Tensor y);

    void Where(Tensor condition, Tensor a, Tensor b, Tensor y);

    void Cast(Tensor x, Tensor y);

    /// <summary>Both sides may have any strides.</summary>
    void Copy(Tensor x, Tensor y);

    void Fill(double value, Tensor y);

    void Ramp(double start, double step, Tensor y);

    void Reduce(ReduceOperator op, ReadOnlySpan<int> axes, Tensor x, Tensor y);

    void ArgReduce(bool largest, int axis, Tensor x, Tensor y);

    void MatMul(Tensor a, Tensor b, Tensor y);

    void Linear(Tensor x, Tensor weight, Tensor? bias, Tensor y);
}
