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
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void StorePart(T* y, int count, Vector512<T> value) =>
        Unsafe.CopyBlockUnaligned(y, &value, (uint)(count * sizeof(T)));

    /// <summary>Largest element, and the least; −∞ and ∞ of none. NaN gives NaN or is passed over: what is made of x with it shows it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Max(T* x, int n, out T least)
    {
        Vector512<T> m0 = Vector512.Create(T.NegativeInfinity), m1 = m0, l0 = Vector512.Create(T.PositiveInfinity), l1 = l0;
        int i = 0;
        for (; i <= n - (2 * Width); i += 2 * Width)
        {
            Vector512<T> a = Vector512.Load(x + i), b = Vector512.Load(x + i + Width);
            (m0, m1) = (Vector512.MaxNative(m0, a), Vector512.MaxNative(m1, b));
            (l0, l1) = (Vector512.MinNative(l0, a), Vector512.MinNative(l1, b));
        }
        if (i <= n - Width)
        {
            var a = Vector512.Load(x + i);
            (m0, l0) = (Vector512.MaxNative(m0, a), Vector512.MinNative(l0, a));
            i += Width;
        }
        if (i < n)
        {
            // in the lanes that are no elements of these: the first one
            var a = Last(x, i, n, x[i]);
            (m1, l1) = (Vector512.MaxNative(m1, a), Vector512.MinNative(l1, a));
        }
        least = -Largest(-Vector512.MinNative(l0, l1));
        return Largest(Vector512.MaxNative(m0, m1));
    }

    /// <summary>Σ x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Sum(T* x, int n)
    {
        Vector512<T> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= n - (4 * Width); i += 4 * Width)
        {
            s0 += Vector512.Load(x + i);
            s1 += Vector512.Load(x + i + Width);
            s2 += Vector512.Load(x + i + (2 * Width));
            s3 += Vector512.Load(x + i + (3 * Width));
        }
        for (; i <= n - Width; i += Width) s0 += Vector512.Load(x + i);
        if (i < n) s1 += Last(x, i, n);
        return Vector512.Sum(s0 + s1 + (s2 + s3));
    }

    /// <summary>Σ x · y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Dot(T* x, T* y, int n)
    {
        Vector512<T> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= n - (4 * Width); i += 4 * Width)
        {
            s0 = Fma(Vector512.Load(x + i), Vector512.Load(y + i), s0);
            s1 = Fma(Vector512.Load(x + i + Width), Vector512.Load(y + i + Width), s1);
            s2 = Fma(Vector512.Load(x + i + (2 * Width)), Vector512.Load(y + i + (2 * Width)), s2);
            s3 = Fma(Vector512.Load(x + i + (3 * Width)), Vector512.Load(y + i + (3 * Width)), s3);
        }
        for (; i <= n - Width; i += Width) s0 = Fma(Vector512.Load(x + i), Vector512.Load(y + i), s0);
        if (i < n) s1 = Fma(Last(x, i, n), Last(y, i, n), s1);
        return Vector512.Sum(s0 + s1 + (s2 + s3));
    }

    /// <summary>Σ (x − centre)².</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T SquaredDistance(T* x, int n, T centre)
    {
        var c = Vector512.Create(centre);
        Vector512<T> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= n - (4 * Width); i += 4 * Width)
        {
            Vector512<T> d0 = Vector512.Load(x + i) - c, d1 = Vector512.Load(x + i + Width) - c;
            Vector512<T> d2 = Vector512.Load(x + i + (2 * Width)) - c, d3 = Vector512.Load(x + i + (3 * Width)) - c;
            s0 = Fma(d0, d0, s0);
            s1 = Fma(d1, d1, s1);
            s2 = Fma(d2, d2, s2);
            s3 = Fma(d3, d3, s3);
        }
        for (; i <= n - Width; i += Width)
        {
            var d = Vector512.Load(x + i) - c;
            s0 = Fma(d, d, s0);
        }
        if (i < n)
        {
            var d = Last(x, i, n, centre) - c;
            s1 = Fma(d, d, s1);
        }
        return Vector512.Sum(s0 + s1 + (s2 + s3));
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Largest(Vector512<T> x)
    {
        Vector256<T> half = Vector256.Max(x.GetLower(), x.GetUpper());
        Vector128<T> quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        T max = quarter[0];
        for (int i = 1; i < Vector128<T>.Count; i++) max = T.Max(max, quarter[i]);
        return max;
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
