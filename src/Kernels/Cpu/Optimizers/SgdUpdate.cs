using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.Optimizers;

/// <summary>Stochastic gradient descent: b = μ·b + (1 − d)·g, p −= lr·b (Nesterov: lr·(g + μ·b)), g with weight decay added.</summary>
/// <remarks>State: the momentum buffer, if there is momentum.</remarks>
internal readonly struct SgdUpdate<T>(double learningRate, double momentum, double dampening, double weightDecay, bool nesterov, bool first, bool maximize) : IParameterUpdate<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T
        _rate = T.CreateTruncating(learningRate),
        _momentum = T.CreateTruncating(momentum),
        _fresh = T.CreateTruncating(first ? 1 : 1 - dampening),
        _kept = T.CreateTruncating(first ? 0 : momentum),
        _decay = T.CreateTruncating(weightDecay),
        _sign = T.CreateTruncating(maximize ? -1 : 1);
    private readonly bool _nesterov = nesterov, _moves = momentum != 0;

    public int States => _moves ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Apply(ref Vector512<T> p, Vector512<T> g, ref Vector512<T> s0, ref Vector512<T> s1, ref Vector512<T> s2)
    {
        g = (g * Vector512.Create(_sign)) + (p * Vector512.Create(_decay));
        if (_moves)
        {
            // the first step's state is the gradient itself, undamped
            s0 = (s0 * Vector512.Create(_kept)) + (g * Vector512.Create(_fresh));
            g = _nesterov ? g + (s0 * Vector512.Create(_momentum)) : s0;
        }
        p -= g * Vector512.Create(_rate);
    }

    public readonly void Apply(ref T p, T g, ref T s0, ref T s1, ref T s2)
    {
        g = (g * _sign) + (p * _decay);
        if (_moves)
        {
            s0 = (s0 * _kept) + (g * _fresh);
            g = _nesterov ? g + (s0 * _momentum) : s0;
        }
        p -= g * _rate;
    }
}
