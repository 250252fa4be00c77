using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// Discrete Fourier transforms of as many signals as a vector has lanes, all at once: element n of every signal lies in vector n,
/// so that each butterfly is plain vector arithmetic. Stockham autosort with radices 4, 5, 3 and 2.
/// </summary>
internal sealed unsafe class FftLanes<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly ConcurrentDictionary<int, FftLanes<T>?> s_plans = new();
    private readonly Stage[] _stages;

    private FftLanes(int length, List<int> radices)
    {
        Length = length;
        _stages = new Stage[radices.Count];
        int n = length, stride = 1;
        for (int i = 0; i < _stages.Length; i++)
        {
            int r = radices[i], m = n / r;
            var twiddles = new T[m * (r - 1) * 2];
            for (int p = 0; p < m; p++)
                for (int j = 1; j < r; j++)
                    (twiddles[2 * ((p * (r - 1)) + j - 1)], twiddles[(2 * ((p * (r - 1)) + j - 1)) + 1]) = FftStage<T>.Root((long)p * j, n);
            _stages[i] = new(r, m, stride, twiddles);
            (n, stride) = (m, stride * r);
        }
        RootsOfTwice = new T[2 * length];
        for (int k = 0; k < length; k++) (RootsOfTwice[2 * k], RootsOfTwice[(2 * k) + 1]) = FftStage<T>.Root(k, 2 * length);
    }

    /// <summary>Signals transformed at once.</summary>
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector<T>.Count;
    }

    /// <summary>Elements of a signal.</summary>
    public int Length { get; }

    /// <summary>exp(−2πi·k/2N), k &lt; N, as pairs: they join two transforms of real numbers.</summary>
    public T[] RootsOfTwice { get; }

    /// <summary>The plan of a length; null where a prime factor exceeds 5.</summary>
    public static FftLanes<T>? For(int length) => s_plans.GetOrAdd(length, n =>
    {
        List<int> radices = [];
        int rest = n;
        foreach (int radix in (ReadOnlySpan<int>)[5, 4, 3, 2])
            for (; rest % radix == 0; rest /= radix) radices.Add(radix);
        return rest == 1 ? new FftLanes<T>(n, radices) : null;
    });

    /// <summary>Transforms z, a vector of real parts and one of imaginary parts an element, with <paramref name="other"/> as scratch; gives the one that holds the result.</summary>
    public T* Forward(T* z, T* other)
    {
        foreach (Stage stage in _stages)
        {
            stage.Run(z, other);
            T* result = other;
            other = z;
            z = result;
        }
        return z;
    }

    /// <summary>
    /// The first spectra of 2·Length real samples from z, the transform of their pairs: X[k] = E + w·O with E, O the spectra of even
    /// and odd samples, X[h − k] = conj(E − w·O), h = Length.
    /// </summary>
    public void Spectrum<TSink>(T* z, int bins, TSink sink)
        where TSink : struct, ISpectrumSink<T>
    {
        int lanes = Lanes, h = Length;
        Vector<T> a = Vector.Load(z), b = Vector.Load(z + lanes), half = Vector.Create(T.CreateChecked(0.5));
        sink.Put(0, a + b, Vector<T>.Zero);
        if (h < bins) sink.Put(h, a - b, Vector<T>.Zero);
        fixed (T* roots = RootsOfTwice)
        {
            for (int k = 1; k <= h / 2 && k < bins; k++)
            {
                int j = h - k;
                T* zk = z + (2L * k * lanes), zj = z + (2L * j * lanes);
                Vector<T> kr = Vector.Load(zk), ki = Vector.Load(zk + lanes), jr = Vector.Load(zj), ji = Vector.Load(zj + lanes);
                Vector<T> er = (kr + jr) * half, ei = (ki - ji) * half, ur = (ki + ji) * half, ui = (jr - kr) * half;
                Vector<T> wr = Vector.Create(roots[2 * k]), wi = Vector.Create(roots[(2 * k) + 1]);
                Vector<T> tr = (ur * wr) - (ui * wi), ti = (ur * wi) + (ui * wr);
                sink.Put(k, er + tr, ei + ti);
                if (j < bins) sink.Put(j, er - tr, ti - ei);
            }
        }
    }

    // y[q + s(rp + j)] = wⁿ(pj) · Σ_k ω_r(jk) · x[q + s(p + km)], as in FftStage
    private sealed class Stage(int radix, int m, int s, T[] twiddles)
    {
        public void Run(T* x, T* y)
        {
            fixed (T* w = twiddles)
            {
                switch (radix)
                {
                    case 2: Two(w, x, y); break;
                    case 3: Three(w, x, y); break;
                    case 4: Four(w, x, y); break;
                    default: Five(w, x, y); break;
                }
            }
        }

        private void Two(T* w, T* x, T* y)
        {
            int far = s * m * 2 * Lanes, next = s * 2 * Lanes;
            for (int p = 0; p < m; p++)
            {
                Twiddle w1 = new(w + (2 * p));
                for (int q = 0; q < s; q++)
                {
                    int from = ((s * p) + q) * 2 * Lanes, to = ((s * 2 * p) + q) * 2 * Lanes;
                    Complex a = Load(x + from), b = Load(x + from + far);
                    (a + b).Store(y + to);
                    (a - b).Times(w1).Store(y + to + next);
                }
            }
        }

        private void Three(T* w, T* x, T* y)
        {
            int far = s * m * 2 * Lanes, next = s * 2 * Lanes;
            Vector<T> half = Vector.Create(T.CreateChecked(-0.5)), sine = Vector.Create(T.CreateChecked(Math.Sqrt(0.75)));
            for (int p = 0; p < m; p++)
            {
                Twiddle w1 = new(w + (4 * p)), w2 = new(w + (4 * p) + 2);
                for (int q = 0; q < s; q++)
                {
                    int from = ((s * p) + q) * 2 * Lanes, to = ((s * 3 * p) + q) * 2 * Lanes;
                    Complex a = Load(x + from), b = Load(x + from + far), c = Load(x + from + (2 * far));
                    Complex sum = b + c, middle = sum.Scaled(half, a), side = (b - c).Scaled(sine);
                    (a + sum).Store(y + to);
                    middle.MinusI(side).Times(w1).Store(y + to + next);
                    middle.PlusI(side).Times(w2).Store(y + to + (2 * next));
                }
            }
        }

        private void Four(T* w, T* x, T* y)
        {
            int far = s * m * 2 * Lanes, next = s * 2 * Lanes;
            for (int p = 0; p < m; p++)
            {
                Twiddle w1 = new(w + (6 * p)), w2 = new(w + (6 * p) + 2), w3 = new(w + (6 * p) + 4);
                for (int q = 0; q < s; q++)
                {
                    int from = ((s * p) + q) * 2 * Lanes, to = ((s * 4 * p) + q) * 2 * Lanes;
                    Complex a = Load(x + from), b = Load(x + from + far), c = Load(x + from + (2 * far)), d = Load(x + from + (3 * far));
                    Complex ac = a + c, bd = b + d, aMinusC = a - c, bMinusD = b - d;
                    (ac + bd).Store(y + to);
                    aMinusC.MinusI(bMinusD).Times(w1).Store(y + to + next);
                    (ac - bd).Times(w2).Store(y + to + (2 * next));
                    aMinusC.PlusI(bMinusD).Times(w3).Store(y + to + (3 * next));
                }
            }
        }

        private void Five(T* w, T* x, T* y)
        {
            int far = s * m * 2 * Lanes, next = s * 2 * Lanes;
            Vector<T> c1 = Vector.Create(T.CreateChecked(double.CosPi(0.4))), c2 = Vector.Create(T.CreateChecked(double.CosPi(0.8)));
            Vector<T> s1 = Vector.Create(T.CreateChecked(double.SinPi(0.4))), s2 = Vector.Create(T.CreateChecked(double.SinPi(0.8)));
            for (int p = 0; p < m; p++)
            {
                Twiddle w1 = new(w + (8 * p)), w2 = new(w + (8 * p) + 2), w3 = new(w + (8 * p) + 4), w4 = new(w + (8 * p) + 6);
                for (int q = 0; q < s; q++)
                {
                    int from = ((s * p) + q) * 2 * Lanes, to = ((s * 5 * p) + q) * 2 * Lanes;
                    Complex a = Load(x + from), b = Load(x + from + far), c = Load(x + from + (2 * far)), d = Load(x + from + (3 * far)), e = Load(x + from + (4 * far));
                    Complex be = b + e, cd = c + d, bMinusE = b - e, cMinusD = c - d;
                    (a + be + cd).Store(y + to);
                    Complex near = cd.Scaled(c2, be.Scaled(c1, a)), wide = cd.Scaled(c1, be.Scaled(c2, a));
                    Complex nearSide = cMinusD.Scaled(s2, bMinusE.Scaled(s1)), wideSide = bMinusE.Scaled(s2) - cMinusD.Scaled(s1);
                    near.MinusI(nearSide).Times(w1).Store(y + to + next);
                    wide.MinusI(wideSide).Times(w2).Store(y + to + (2 * next));
                    wide.PlusI(wideSide).Times(w3).Store(y + to + (3 * next));
                    near.PlusI(nearSide).Times(w4).Store(y + to + (4 * next));
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Complex Load(T* at) => new(Vector.Load(at), Vector.Load(at + Lanes));
    }

    // rounded once where the hardware can
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MultiplyAdd(Vector<T> x, Vector<T> y, Vector<T> z) => typeof(T) == typeof(float)
        ? Vector.MultiplyAddEstimate(x.As<T, float>(), y.As<T, float>(), z.As<T, float>()).As<float, T>()
        : typeof(T) == typeof(double) ? Vector.MultiplyAddEstimate(x.As<T, double>(), y.As<T, double>(), z.As<T, double>()).As<double, T>() : (x * y) + z;

    private readonly struct Twiddle
    {
        public readonly Vector<T> Re, Im, MinusIm;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Twiddle(T* w) => (Re, Im, MinusIm) = (Vector.Create(w[0]), Vector.Create(w[1]), Vector.Create(-w[1]));
    }

    private readonly struct Complex
    {
        private readonly Vector<T> _re, _im;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Complex(Vector<T> re, Vector<T> im)
        {
            _re = re;
            _im = im;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Complex operator +(Complex x, Complex y) => new(x._re + y._re, x._im + y._im);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Complex operator -(Complex x, Complex y) => new(x._re - y._re, x._im - y._im);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Complex MinusI(Complex y) => new(_re + y._im, _im - y._re);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Complex PlusI(Complex y) => new(_re - y._im, _im + y._re);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Complex Scaled(Vector<T> by) => new(_re * by, _im * by);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Complex Scaled(Vector<T> by, Complex plus) => new(MultiplyAdd(_re, by, plus._re), MultiplyAdd(_im, by, plus._im));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Complex Times(Twiddle w) => new(MultiplyAdd(_im, w.MinusIm, _re * w.Re), MultiplyAdd(_im, w.Re, _re * w.Im));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(T* at)
        {
            _re.Store(at);
            _im.Store(at + Lanes);
        }
    }
}

/// <summary>Takes the spectra that <see cref="FftLanes{T}.Spectrum"/> makes, one frequency of all lanes at a time.</summary>
internal interface ISpectrumSink<T>
    where T : unmanaged
{
    /// <summary>Frequency <paramref name="k"/>.</summary>
    void Put(int k, Vector<T> re, Vector<T> im);
}
