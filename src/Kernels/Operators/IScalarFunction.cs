using System.Numerics;

namespace Neuron.Kernels.Operators;

/// <summary>A function that has no vector form of its own: rare ones, computed lane by lane.</summary>
internal interface IScalarFunction
{
    static abstract T Apply<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T>;

    static abstract T Derivative<T>(T x, T a)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
