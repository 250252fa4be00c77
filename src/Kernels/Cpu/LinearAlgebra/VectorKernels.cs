using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Operations on contiguous vectors, the inner loops of the decompositions.</summary>
internal static unsafe class VectorKernels
{
    /// <summary>Distance from 1 to the next larger number.</summary>
    public static T Epsilon<T>()
        where T : IFloatingPointIeee754<T> => T.BitIncrement(T.One) - T.One;

    /// <summary>√(x² + y²) without overflow: .NET's takes many times as long, and rotations are found by it one after the other.</summary>
    public static T Hypot<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double a = double.CreateTruncating(x), b = double.CreateTruncating(y), square = (a * a) + (b * b);
        // a float's squares neither overflow nor vanish in double precision
        return typeof(T) == typeof(float) || (square > 1e-280 && square < 1e280) ? T.CreateTruncating(Math.Sqrt(square)) : T.Hypot(x, y);
    }

    /// <summary>Σ x[i] · y[i], in four partial sums per lane.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static T Dot<T>(T* x, T* y, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0, width = Vector512<T>.Count;
        Vector512<T> s0 = default, s1 = default, s2 = default, s3 = default;
        for (; i <= n - (4 * width); i += 4 * width)
        {
            s0 = Fma(Vector512.Load(x + i), Vector512.Load(y + i), s0);
            s1 = Fma(Vector512.Load(x + i + width), Vector512.Load(y + i + width), s1);
            s2 = Fma(Vector512.Load(x + i + (2 * width)), Vector512.Load(y + i + (2 * width)), s2);
            s3 = Fma(Vector512.Load(x + i + (3 * width)), Vector512.Load(y + i + (3 * width)), s3);
        }
        for (; i <= n - width; i += width) s0 = Fma(Vector512.Load(x + i), Vector512.Load(y + i), s0);
        T sum = Vector512.Sum(s0 + s1 + (s2 + s3));
        for (; i < n; i++) sum += x[i] * y[i];
        return sum;
    }

    /// <summary>y += a · x.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static void Axpy<T>(T a, T* x, T* y, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0, width = Vector512<T>.Count;
        var va = Vector512.Create(a);
        for (; i <= n - width; i += width) Fma(va, Vector512.Load(x + i), Vector512.Load(y + i)).Store(y + i);
        for (; i < n; i++) y[i] += a * x[i];
    }

    /// <summary>y += Σ f[i] · row i; four rows at a time, so that y is read and written less often.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static void AddRows<T>(T* f, Matrix<T> rows, T* y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int r = 0, n = rows.Columns, width = Vector512<T>.Count;
        for (; r <= rows.Rows - 4; r += 4)
        {
            T* a = rows.Row(r), b = a + rows.RowStride, c = b + rows.RowStride, d = c + rows.RowStride;
            Vector512<T> fa = Vector512.Create(f[r]), fb = Vector512.Create(f[r + 1]), fc = Vector512.Create(f[r + 2]), fd = Vector512.Create(f[r + 3]);
            int i = 0;
            for (; i <= n - width; i += width)
            {
                var sum = Fma(fa, Vector512.Load(a + i), Vector512.Load(y + i));
                sum = Fma(fb, Vector512.Load(b + i), sum);
                sum = Fma(fc, Vector512.Load(c + i), sum);
                Fma(fd, Vector512.Load(d + i), sum).Store(y + i);
            }
            for (; i < n; i++) y[i] += (f[r] * a[i]) + (f[r + 1] * b[i]) + (f[r + 2] * c[i]) + (f[r + 3] * d[i]);
        }
        for (; r < rows.Rows; r++) Axpy(f[r], rows.Row(r), y, n);
    }

    /// <summary>y[i] = Σ row i · x; four rows at a time.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static void Dots<T>(Matrix<T> rows, T* x, T* y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int r = 0, n = rows.Columns, width = Vector512<T>.Count;
        for (; r <= rows.Rows - 4; r += 4)
        {
            T* a = rows.Row(r), b = a + rows.RowStride, c = b + rows.RowStride, d = c + rows.RowStride;
            Vector512<T> s0 = default, s1 = default, s2 = default, s3 = default;
            int i = 0;
            for (; i <= n - width; i += width)
            {
                var xs = Vector512.Load(x + i);
                s0 = Fma(Vector512.Load(a + i), xs, s0);
                s1 = Fma(Vector512.Load(b + i), xs, s1);
                s2 = Fma(Vector512.Load(c + i), xs, s2);
                s3 = Fma(Vector512.Load(d + i), xs, s3);
            }
            T t0 = Vector512.Sum(s0), t1 = Vector512.Sum(s1), t2 = Vector512.Sum(s2), t3 = Vector512.Sum(s3);
            for (; i < n; i++)
            {
                t0 += a[i] * x[i];
                t1 += b[i] * x[i];
                t2 += c[i] * x[i];
                t3 += d[i] * x[i];
            }
            (y[r], y[r + 1], y[r + 2], y[r + 3]) = (t0, t1, t2, t3);
        }
        for (; r < rows.Rows; r++) y[r] = Dot(rows.Row(r), x, n);
    }

    /// <summary>x *= a.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static void Scale<T>(T a, T* x, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0, width = Vector512<T>.Count;
        var va = Vector512.Create(a);
        for (; i <= n - width; i += width) (va * Vector512.Load(x + i)).Store(x + i);
        for (; i < n; i++) x[i] *= a;
    }

    /// <summary>z = a · x + a · y, which is x where both are equal and a is ½.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static void Mean<T>(T a, T* x, T* y, T* z, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0, width = Vector512<T>.Count;
        var va = Vector512.Create(a);
        for (; i <= n - width; i += width) ((va * Vector512.Load(x + i)) + (va * Vector512.Load(y + i))).Store(z + i);
        for (; i < n; i++) z[i] = (a * x[i]) + (a * y[i]);
    }

    /// <summary>z = x / y.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static void Divide<T>(T* x, T* y, T* z, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0, width = Vector512<T>.Count;
        for (; i <= n - width; i += width) (Vector512.Load(x + i) / Vector512.Load(y + i)).Store(z + i);
        for (; i < n; i++) z[i] = x[i] / y[i];
    }

    /// <summary>z = x · y, element by element.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static void Multiply<T>(T* x, T* y, T* z, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0, width = Vector512<T>.Count;
        for (; i <= n - width; i += width) (Vector512.Load(x + i) * Vector512.Load(y + i)).Store(z + i);
        for (; i < n; i++) z[i] = x[i] * y[i];
    }

    /// <summary>y[i] ← x[i] where that is larger in size.</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static void KeepLargest<T>(T* x, T* y, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0, width = Vector512<T>.Count;
        for (; i <= n - width; i += width)
        {
            Vector512<T> xs = Vector512.Load(x + i), ys = Vector512.Load(y + i);
            Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Abs(xs), Vector512.Abs(ys)), xs, ys).Store(y + i);
        }
        for (; i < n; i++)
            if (T.Abs(x[i]) > T.Abs(y[i])) y[i] = x[i];
    }

    /// <summary>(x, y) ← (c·x + s·y, c·y − s·x).</summary>
    [MethodImpl(JitOptions.Kernel)]
    public static void Rotate<T>(T* x, T* y, T c, T s, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0, width = Vector512<T>.Count;
        Vector512<T> vc = Vector512.Create(c), vs = Vector512.Create(s);
        for (; i <= n - width; i += width)
        {
            Vector512<T> u = Vector512.Load(x + i), v = Vector512.Load(y + i);
            Fma(vs, v, vc * u).Store(x + i);
            Fma(-vs, u, vc * v).Store(y + i);
        }
        for (; i < n; i++)
        {
            T u = x[i], v = y[i];
            x[i] = (c * u) + (s * v);
            y[i] = (c * v) - (s * u);
        }
    }

    /// <summary>√Σ x[i]², without overflow or underflow where the result has none.</summary>
    public static T Norm<T>(T* x, nint stride, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (stride == 1)
        {
            // a sum of squares well inside the type's range has lost nothing to overflow or underflow
            T direct = Dot(x, x, n), wide = T.CreateChecked(1e-18);
            if (direct > wide && direct < T.One / wide) return T.Sqrt(direct);
        }
        T largest = T.Zero;
        for (int i = 0; i < n; i++) largest = T.Max(largest, T.Abs(x[i * stride])); // NaN comes through
        if (largest == T.Zero || !T.IsFinite(largest)) return largest;
        T sum = T.Zero, inverse = T.One / largest;
        if (!T.IsFinite(inverse)) (inverse, largest) = (T.One, T.One);
        for (int i = 0; i < n; i++)
        {
            T v = x[i * stride] * inverse;
            sum += v * v;
        }
        return largest * T.Sqrt(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Fma<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c)
        where T : unmanaged => VectorMath.Fma(a, b, c);
}
