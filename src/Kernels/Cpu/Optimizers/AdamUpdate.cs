using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.Optimizers;

/// <summary>Adam and AdamW (arXiv 1412.6980, 1711.05101): m, v the decaying means of g and g²; p −= lr / (1 − β₁ᵗ) · m / (√(v / (1 − β₂ᵗ)) + ε).</summary>
/// <remarks>State: m, v, and with AMSGrad the largest v so far.</remarks>
internal readonly struct AdamUpdate<T>(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, bool decoupled, bool amsgrad, bool maximize, long step) : IParameterUpdate<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T
        _shrink = T.CreateTruncating(decoupled ? 1 - (learningRate * weightDecay) : 1),
        _decay = T.CreateTruncating(decoupled ? 0 : weightDecay),
        _sign = T.CreateTruncating(maximize ? -1 : 1),
        _beta1 = T.CreateTruncating(beta1),
        _fresh1 = T.CreateTruncating(1 - beta1),
        _beta2 = T.CreateTruncating(beta2),
        _fresh2 = T.CreateTruncating(1 - beta2),
        _rate = T.CreateTruncating(learningRate / (1 - Math.Pow(beta1, step))),
        _root = T.CreateTruncating(1 / Math.Sqrt(1 - Math.Pow(beta2, step))),
        _epsilon = T.CreateTruncating(epsilon);
    private readonly bool _amsgrad = amsgrad;

    public int States => _amsgrad ? 3 : 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Apply(ref Vector512<T> p, Vector512<T> g, ref Vector512<T> s0, ref Vector512<T> s1, ref Vector512<T> s2)
    {
        p *= Vector512.Create(_shrink);
        g = (g * Vector512.Create(_sign)) + (p * Vector512.Create(_decay));
        s0 = (s0 * Vector512.Create(_beta1)) + (g * Vector512.Create(_fresh1));
        s1 = (s1 * Vector512.Create(_beta2)) + (g * g * Vector512.Create(_fresh2));
        var v = s1;
        if (_amsgrad) v = s2 = Vector512.Max(s2, s1);
        p -= Vector512.Create(_rate) * s0 / ((Vector512.Sqrt(v) * Vector512.Create(_root)) + Vector512.Create(_epsilon));
    }

    public readonly void Apply(ref T p, T g, ref T s0, ref T s1, ref T s2)
    {
        p *= _shrink;
        g = (g * _sign) + (p * _decay);
        s0 = (s0 * _beta1) + (g * _fresh1);
        s1 = (s1 * _beta2) + (g * g * _fresh2);
        T v = s1;
        if (_amsgrad) v = s2 = T.Max(s2, s1);
        p -= _rate * s0 / ((T.Sqrt(v) * _root) + _epsilon);
    }
}
