using System.Numerics;

namespace Neuron.Kernels.Gpu.Optimizers;

/// <summary>Constants of a LAMB step (arXiv 1904.00962).</summary>
internal struct LambConstants<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Learning rate with the bias correction.</summary>
    public T Rate;

    public T Beta1, Beta2, Fresh1, Fresh2, Epsilon, Decay;

    /// <summary>Largest norm of a parameter that counts.</summary>
    public T Clamp;

    /// <summary>u = m / (√v + ε) + λ · p.</summary>
    public readonly T Move(T p, T m, T v) => (m / (T.Sqrt(v) + Epsilon)) + (p * Decay);
}
