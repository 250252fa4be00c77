namespace Neuron.Kernels.Cpu.Recurrent;

/// <summary>The cell of a recurrent layer.</summary>
internal enum RecurrentKind
{
    /// <summary>h' = tanh(x + U·h).</summary>
    Tanh,

    /// <summary>h' = max(0, x + U·h).</summary>
    Relu,

    /// <summary>Gates i, f, g, o: c' = σ(f)·c + σ(i)·tanh(g), h' = σ(o)·tanh(c').</summary>
    Lstm,

    /// <summary>Gates r, z, n: n = tanh(xₙ + σ(r)·(U·h)ₙ), h' = (1 − σ(z))·n + σ(z)·h.</summary>
    Gru,
}
