using System.Numerics;

namespace Neuron.Kernels.Cpu.Simd;

/// <summary>
/// The few vector instructions that a register-blocked kernel is made of, for one vector width; a struct as a type
/// argument, so that one source is compiled for AVX-512, AVX2, AdvSimd and scalar registers alike.
/// </summary>
/// <typeparam name="T">Element.</typeparam>
/// <typeparam name="TVector">Register of <see cref="Width"/> elements.</typeparam>
internal unsafe interface ISimd<T, TVector>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TVector : unmanaged
{
    /// <summary>Elements in a register.</summary>
    static abstract int Width { get; }

    static abstract TVector Load(T* source);

    static abstract void Store(T* target, TVector value);

    static abstract TVector Broadcast(T value);

    static abstract TVector Add(TVector x, TVector y);

    static abstract TVector Multiply(TVector x, TVector y);

    /// <summary>x · y + z, rounded once where the hardware can.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector z);
}
