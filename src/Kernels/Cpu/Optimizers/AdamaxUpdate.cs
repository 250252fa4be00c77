using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.Optimizers;

/// <summary>Adamax (arXiv 1412.6980, §7.1): u = max(β₂·u, |g| + ε), p −= lr / (1 − β₁ᵗ) · m / u.</summary>
/// <remarks>State: m, u.</remarks>
internal readonly struct AdamaxUpdate<T>(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, bool maximize, long step) : IParameterUpdate<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T
        _decay = T.CreateTruncating(weightDecay),
        _sign = T.CreateTruncating(maximize ? -1 : 1),
        _beta1 = T.CreateTruncating(beta1),
        _fresh1 = T.CreateTruncating(1 - beta1),
        _beta2 = T.CreateTruncating(beta2),
        _rate = T.CreateTruncating(learningRate / (1 - Math.Pow(beta1, step))),
        _epsilon = T.CreateTruncating(epsilon);

    public int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Apply(ref Vector512<T> p, Vector512<T> g, ref Vector512<T> s0, ref Vector512<T> s1, ref Vector512<T> s2)
    {
        g = (g * Vector512.Create(_sign)) + (p * Vector512.Create(_decay));
        s0 = (s0 * Vector512.Create(_beta1)) + (g * Vector512.Create(_fresh1));
        s1 = Vector512.Max(s1 * Vector512.Create(_beta2), Vector512.Abs(g) + Vector512.Create(_epsilon));
        p -= Vector512.Create(_rate) * s0 / s1;
    }

    public readonly void Apply(ref T p, T g, ref T s0, ref T s1, ref T s2)
    {
        g = (g * _sign) + (p * _decay);
        s0 = (s0 * _beta1) + (g * _fresh1);
        s1 = T.Max(s1 * _beta2, T.Abs(g) + _epsilon);
        p -= _rate * s0 / s1;
    }
}
