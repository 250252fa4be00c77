namespace Neuron.Kernels.Operators;

/// <summary>Work that is done with an operator, once its type is known.</summary>
internal interface IUnaryVisitor<T>
    where T : unmanaged
{
    void Visit<TOp>(TOp op)
        where TOp : unmanaged, IUnaryOperator<T>;
}
