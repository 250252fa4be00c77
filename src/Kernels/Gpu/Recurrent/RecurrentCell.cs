using System.Numerics;
using Neuron.Kernels.Cpu.Recurrent;

namespace Neuron.Kernels.Gpu.Recurrent;

/// <summary>One unit of one sequence at one step: the cell and its gradient.</summary>
internal static class RecurrentCell
{
    /// <summary>Whether the step belongs to the sequence.</summary>
    public static bool IsInside<T>(RecurrentMemory<T> m, int step, int row)
        where T : unmanaged, IFloatingPointIeee754<T> => !m.Lengths.IsValid || step < m.Lengths[row];

    /// <summary>Steps of a sequence; lengths outside the steps are brought into them.</summary>
    public static int Length<T>(RecurrentShape a, RecurrentMemory<T> m, int row)
        where T : unmanaged, IFloatingPointIeee754<T> => m.Lengths.IsValid ? (int)XMath.Max(0, XMath.Min(m.Lengths[row], (long)a.Steps)) : a.Steps;

    /// <summary>Place of the state before a step in [T, B, H], or −1 where it is the initial state.</summary>
    public static long Before<T>(RecurrentShape a, RecurrentMemory<T> m, int step, int row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int last = Length(a, m, row) - 1;
        if (a.Reverse ? step == last : step == 0) return -1;
        return (((a.Reverse ? step + 1L : step - 1L) * a.Batch) + row) * a.Units;
    }

    /// <summary>The outputs of a unit from its sums U·h by gate.</summary>
    public static void Forward<T>(RecurrentShape a, RecurrentMemory<T> m, int step, int row, int unit, T u0, T u1, T u2, T u3)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = a.Units;
        long at = (((long)step * a.Batch) + row) * n + unit, x = ((((long)step * a.Batch) + row) * n * a.Gates) + unit, gates = (((long)step * a.Batch) + row) * 4 * n + unit;
        if (!IsInside(m, step, row))
        {
            m.Y[at] = T.Zero;
            if (a.Kind == RecurrentKind.Lstm) m.Cells[at] = T.Zero;
            return;
        }
        if (m.Bias.IsValid)
        {
            u0 += m.Bias[unit];
            if (a.Gates > 1) u1 += m.Bias[n + unit];
            if (a.Gates > 1) u2 += m.Bias[(2 * n) + unit];
            if (a.Gates > 3) u3 += m.Bias[(3 * n) + unit];
        }
        long before = Before(a, m, step, row);
        if (a.Kind == RecurrentKind.Lstm)
        {
            T last = before < 0 ? m.C0[((long)row * n) + unit] : m.Cells[before + unit];
            T i = u0 + m.X[x], f = u1 + m.X[x + n], g = u2 + m.X[x + (2 * n)], o = u3 + m.X[x + (3 * n)]; // all loads before the functions, whose branches would part them
            i = Sigmoid(i);
            f = Sigmoid(f);
            g = T.Tanh(g);
            o = Sigmoid(o);
            T c = (f * last) + (i * g);
            m.Cells[at] = c;
            m.Y[at] = o * T.Tanh(c);
            m.Gates[gates] = i;
            m.Gates[gates + n] = f;
            m.Gates[gates + (2 * n)] = g;
            m.Gates[gates + (3 * n)] = o;
        }
        else if (a.Kind == RecurrentKind.Gru)
        {
            T r = Sigmoid(u0 + m.X[x]), z = Sigmoid(u1 + m.X[x + n]), candidate = T.Tanh(m.X[x + (2 * n)] + (r * u2));
            T h = before < 0 ? m.H0[((long)row * n) + unit] : m.Y[before + unit];
            m.Y[at] = candidate + (z * (h - candidate));
            m.Gates[gates] = r;
            m.Gates[gates + n] = z;
            m.Gates[gates + (2 * n)] = candidate;
            m.Gates[gates + (3 * n)] = u2;
        }
        else
        {
            T h = u0 + m.X[x];
            m.Y[at] = a.Kind == RecurrentKind.Tanh ? T.Tanh(h) : h < T.Zero ? T.Zero : h;
        }
    }

    /// <summary>The gradients of a unit's gates from that of its state, <paramref name="d"/>; what goes on to the state before without the weights stays in Dh.</summary>
    public static void Backward<T>(RecurrentShape a, RecurrentMemory<T> m, RecurrentSlopes<T> g, int step, int row, int unit, T d)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = a.Units;
        long number = ((long)step * a.Batch) + row, at = (number * n) + unit, x = (number * n * a.Gates) + unit, state = ((long)row * n) + unit;
        if (!IsInside(m, step, row))
        {
            for (int gate = 0; gate < a.Gates; gate++)
            {
                g.Dx[x + (gate * n)] = T.Zero;
                if (a.Kind == RecurrentKind.Gru) g.Hidden[x + (gate * n)] = T.Zero;
            }
            g.States[at] = T.Zero;
            g.Dh[state] = d;
            return;
        }
        long before = Before(a, m, step, row), gates = (number * 4 * n) + unit;
        T h = before < 0 ? m.H0[state] : m.Y[before + unit];
        d += g.Dy[at];
        // all loads before the first store, which would part them: it may change what they read, for all that the compiler knows
        if (a.Kind == RecurrentKind.Lstm)
        {
            T i = m.Gates[gates], f = m.Gates[gates + n], c = m.Gates[gates + (2 * n)], o = m.Gates[gates + (3 * n)], t = m.Cells[at];
            T last = before < 0 ? m.C0[state] : m.Cells[before + unit], dc = g.Dc[state];
            t = T.Tanh(t);
            dc += d * o * (T.One - (t * t));
            g.States[at] = h;
            g.Dc[state] = dc * f;
            g.Dh[state] = T.Zero;
            g.Dx[x] = dc * c * i * (T.One - i);
            g.Dx[x + n] = dc * last * f * (T.One - f);
            g.Dx[x + (2 * n)] = dc * i * (T.One - (c * c));
            g.Dx[x + (3 * n)] = d * t * o * (T.One - o);
        }
        else if (a.Kind == RecurrentKind.Gru)
        {
            T r = m.Gates[gates], z = m.Gates[gates + n], c = m.Gates[gates + (2 * n)], u = m.Gates[gates + (3 * n)];
            T dn = d * (T.One - z) * (T.One - (c * c)), dr = dn * u * r * (T.One - r), dz = d * (h - c) * z * (T.One - z);
            g.States[at] = h;
            g.Dh[state] = d * z;
            g.Dx[x] = dr;
            g.Dx[x + n] = dz;
            g.Dx[x + (2 * n)] = dn;
            g.Hidden[x] = dr;
            g.Hidden[x + n] = dz;
            g.Hidden[x + (2 * n)] = dn * r;
        }
        else
        {
            T y = m.Y[at];
            g.States[at] = h;
            g.Dh[state] = T.Zero;
            g.Dx[x] = a.Kind == RecurrentKind.Tanh ? d * (T.One - (y * y)) : y > T.Zero ? d : T.Zero;
        }
    }

    private static T Sigmoid<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => T.One / (T.One + T.Exp(-x));
}
