using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.Optimizers;

/// <summary>Adadelta (arXiv 1212.5701): q, a the decaying means of g² and of squared steps Δ = √(a + ε) / √(q + ε) · g, p −= lr·Δ.</summary>
/// <remarks>State: q, a.</remarks>
internal readonly struct AdadeltaUpdate<T>(double learningRate, double rho, double epsilon, double weightDecay, bool maximize) : IParameterUpdate<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T
        _decay = T.CreateTruncating(weightDecay),
        _sign = T.CreateTruncating(maximize ? -1 : 1),
        _rho = T.CreateTruncating(rho),
        _fresh = T.CreateTruncating(1 - rho),
        _rate = T.CreateTruncating(learningRate),
        _epsilon = T.CreateTruncating(epsilon);

    public int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Apply(ref Vector512<T> p, Vector512<T> g, ref Vector512<T> s0, ref Vector512<T> s1, ref Vector512<T> s2)
    {
        g = (g * Vector512.Create(_sign)) + (p * Vector512.Create(_decay));
        s0 = (s0 * Vector512.Create(_rho)) + (g * g * Vector512.Create(_fresh));
        var move = Vector512.Sqrt(s1 + Vector512.Create(_epsilon)) / Vector512.Sqrt(s0 + Vector512.Create(_epsilon)) * g;
        s1 = (s1 * Vector512.Create(_rho)) + (move * move * Vector512.Create(_fresh));
        p -= move * Vector512.Create(_rate);
    }

    public readonly void Apply(ref T p, T g, ref T s0, ref T s1, ref T s2)
    {
        g = (g * _sign) + (p * _decay);
        s0 = (s0 * _rho) + (g * g * _fresh);
        T move = T.Sqrt(s1 + _epsilon) / T.Sqrt(s0 + _epsilon) * g;
        s1 = (s1 * _rho) + (move * move * _fresh);
        p -= move * _rate;
    }
}
