using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Cpu;

/// <summary>
/// One Stockham stage of radix r over sub-transforms of length n at stride s, m = n / r:
/// y[q + s(rp + j)] = wⁿ(pj) · Σ_k ω_r(jk) · x[q + s(p + km)], for p &lt; m, q &lt; s; w, ω = exp(−2πi·/·).
/// </summary>
internal sealed unsafe class FftStage<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // written out: their functions are called, not folded
    private const double Cos72 = 0.30901699437494742, Sin72 = 0.95105651629515357, Cos144 = -0.80901699437494742, Sin144 = 0.58778525229247313;

    private readonly int _radix;
    private readonly nint _m, _stride;
    private readonly FftTable<T> _twiddles; // pairs [m, r − 1], then ω_r [r]

    public FftStage(int n, int radix, int stride)
    {
        (_radix, _m, _stride) = (radix, n / radix, stride);
        _twiddles = new(2 * ((_m * (radix - 1)) + radix));
        T* w = _twiddles.At;
        for (int p = 0; p < _m; p++)
            for (int j = 1; j < radix; j++, w += 2) (w[0], w[1]) = FftTable<T>.Root((long)p * j, n);
        for (int j = 0; j < radix; j++, w += 2) (w[0], w[1]) = FftTable<T>.Root(j, radix);
    }

    private interface ITwiddle<TSelf>
        where TSelf : struct, ITwiddle<TSelf>
    {
        static abstract TSelf At(T* w);

        ComplexVector<T> Times(ComplexVector<T> x);
    }

    /// <summary>r.</summary>
    public int Radix => _radix;

    /// <summary>s.</summary>
    public int Stride => (int)_stride;

    public void Run<TIn, TOut>(TIn x, TOut y)
        where TIn : struct, IComplexReader<T>
        where TOut : struct, IComplexWriter<T>
    {
        // a last stage has all its twiddles 1
        if (_m > 1) Run<TIn, TOut, Twiddle>(x, y, _stride);
        else Run<TIn, TOut, One>(x, y, _stride);
    }

    /// <summary>The first butterflies of a last stage, with their results side by side: y[q + count · j] = Σ_k ω_r(jk) · x[q + sk] for q &lt; count.</summary>
    public void RunPart<TIn, TOut>(TIn x, TOut y, nint count)
        where TIn : struct, IComplexReader<T>
        where TOut : struct, IComplexWriter<T> => Run<TIn, TOut, One>(x, y, count);

    private void Run<TIn, TOut, TTwiddle>(TIn x, TOut y, nint count)
        where TIn : struct, IComplexReader<T>
        where TOut : struct, IComplexWriter<T>
        where TTwiddle : struct, ITwiddle<TTwiddle>
    {
        switch (_radix)
        {
            case 2: Two<TIn, TOut, TTwiddle>(x, y, count); break;
            case 3: Three<TIn, TOut, TTwiddle>(x, y, count); break;
            case 4: Four<TIn, TOut, TTwiddle>(x, y, count); break;
            case 5: Five<TIn, TOut, TTwiddle>(x, y, count); break;
            case 8: Eight<TIn, TOut, TTwiddle>(x, y, count); break;
            default: Odd<TIn, TOut, TTwiddle>(x, y, count); break;
        }
    }

    [MethodImpl(JitOptions.Kernel)]
    private void Two<TIn, TOut, TTwiddle>(TIn x, TOut y, nint count)
        where TIn : struct, IComplexReader<T>
        where TOut : struct, IComplexWriter<T>
        where TTwiddle : struct, ITwiddle<TTwiddle>
    {
        nint dx = x.Step, dy = y.Step, s = count * dy, far = _stride * _m * dx, from = 0, to = 0;
        T* w = _twiddles.At;
        for (nint p = 0; p < _m; p++, w += 2, to += s)
        {
            for (nint end = from + (count * dx); from < end; from += dx, to += dy)
            {
                ComplexVector<T> a = x.Read(from), b = x.Read(from + far);
                y.Write(to, a + b);
                y.Write(to + s, TTwiddle.At(w).Times(a - b));
            }
        }
    }

    [MethodImpl(JitOptions.Kernel)]
    private void Three<TIn, TOut, TTwiddle>(TIn x, TOut y, nint count)
        where TIn : struct, IComplexReader<T>
        where TOut : struct, IComplexWriter<T>
        where TTwiddle : struct, ITwiddle<TTwiddle>
    {
        nint dx = x.Step, dy = y.Step, s = count * dy, far = _stride * _m * dx, from = 0, to = 0;
        T* w = _twiddles.At;
        Vector<T> half = Vector.Create(T.CreateChecked(-0.5)), sine = Vector.Create(T.CreateChecked(Math.Sqrt(0.75)));
        for (nint p = 0; p < _m; p++, w += 4, to += 2 * s)
        {
            for (nint end = from + (count * dx); from < end; from += dx, to += dy)
            {
                ComplexVector<T> a = x.Read(from), b = x.Read(from + far), c = x.Read(from + (2 * far));
                ComplexVector<T> sum = b + c, middle = sum.Scaled(half, a), side = (b - c).Scaled(sine);
                y.Write(to, a + sum);
                y.Write(to + s, TTwiddle.At(w).Times(middle.MinusI(side)));
                y.Write(to + (2 * s), TTwiddle.At(w + 2).Times(middle.PlusI(side)));
            }
        }
    }

    [MethodImpl(JitOptions.Kernel)]
    private void Four<TIn, TOut, TTwiddle>(TIn x, TOut y, nint count)
        where TIn : struct, IComplexReader<T>
        where TOut : struct, IComplexWriter<T>
        where TTwiddle : struct, ITwiddle<TTwiddle>
    {
        nint dx = x.Step, dy = y.Step, s = count * dy, far = _stride * _m * dx, from = 0, to = 0;
        T* w = _twiddles.At;
        for (nint p = 0; p < _m; p++, w += 6, to += 3 * s)
        {
            for (nint end = from + (count * dx); from < end; from += dx, to += dy)
            {
                ComplexVector<T> a = x.Read(from), b = x.Read(from + far), c = x.Read(from + (2 * far)), d = x.Read(from + (3 * far));
                ComplexVector<T> ac = a + c, bd = b + d, aMinusC = a - c, bMinusD = b - d;
                y.Write(to, ac + bd);
                y.Write(to + s, TTwiddle.At(w).Times(aMinusC.MinusI(bMinusD)));
                y.Write(to + (2 * s), TTwiddle.At(w + 2).Times(ac - bd));
                y.Write(to + (3 * s), TTwiddle.At(w + 4).Times(aMinusC.PlusI(bMinusD)));
            }
        }
    }

    [MethodImpl(JitOptions.Kernel)]
    private void Five<TIn, TOut, TTwiddle>(TIn x, TOut y, nint count)
        where TIn : struct, IComplexReader<T>
        where TOut : struct, IComplexWriter<T>
        where TTwiddle : struct, ITwiddle<TTwiddle>
    {
        nint dx = x.Step, dy = y.Step, s = count * dy, far = _stride * _m * dx, from = 0, to = 0;
        T* w = _twiddles.At;
        Vector<T> c1 = Vector.Create(T.CreateChecked(Cos72)), c2 = Vector.Create(T.CreateChecked(Cos144));
        Vector<T> s1 = Vector.Create(T.CreateChecked(Sin72)), s2 = Vector.Create(T.CreateChecked(Sin144));
        for (nint p = 0; p < _m; p++, w += 8, to += 4 * s)
        {
            for (nint end = from + (count * dx); from < end; from += dx, to += dy)
            {
                ComplexVector<T> a = x.Read(from), b = x.Read(from + far), c = x.Read(from + (2 * far)), d = x.Read(from + (3 * far)), e = x.Read(from + (4 * far));
                ComplexVector<T> be = b + e, cd = c + d, bMinusE = b - e, cMinusD = c - d;
                y.Write(to, a + be + cd);
                ComplexVector<T> near = cd.Scaled(c2, be.Scaled(c1, a)), wide = cd.Scaled(c1, be.Scaled(c2, a));
                ComplexVector<T> nearSide = cMinusD.Scaled(s2, bMinusE.Scaled(s1)), wideSide = bMinusE.Scaled(s2) - cMinusD.Scaled(s1);
                y.Write(to + s, TTwiddle.At(w).Times(near.MinusI(nearSide)));
                y.Write(to + (2 * s), TTwiddle.At(w + 2).Times(wide.MinusI(wideSide)));
                y.Write(to + (3 * s), TTwiddle.At(w + 4).Times(wide.PlusI(wideSide)));
                y.Write(to + (4 * s), TTwiddle.At(w + 6).Times(near.PlusI(nearSide)));
            }
        }
    }

    [MethodImpl(JitOptions.Kernel)]
    private void Eight<TIn, TOut, TTwiddle>(TIn x, TOut y, nint count)
        where TIn : struct, IComplexReader<T>
        where TOut : struct, IComplexWriter<T>
        where TTwiddle : struct, ITwiddle<TTwiddle>
    {
        nint dx = x.Step, dy = y.Step, s = count * dy, far = _stride * _m * dx, from = 0, to = 0;
        T* w = _twiddles.At;
        Vector<T> diagonal = Vector.Create(T.CreateChecked(Math.Sqrt(0.5)));
        for (nint p = 0; p < _m; p++, w += 14, to += 7 * s)
        {
            for (nint end = from + (count * dx); from < end; from += dx, to += dy)
            {
                // the odd elements first: fewer values wait in registers
                ComplexVector<T> b = x.Read(from + far), d = x.Read(from + (3 * far)), f = x.Read(from + (5 * far)), h = x.Read(from + (7 * far));
                ComplexVector<T> bf = b + f, dh = d + h, bMinusF = b - f, dMinusH = d - h;
                ComplexVector<T> o0 = bf + dh, o2 = bf - dh, o1 = bMinusF.MinusI(dMinusH), o3 = bMinusF.PlusI(dMinusH);
                (o1, o3) = (o1.MinusI(o1).Scaled(diagonal), o3.PlusI(o3).Scaled(diagonal)); // (1 − i)/√2, (1 + i)/√2
                ComplexVector<T> a = x.Read(from), c = x.Read(from + (2 * far)), e = x.Read(from + (4 * far)), g = x.Read(from + (6 * far));
                ComplexVector<T> ae = a + e, cg = c + g, aMinusE = a - e, cMinusG = c - g;
                ComplexVector<T> e0 = ae + cg, e2 = ae - cg, e1 = aMinusE.MinusI(cMinusG), e3 = aMinusE.PlusI(cMinusG);
                y.Write(to, e0 + o0);
                y.Write(to + s, TTwiddle.At(w).Times(e1 + o1));
                y.Write(to + (2 * s), TTwiddle.At(w + 2).Times(e2.MinusI(o2)));
                y.Write(to + (3 * s), TTwiddle.At(w + 4).Times(e3 - o3));
                y.Write(to + (4 * s), TTwiddle.At(w + 6).Times(e0 - o0));
                y.Write(to + (5 * s), TTwiddle.At(w + 8).Times(e1 - o1));
                y.Write(to + (6 * s), TTwiddle.At(w + 10).Times(e2.PlusI(o2)));
                y.Write(to + (7 * s), TTwiddle.At(w + 12).Times(e3 + o3));
            }
        }
    }

    // any odd radix: with u_k = x_k + x_(r−k), v_k = x_k − x_(r−k), output j is x_0 + Σ cos·u_k − i·Σ sin·v_k, output r − j its mirror
    [MethodImpl(JitOptions.Kernel)]
    private void Odd<TIn, TOut, TTwiddle>(TIn x, TOut y, nint count)
        where TIn : struct, IComplexReader<T>
        where TOut : struct, IComplexWriter<T>
        where TTwiddle : struct, ITwiddle<TTwiddle>
    {
        int r = _radix, pairs = r / 2, pitch = 2 * Vector<T>.Count;
        nint dx = x.Step, dy = y.Step, s = count * dy, far = _stride * _m * dx, from = 0, to = 0;
        T* w = _twiddles.At, roots = w + (2 * _m * (r - 1)), u = stackalloc T[2 * pairs * pitch], v = u + (pairs * pitch);
        for (nint p = 0; p < _m; p++, w += 2 * (r - 1), to += (r - 1) * s)
        {
            for (nint end = from + (count * dx); from < end; from += dx, to += dy)
            {
                ComplexVector<T> first = x.Read(from), sum = first;
                for (int k = 1; k <= pairs; k++)
                {
                    ComplexVector<T> a = x.Read(from + (k * far)), b = x.Read(from + ((r - k) * far)), both = a + b;
                    both.Store(u + ((k - 1) * pitch));
                    (a - b).Store(v + ((k - 1) * pitch));
                    sum += both;
                }
                y.Write(to, sum);
                for (int j = 1; j <= pairs; j++)
                {
                    ComplexVector<T> even = first, odd = new(Vector<T>.Zero, Vector<T>.Zero);
                    for (int k = 0, at = j; k < pairs; k++, at = at + j < r ? at + j : at + j - r)
                    {
                        even = ComplexVector<T>.Load(u + (k * pitch)).Scaled(Vector.Create(roots[2 * at]), even);
                        odd = ComplexVector<T>.Load(v + (k * pitch)).Scaled(Vector.Create(roots[(2 * at) + 1]), odd); // −sin
                    }
                    y.Write(to + (j * s), TTwiddle.At(w + (2 * (j - 1))).Times(even.PlusI(odd)));
                    y.Write(to + ((r - j) * s), TTwiddle.At(w + (2 * (r - j - 1))).Times(even.MinusI(odd)));
                }
            }
        }
    }

    private readonly struct Twiddle(ComplexVector<T> w) : ITwiddle<Twiddle>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Twiddle At(T* w) => new(ComplexVector<T>.Broadcast(w));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ComplexVector<T> Times(ComplexVector<T> x) => x * w;
    }

    private readonly struct One : ITwiddle<One>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static One At(T* w) => default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ComplexVector<T> Times(ComplexVector<T> x) => x;
    }
}
