using System.Numerics;

namespace Neuron.Experiments.Signal;

/// <summary>A filter as a cascade of second-order sections, each [b₀ b₁ b₂ 1 a₁ a₂]: numerically sound at any order.</summary>
internal sealed class SecondOrderSections
{
    private readonly double[][] _sections;

    /// <exception cref="ArgumentException">A section has not six coefficients, or a₀ ≠ 1.</exception>
    public SecondOrderSections(double[][] sections)
    {
        foreach (double[] s in sections)
            if (s.Length != 6 || s[3] != 1) throw new ArgumentException("a section is [b0 b1 b2 1 a1 a2].", nameof(sections));
        _sections = sections;
    }

    /// <summary>The sections in order of application.</summary>
    public IReadOnlyList<double[]> Sections => _sections;

    /// <summary>
    /// Sections of a filter given by zeros and poles: from the pole nearest the unit circle on, each pole pair is joined with
    /// the zeros nearest to it; the sections stand in reverse order, so that the sharpest resonance comes last.
    /// </summary>
    public static SecondOrderSections From(ZeroPoleGain filter)
    {
        int count = (Math.Max(filter.Poles.Length, filter.Zeros.Length) + 1) / 2;
        List<Complex> poles = HalfOfPairs(Pad(filter.Poles, 2 * count)), zeros = HalfOfPairs(Pad(filter.Zeros, 2 * count));
        var sections = new double[count][];
        for (int i = count - 1; i >= 0; i--)
        {
            Complex p1 = Take(poles, NearestToCircle(poles, realOnly: false));
            if (p1.Imaginary == 0 && !poles.Exists(p => p.Imaginary == 0))
            {
                Complex z = Take(zeros, Nearest(zeros, p1, real: true));
                sections[i] = Section([z, 0], [p1, 0]);
            }
            else if (poles.Count + 1 == zeros.Count && p1.Imaginary != 0
                && poles.Count(p => p.Imaginary == 0) == 1 && zeros.Count(z => z.Imaginary == 0) == 1)
            {
                // one real pole and one real zero are left: they must stay for each other
                Complex z = Take(zeros, Nearest(zeros, p1, real: false));
                sections[i] = Section([z, Complex.Conjugate(z)], [p1, Complex.Conjugate(p1)]);
            }
            else
            {
                Complex p2 = p1.Imaginary == 0 ? Take(poles, NearestToCircle(poles, realOnly: true)) : Complex.Conjugate(p1);
                Complex z1 = Take(zeros, Nearest(zeros, p1, real: null));
                Complex z2 = z1.Imaginary != 0 ? Complex.Conjugate(z1) : Take(zeros, Nearest(zeros, p1, real: true));
                sections[i] = Section([z1, z2], [p1, p2]);
            }
        }
        for (int k = 0; k < 3; k++) sections[0][k] *= filter.Gain;
        return new SecondOrderSections(sections);
    }

    /// <summary>Filters once forward from rest.</summary>
    public double[] Filter(ReadOnlySpan<double> x)
    {
        double[] y = x.ToArray();
        FilterInPlace<double>(y, new double[2 * _sections.Length]);
        return y;
    }

    /// <summary>Filters forward in place, from and into <paramref name="state"/> (two values a section); the recursion runs in float64.</summary>
    public void FilterInPlace<T>(Span<T> x, Span<double> state) where T : INumberBase<T>
    {
        if (state.Length != 2 * _sections.Length) throw new ArgumentException($"{_sections.Length} sections need {2 * _sections.Length} state values, got {state.Length}.");
        for (int s = 0; s < _sections.Length; s++)
        {
            double b0 = _sections[s][0], b1 = _sections[s][1], b2 = _sections[s][2], a1 = _sections[s][4], a2 = _sections[s][5];
            double w1 = state[2 * s], w2 = state[2 * s + 1];
            for (int n = 0; n < x.Length; n++)
            {
                double input = double.CreateTruncating(x[n]), output = b0 * input + w1;
                w1 = b1 * input - a1 * output + w2;
                w2 = b2 * input - a2 * output;
                x[n] = T.CreateTruncating(output);
            }
            (state[2 * s], state[2 * s + 1]) = (w1, w2);
        }
    }

    /// <summary>Filters each row of a row-major [rows, samples] array in place, rows in parallel.</summary>
    public void FilterRows<T>(T[] x, int rows) where T : INumberBase<T>
    {
        if (rows <= 0 || x.Length % rows != 0) throw new ArgumentException($"{x.Length} values do not make {rows} rows.");
        int samples = x.Length / rows;
        Parallel.For(0, rows, r => FilterInPlace(x.AsSpan(r * samples, samples), new double[2 * _sections.Length]));
    }

    /// <summary>Filters forward and backward: zero phase, gain squared.</summary>
    public double[] FilterBothWays(ReadOnlySpan<double> x)
    {
        int taps = 2 * _sections.Length + 1;
        taps -= Math.Min(_sections.Count(s => s[2] == 0), _sections.Count(s => s[5] == 0));
        return ZeroPhase.Apply(x, 3 * taps, (signal, first) =>
        {
            double[] state = SteadyState();
            for (int i = 0; i < state.Length; i++) state[i] *= first;
            FilterInPlace<double>(signal, state);
            return signal;
        });
    }

    /// <summary>The state of the cascade under a constant input 1.</summary>
    public double[] SteadyState()
    {
        var state = new double[2 * _sections.Length];
        double level = 1;
        for (int s = 0; s < _sections.Length; s++)
        {
            double[] c = _sections[s];
            double[] one = new TransferFunction(c.AsSpan(0, 3), c.AsSpan(3, 3)).SteadyState();
            (state[2 * s], state[2 * s + 1]) = (level * one[0], level * one[1]);
            level *= (c[0] + c[1] + c[2]) / (c[3] + c[4] + c[5]);
        }
        return state;
    }

    private static Complex[] Pad(Complex[] roots, int count) => [.. roots, .. Enumerable.Repeat(Complex.Zero, count - roots.Length)];

    // one of each conjugate pair (the upper one), then the real roots, each ascending
    private static List<Complex> HalfOfPairs(Complex[] roots)
    {
        const double tolerance = 100 * 2.220446049250313e-16;
        Complex[] clean = [.. roots.Select(r => Math.Abs(r.Imaginary) <= tolerance * Complex.Abs(r) ? new Complex(r.Real, 0) : r)];
        return [.. clean.Where(r => r.Imaginary > 0).OrderBy(r => r.Real).ThenBy(r => r.Imaginary), .. clean.Where(r => r.Imaginary == 0).OrderBy(r => r.Real)];
    }

    private static Complex Take(List<Complex> from, int index)
    {
        Complex taken = from[index];
        from.RemoveAt(index);
        return taken;
    }

    private static int NearestToCircle(List<Complex> roots, bool realOnly) =>
        Smallest(roots, r => realOnly && r.Imaginary != 0 ? double.PositiveInfinity : Math.Abs(1 - Complex.Abs(r)));

    private static int Nearest(List<Complex> roots, Complex to, bool? real) =>
        Smallest(roots, r => real is { } wanted && r.Imaginary == 0 != wanted ? double.PositiveInfinity : Complex.Abs(r - to));

    private static int Smallest(List<Complex> roots, Func<Complex, double> measure)
    {
        int best = 0;
        for (int i = 1; i < roots.Count; i++)
            if (measure(roots[i]) < measure(roots[best])) best = i;
        return best;
    }

    private static double[] Section(Complex[] zeros, Complex[] poles) =>
        [.. ZeroPoleGain.Polynomial(zeros).Select(c => c.Real), .. ZeroPoleGain.Polynomial(poles).Select(c => c.Real)];
}
