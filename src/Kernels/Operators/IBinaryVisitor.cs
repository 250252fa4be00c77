namespace Neuron.Kernels.Operators;

/// <summary>Work that is done with an operator of two arguments, once its type is known.</summary>
internal interface IBinaryVisitor<T>
    where T : unmanaged
{
    void Visit<TOp>()
        where TOp : struct, IBinaryOperator<T>;
}
