using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.Optimizers;

/// <summary>RMSprop: q the decaying mean of g² (centred: less the squared mean of g), p −= lr·g / (√q + ε), with momentum on that quotient.</summary>
/// <remarks>State: q; if centred the mean of g; with momentum its buffer.</remarks>
internal readonly struct RmsPropUpdate<T>(double learningRate, double alpha, double epsilon, double weightDecay, double momentum, bool centered, bool maximize) : IParameterUpdate<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T
        _decay = T.CreateTruncating(weightDecay),
        _sign = T.CreateTruncating(maximize ? -1 : 1),
        _alpha = T.CreateTruncating(alpha),
        _fresh = T.CreateTruncating(1 - alpha),
        _rate = T.CreateTruncating(learningRate),
        _momentum = T.CreateTruncating(momentum),
        _epsilon = T.CreateTruncating(epsilon);
    private readonly bool _centered = centered, _moves = momentum != 0;

    public int States => 1 + (_centered ? 1 : 0) + (_moves ? 1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Apply(ref Vector512<T> p, Vector512<T> g, ref Vector512<T> s0, ref Vector512<T> s1, ref Vector512<T> s2)
    {
        g = (g * Vector512.Create(_sign)) + (p * Vector512.Create(_decay));
        s0 = (s0 * Vector512.Create(_alpha)) + (g * g * Vector512.Create(_fresh));
        var q = s0;
        if (_centered)
        {
            s1 = (s1 * Vector512.Create(_alpha)) + (g * Vector512.Create(_fresh));
            q -= s1 * s1;
        }
        var move = g / (Vector512.Sqrt(q) + Vector512.Create(_epsilon));
        if (_moves)
        {
            move += (_centered ? s2 : s1) * Vector512.Create(_momentum);
            if (_centered) s2 = move;
            else s1 = move;
        }
        p -= move * Vector512.Create(_rate);
    }

    public readonly void Apply(ref T p, T g, ref T s0, ref T s1, ref T s2)
    {
        g = (g * _sign) + (p * _decay);
        s0 = (s0 * _alpha) + (g * g * _fresh);
        T q = s0;
        if (_centered)
        {
            s1 = (s1 * _alpha) + (g * _fresh);
            q -= s1 * s1;
        }
        T move = g / (T.Sqrt(q) + _epsilon);
        if (_moves)
        {
            move += (_centered ? s2 : s1) * _momentum;
            if (_centered) s2 = move;
            else s1 = move;
        }
        p -= move * _rate;
    }
}
