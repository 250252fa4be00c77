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

    /// <summary>Largest element; −∞ of none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Max(T* x, int n)
    {
        var least = Vector512.Create(T.NegativeInfinity);
        Vector512<T> m0 = least, m1 = least, m2 = least, m3 = least;
        int i = 0;
        for (; i <= n - (4 * Width); i += 4 * Width)
        {
            m0 = Vector512.MaxNative(m0, Vector512.Load(x + i));
            m1 = Vector512.MaxNative(m1, Vector512.Load(x + i + Width));
            m2 = Vector512.MaxNative(m2, Vector512.Load(x + i + (2 * Width)));
            m3 = Vector512.MaxNative(m3, Vector512.Load(x + i + (3 * Width)));
        }
        for (; i <= n - Width; i += Width) m0 = Vector512.MaxNative(m0, Vector512.Load(x + i));
        if (i < n) m1 = Vector512.MaxNative(m1, Last(x, i, n, T.NegativeInfinity));
        return Largest(Vector512.MaxNative(Vector512.MaxNative(m0, m1), Vector512.MaxNative(m2, m3)));
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T SumExp(T* x, int n, T shift, T* terms = null)
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
                var e = VectorMath.ExpOfNegative(Vector512.Load(x + i) - c);
                if (terms is not null) e.Store(terms + i);
                (s0, s1) = (s1, s0 + e);
                Cache.ReadAhead(x + n + i);
            }
            if (i < n)
            {
                var e = VectorMath.ExpOfNegative(last - c);
                if (terms is not null) e.Store(terms + n - Width);
                s0 += e & FromLane(Width - (n - i));
            }
        }
        else if (whole > 0)
        {
            // one register at a time: four halves of sums in turn
            Vector256<T> h = Vector256.Create(shift), last = Vector256.Load(x + n - step), a = default, b = default, p = default, q = default;
            for (; i < whole; i += step)
            {
                var e = HalfMath.ExpOfNegative(Vector256.Load(x + i) - h);
                if (terms is not null) e.Store(terms + i);
                (a, b, p, q) = (b, p, q, a + e);
                Cache.ReadAhead(x + n + i);
            }
            if (i < n)
            {
                var e = HalfMath.ExpOfNegative(last - h);
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
        T max = Max(x, n);
        return T.IsInfinity(max) ? max : max + T.Log(SumExp(x, n, max));
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
}
