using System.Numerics;
using Neuron.Kernels.Cpu;

namespace Neuron.Experiments.Signal;

/// <summary>A filter as a cascade of second-order sections, each [b₀ b₁ b₂ 1 a₁ a₂]: numerically sound at any order.</summary>
internal sealed class SecondOrderSections
{
    private readonly double[][] _sections;
    private readonly double[] _coefficients; // b0 b1 b2 a1 a2 of each

    /// <exception cref="ArgumentException">A section has not six coefficients, or a₀ ≠ 1.</exception>
    public SecondOrderSections(double[][] sections)
    {
        foreach (double[] s in sections)
            if (s.Length != 6 || s[3] != 1) throw new ArgumentException("a section is [b0 b1 b2 1 a1 a2].", nameof(sections));
        _sections = sections;
        _coefficients = [.. sections.SelectMany(s => s[..3].Concat(s[4..]))];
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

    /// <summary>Filters along the last axis, once forward from rest; rows in parallel, in float64 whatever the type.</summary>
    public Tensor Filter(Tensor x) => Rows(x, (from, to, rows) => SectionCascade.Forward(_coefficients, from.HostSpan<float>(), to.HostSpan<float>(), rows, new double[2 * _sections.Length * rows]),
        (from, to, rows) => SectionCascade.Forward(_coefficients, from.HostSpan<double>(), to.HostSpan<double>(), rows, new double[2 * _sections.Length * rows]));

    /// <summary>
    /// Filters along the last axis forward and backward: zero phase, gain squared. The ends are extended by odd reflection over
    /// 3·(2·sections + 1) samples, fewer where sections are of first order, and both passes start from the steady state.
    /// </summary>
    /// <exception cref="ArgumentException">The signals are not longer than the extension.</exception>
    public Tensor FilterBothWays(Tensor x)
    {
        double[] steady = SteadyState();
        return Rows(x, (from, to, rows) => SectionCascade.BothWays(_coefficients, steady, from.HostSpan<float>(), to.HostSpan<float>(), rows, Edge),
            (from, to, rows) => SectionCascade.BothWays(_coefficients, steady, from.HostSpan<double>(), to.HostSpan<double>(), rows, Edge));
    }

    /// <summary>Filters one signal once forward from rest.</summary>
    public double[] Filter(ReadOnlySpan<double> x)
    {
        var y = new double[x.Length];
        SectionCascade.Forward(_coefficients, x, y, 1, new double[2 * _sections.Length]);
        return y;
    }

    /// <summary>Filters the rows of a block forward in place, from and into their states [rows, sections, 2]: a stream in pieces.</summary>
    public void FilterBlock(Span<float> x, int rows, Span<double> state) => SectionCascade.Forward<float>(_coefficients, x, x, rows, state);

    /// <summary>Filters the rows of a block forward in place, from rest.</summary>
    public void FilterRows(Span<float> x, int rows) => FilterBlock(x, rows, new double[2 * _sections.Length * rows]);

    /// <summary>Filters one signal forward and backward.</summary>
    public double[] FilterBothWays(ReadOnlySpan<double> x)
    {
        var y = new double[x.Length];
        SectionCascade.BothWays(_coefficients, SteadyState(), x, y, 1, Edge);
        return y;
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

    private int Edge => 3 * (2 * _sections.Length + 1 - Math.Min(_sections.Count(s => s[2] == 0), _sections.Count(s => s[5] == 0)));

    // the recursion runs on the CPU, whatever device the signal comes from
    private static Tensor Rows(Tensor x, Action<Tensor, Tensor, int> single, Action<Tensor, Tensor, int> wide)
    {
        if (x.DType is not (DType.Float32 or DType.Float64) || x.Rank < 1) throw ShapeException.Expected("recursive filter", "float32 or float64 signals [.., N]", x);
        Tensor from = x.To(Device.Cpu).Contiguous(), to = Tensor.Empty(x.Shape, x.DType);
        if (x.Size > 0) (x.DType == DType.Float32 ? single : wide)(from, to, checked((int)(x.Size / x.Shape[^1])));
        GC.KeepAlive(from);
        return to.To(x.Device);
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
