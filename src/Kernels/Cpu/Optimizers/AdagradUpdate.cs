using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.Optimizers;

/// <summary>Adagrad: s += g², p −= lr / (1 + (t − 1)·d) · g / (√s + ε).</summary>
/// <remarks>State: s.</remarks>
internal readonly struct AdagradUpdate<T>(double learningRate, double rateDecay, double epsilon, double weightDecay, bool maximize, long step) : IParameterUpdate<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T
        _decay = T.CreateTruncating(weightDecay),
        _sign = T.CreateTruncating(maximize ? -1 : 1),
        _rate = T.CreateTruncating(learningRate / (1 + ((step - 1) * rateDecay))),
        _epsilon = T.CreateTruncating(epsilon);

    public int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Apply(ref Vector512<T> p, Vector512<T> g, ref Vector512<T> s0, ref Vector512<T> s1, ref Vector512<T> s2)
    {
        g = (g * Vector512.Create(_sign)) + (p * Vector512.Create(_decay));
        s0 += g * g;
        p -= Vector512.Create(_rate) * g / (Vector512.Sqrt(s0) + Vector512.Create(_epsilon));
    }

    public readonly void Apply(ref T p, T g, ref T s0, ref T s1, ref T s2)
    {
        g = (g * _sign) + (p * _decay);
        s0 += g * g;
        p -= _rate * g / (T.Sqrt(s0) + _epsilon);
    }
}
