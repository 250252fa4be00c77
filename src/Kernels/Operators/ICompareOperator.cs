using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Operators;

/// <summary>A relation of two elements: all bits set in the lanes where it holds.</summary>
internal interface ICompareOperator<T>
    where T : unmanaged
{
    static abstract Vector512<T> Apply(Vector512<T> a, Vector512<T> b);

    static abstract bool Apply(T a, T b);
}
