namespace Neuron.Models;

/// <summary>The formulas of one step.</summary>
internal static class RecurrentCell
{
    /// <summary>h' = f(xi + hi).</summary>
    public static Tensor Rnn(Tensor xi, Tensor hi, bool relu) => relu ? (xi + hi).Relu() : (xi + hi).Tanh();

    /// <summary>Gates i, f, g, o of xi + hi: c' = σ(f)·c + σ(i)·tanh(g); h' = σ(o)·tanh(c').</summary>
    public static (Tensor H, Tensor C) Lstm(Tensor xi, Tensor hi, Tensor c)
    {
        var gates = xi + hi;
        int n = gates.Shape[^1] / 4;
        Tensor Gate(int k) => gates.Slice(-1, k * n, (k + 1) * n);
        var next = (Gate(1).Sigmoid() * c) + (Gate(0).Sigmoid() * Gate(2).Tanh());
        return (Gate(3).Sigmoid() * next.Tanh(), next);
    }

    /// <summary>Gates r, z, n: h' = (1 − z)·tanh(xₙ + r·hₙ) + z·h with r = σ(xᵣ + hᵣ), z = σ(x_z + h_z).</summary>
    public static Tensor Gru(Tensor xi, Tensor hi, Tensor h)
    {
        int n = xi.Shape[^1] / 3;
        Tensor Part(Tensor x, int k) => x.Slice(-1, k * n, (k + 1) * n);
        Tensor r = (Part(xi, 0) + Part(hi, 0)).Sigmoid(), z = (Part(xi, 1) + Part(hi, 1)).Sigmoid();
        var candidate = (Part(xi, 2) + (r * Part(hi, 2))).Tanh();
        return candidate + (z * (h - candidate));
    }
}
