using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.Optimizers;

/// <summary>RAdam (arXiv 1908.03265): Adam whose adaptive step is rectified, and plain momentum while the variance is not tractable.</summary>
/// <remarks>State: m, v.</remarks>
internal readonly struct RAdamUpdate<T>(double learningRate, double rectification, double beta1, double beta2, double epsilon, double weightDecay, bool maximize, long step) : IParameterUpdate<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T
        _decay = T.CreateTruncating(weightDecay),
        _sign = T.CreateTruncating(maximize ? -1 : 1),
        _beta1 = T.CreateTruncating(beta1),
        _fresh1 = T.CreateTruncating(1 - beta1),
        _beta2 = T.CreateTruncating(beta2),
        _fresh2 = T.CreateTruncating(1 - beta2),
        _rate = T.CreateTruncating(learningRate / (1 - Math.Pow(beta1, step))),
        _adaptive = T.CreateTruncating(rectification * Math.Sqrt(1 - Math.Pow(beta2, step))),
        _epsilon = T.CreateTruncating(epsilon);
    private readonly bool _rectified = rectification > 0;

    public int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Apply(ref Vector512<T> p, Vector512<T> g, ref Vector512<T> s0, ref Vector512<T> s1, ref Vector512<T> s2)
    {
        g = (g * Vector512.Create(_sign)) + (p * Vector512.Create(_decay));
        s0 = (s0 * Vector512.Create(_beta1)) + (g * Vector512.Create(_fresh1));
        s1 = (s1 * Vector512.Create(_beta2)) + (g * g * Vector512.Create(_fresh2));
        var move = s0 * Vector512.Create(_rate);
        p -= _rectified ? move * Vector512.Create(_adaptive) / (Vector512.Sqrt(s1) + Vector512.Create(_epsilon)) : move;
    }

    public readonly void Apply(ref T p, T g, ref T s0, ref T s1, ref T s2)
    {
        g = (g * _sign) + (p * _decay);
        s0 = (s0 * _beta1) + (g * _fresh1);
        s1 = (s1 * _beta2) + (g * g * _fresh2);
        T move = s0 * _rate;
        p -= _rectified ? move * _adaptive / (T.Sqrt(s1) + _epsilon) : move;
    }
}
