using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu;

/// <summary>Sums over a run of elements without gaps, in an order that depends on its length alone.</summary>
internal static unsafe class RowVectors<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Elements of a vector.</summary>
    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<T>.Count;
    }

    /// <summary>A vector whose first <paramref name="count"/> elements are read, the others <paramref name="rest"/>.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static Vector512<T> LoadPart(T* x, int count, T rest = default)
    {
        Vector512<T> v = Vector512.Create(rest);
        Unsafe.CopyBlockUnaligned(&v, x, (uint)(count * sizeof(T)));
        return v;
    }

    /// <summary>
    /// Elements <paramref name="i"/> to n − 1 of x, fewer than a vector, wherever they come to lie among its lanes; the others are <paramref name="rest"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Last(T* x, int i, int n, T rest = default) =>
        n >= Width
            ? Vector512.ConditionalSelect(FromLane(Width - (n - i)), Vector512.Load(x + n - Width), Vector512.Create(rest)) // read with some of those before
            : LoadPart(x + i, n - i, rest);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> FromLane(int first) => Vector512.GreaterThanOrEqual(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(first)));

    /// <summary>Writes the first <paramref name="count"/> elements.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static void StorePart(T* y, int count, Vector512<T> value) =>
        Unsafe.CopyBlockUnaligned(y, &value, (uint)(count * sizeof(T)));

    /// <summary>Largest element, and the least; −∞ and ∞ of none. NaN gives NaN or is passed over: what is made of x with it shows it.</summary>
    [SkipLocalsInit]
    public static T Max(T* x, int n, out T least)
    {
        Vector512<T>* ends = stackalloc Vector512<T>[2];
        int done = MaxWhole(x, n, ends);
        Vector512<T> most = ends[0], lowest = ends[1];
        if (done < n)
        {
            // in the lanes that are no elements of these: the first one
            var a = Last(x, done, n, x[done]);
            (most, lowest) = (Vector512.MaxNative(most, a), Vector512.MinNative(lowest, a));
        }
        least = -Largest(-lowest);
        return Largest(most);
    }

    /// <summary>The largest and the least of whole vectors, lane by lane; gives the number of elements done. As <see cref="SumWhole"/>.</summary>
    [MethodImpl(JitOptions.Kernel)]
    private static int MaxWhole(T* x, int n, Vector512<T>* ends)
    {
        Vector512<T> m0 = Vector512.Create(T.NegativeInfinity), m1 = m0, l0 = Vector512.Create(T.PositiveInfinity), l1 = l0;
        int i = 0;
        for (; i <= n - (2 * Width); i += 2 * Width)
        {
            var a = Vector512.Load(x + i);
            (m0, l0) = (Vector512.MaxNative(m0, a), Vector512.MinNative(l0, a));
            a = Vector512.Load(x + i + Width);
            (m1, l1) = (Vector512.MaxNative(m1, a), Vector512.MinNative(l1, a));
        }
        if (i <= n - Width)
        {
            var a = Vector512.Load(x + i);
            (m0, l0) = (Vector512.MaxNative(m0, a), Vector512.MinNative(l0, a));
            i += Width;
        }
        (ends[0], ends[1]) = (Vector512.MaxNative(m0, m1), Vector512.MinNative(l0, l1));
        return i;
    }

    /// <summary>Σ x.</summary>
    public static T Sum(T* x, int n) => Sum(new Plain(x), n);

    /// <summary>Σ x · y.</summary>
    public static T Dot(T* x, T* y, int n) => Sum(new Product(x, y), n);

    /// <summary>Σ (x − centre)².</summary>
    public static T SquaredDistance(T* x, int n, T centre) => Sum(new Square(x, centre), n);

    [SkipLocalsInit]
    private static T Sum<TTerm>(TTerm term, int n)
        where TTerm : struct, ITerm
    {
        Vector512<T>* sums = stackalloc Vector512<T>[4];
        int done = SumWhole(term, n, sums);
        if (done < n) sums[1] = term.AddLast(sums[1], done, n);
        return Vector512.Sum(sums[0] + sums[1] + (sums[2] + sums[3]));
    }

    /// <summary>Four sums of whole vectors in turn; gives the number of elements done.</summary>
    /// <remarks>Calls nothing, and uses each vector before it reads the next: else the JIT keeps sums in memory, and the row waits for them.</remarks>
    [MethodImpl(JitOptions.Kernel)]
    private static int SumWhole<TTerm>(TTerm term, int n, Vector512<T>* sums)
        where TTerm : struct, ITerm
    {
        Vector512<T> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= n - (4 * Width); i += 4 * Width)
        {
            s0 = term.Add(s0, i);
            s1 = term.Add(s1, i + Width);
            s2 = term.Add(s2, i + (2 * Width));
            s3 = term.Add(s3, i + (3 * Width));
        }
        for (; i <= n - Width; i += Width) s0 = term.Add(s0, i);
        (sums[0], sums[1], sums[2], sums[3]) = (s0, s1, s2, s3);
        return i;
    }

    /// <summary>
    /// Σ e^(x − shift); the terms go to <paramref name="terms"/> unless it is null, and may take the place of x. Reads ahead what follows x.
    /// </summary>
    /// <param name="x">[n].</param>
    /// <param name="n">Number of elements.</param>
    /// <param name="shift">At least the largest.</param>
    /// <param name="least">At most the least: where it is near <paramref name="shift"/>, as mostly, a shorter exponential will do.</param>
    /// <param name="terms">[n] or null.</param>
    public static T SumExp(T* x, int n, T shift, T least, T* terms = null) =>
        least - shift >= T.CreateTruncating(-87) ? SumExp<OrdinaryTerms>(x, n, shift, terms) : SumExp<AnyTerms>(x, n, shift, terms);

    [MethodImpl(JitOptions.Kernel)]
    private static T SumExp<TTerms>(T* x, int n, T shift, T* terms)
        where TTerms : struct, ITerms
    {
        var c = Vector512.Create(shift);
        Vector512<T> s0 = default, s1 = default;
        int i = 0, step = Vector512.IsHardwareAccelerated ? Width : Width / 2, whole = n / step * step;
        if (whole > 0 && Vector512.IsHardwareAccelerated)
        {
            // the last elements together with some before them, read before terms take their place
            var last = Vector512.Load(x + n - Width);
            for (; i < whole; i += Width)
            {
                var e = TTerms.Exp(Vector512.Load(x + i) - c);
                if (terms is not null) e.Store(terms + i);
                (s0, s1) = (s1, s0 + e);
                Cache.ReadAhead(x + n + i);
            }
            if (i < n)
            {
                var e = TTerms.Exp(last - c);
                if (terms is not null) e.Store(terms + n - Width);
                s0 += e & FromLane(Width - (n - i));
            }
        }
        else if (whole > 0)
        {
            // one register at a time: four halves of sums in turn
            Vector256<T> h = Vector256.Create(shift), last = Vector256.Load(x + n - step), a = default, b = default, p = default, q = default;
            for (; i <= n - (4 * step); i += 4 * step)
            {
                T* to = terms is null ? null : terms + i;
                a += Term<TTerms>(x + i, h, to, 0);
                b += Term<TTerms>(x + i + step, h, to, step);
                Cache.ReadAhead(x + n + i);
                p += Term<TTerms>(x + i + (2 * step), h, to, 2 * step);
                q += Term<TTerms>(x + i + (3 * step), h, to, 3 * step);
                Cache.ReadAhead(x + n + i + (2 * step));
            }
            for (; i < whole; i += step) (a, b, p, q) = (b, p, q, a + Term<TTerms>(x + i, h, terms, i));
            if (i < n)
            {
                var e = TTerms.Exp(last - h);
                if (terms is not null) e.Store(terms + n - step);
                a += e & FromLane(step - (n - i)).GetLower();
            }
            (s0, s1) = (Vector512.Create(a, b), Vector512.Create(p, q));
        }
        else if (n > 0)
        {
            s0 = ExpOfPart(x, n, c);
            if (terms is not null) StorePart(terms, n, s0);
        }
        return Vector512.Sum(s0 + s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Term<TTerms>(T* x, Vector256<T> shift, T* terms, int at)
        where TTerms : struct, ITerms
    {
        var e = TTerms.Exp(Vector256.Load(x) - shift);
        if (terms is not null) e.Store(terms + at);
        return e;
    }

    /// <summary>e^(x − shift) of the first <paramref name="count"/> elements, 0 in the others.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static Vector512<T> ExpOfPart(T* x, int count, Vector512<T> shift)
    {
        var v = Vector512.Create(T.NegativeInfinity);
        Unsafe.CopyBlockUnaligned(&v, x, (uint)(count * sizeof(T)));
        return VectorMath.ExpOfNegative(v - shift);
    }

    /// <summary>log Σ eˣ, without overflow.</summary>
    public static T LogSumExp(T* x, int n)
    {
        T max = Max(x, n, out T least);
        return !T.IsInfinity(max) ? max + T.Log(SumExp(x, n, max, least)) : HasNaN(x, n) ? T.NaN : max;
    }

    /// <summary>Whether an element is NaN, which <see cref="Max"/> may have passed over.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static bool HasNaN(T* x, int n)
    {
        int i = 0;
        for (; i <= n - Width; i += Width)
        {
            var v = Vector512.Load(x + i);
            if (!Vector512.EqualsAll(v, v)) return true;
        }
        for (; i < n; i++)
            if (T.IsNaN(x[i])) return true;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Fma(Vector512<T> x, Vector512<T> y, Vector512<T> z) => VectorMath.Fma(x, y, z);

    [MethodImpl(JitOptions.Kernel)]
    private static T Largest(Vector512<T> x)
    {
        Vector256<T> half = Vector256.Max(x.GetLower(), x.GetUpper());
        Vector128<T> quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        T max = quarter[0];
        for (int i = 1; i < Vector128<T>.Count; i++) max = T.Max(max, quarter[i]);
        return max;
    }

    /// <summary>What is summed.</summary>
    private interface ITerm
    {
        /// <summary>The sum with the terms of the elements from <paramref name="i"/>, a whole vector.</summary>
        Vector512<T> Add(Vector512<T> sum, int i);

        /// <summary>The sum with those of elements <paramref name="i"/> to n − 1, fewer than a vector.</summary>
        Vector512<T> AddLast(Vector512<T> sum, int i, int n);
    }

    private readonly struct Plain(T* x) : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Add(Vector512<T> sum, int i) => sum + Vector512.Load(x + i);

        public Vector512<T> AddLast(Vector512<T> sum, int i, int n) => sum + Last(x, i, n);
    }

    private readonly struct Product(T* x, T* y) : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Add(Vector512<T> sum, int i) => Fma(Vector512.Load(x + i), Vector512.Load(y + i), sum);

        public Vector512<T> AddLast(Vector512<T> sum, int i, int n) => Fma(Last(x, i, n), Last(y, i, n), sum);
    }

    private readonly struct Square(T* x, T centre) : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Add(Vector512<T> sum, int i)
        {
            var d = Vector512.Load(x + i) - Vector512.Create(centre);
            return Fma(d, d, sum);
        }

        public Vector512<T> AddLast(Vector512<T> sum, int i, int n)
        {
            var d = Last(x, i, n, centre) - Vector512.Create(centre);
            return Fma(d, d, sum);
        }
    }

    /// <summary>The exponential of an argument that is not positive.</summary>
    private interface ITerms
    {
        static abstract Vector512<T> Exp(Vector512<T> x);

        static abstract Vector256<T> Exp(Vector256<T> x);
    }

    private readonly struct AnyTerms : ITerms
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Exp(Vector512<T> x) => VectorMath.ExpOfNegative(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Exp(Vector256<T> x) => HalfMath.ExpOfNegative(x);
    }

    private readonly struct OrdinaryTerms : ITerms
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Exp(Vector512<T> x) => VectorMath.ExpOfOrdinary(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Exp(Vector256<T> x) => HalfMath.ExpOfOrdinary(x);
    }
}
