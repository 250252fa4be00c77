using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Singular values of an upper bidiagonal matrix by implicitly shifted QR (Golub and Van Loan, §8.6).</summary>
internal static class BidiagonalQr
{
    private const int MaxSweepsPerValue = 60;

    /// <summary>
    /// d ← singular values (unordered, not negative) of a part of a matrix whose largest elements are about 1. Rotations of the left
    /// and right vectors, held as rows, go to the logs. False if it does not converge.
    /// </summary>
    public static unsafe bool Iterate<T>(T* d, T* e, int n, RotationLog<T> left, RotationLog<T> right)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T epsilon = VectorKernels.Epsilon<T>(), negligible = epsilon / T.CreateChecked(8), tiny = Tiny<T>();
        int last = n - 1;
        for (int sweep = 0; last > 0; sweep++)
        {
            if (sweep > MaxSweepsPerValue * n) return false;
            for (int i = 0; i < last; i++)
                if (T.Abs(e[i]) <= T.Max(negligible, epsilon * (T.Abs(d[i]) + T.Abs(d[i + 1])))) e[i] = T.Zero;
            if (e[last - 1] == T.Zero)
            {
                last--;
                continue;
            }
            int first = last - 1;
            while (first > 0 && e[first - 1] != T.Zero) first--;
            int zero = first;
            while (zero <= last && T.Abs(d[zero]) > tiny) zero++;
            if (zero < last) ClearRow(d, e, zero, last, left);
            else if (zero == last) ClearColumn(d, e, first, last, right);
            else Step(d, e, first, last, left, right);
        }
        for (int i = 0; i < n; i++)
        {
            if (!(d[i] < T.Zero)) continue;
            d[i] = -d[i];
            right.Negate(i);
        }
        return true;
    }

    /// <summary>d[zero] = 0: rotations from the left with the rows below clear e[zero].</summary>
    private static unsafe void ClearRow<T>(T* d, T* e, int zero, int last, RotationLog<T> left)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        d[zero] = T.Zero;
        T bulge = e[zero];
        e[zero] = T.Zero;
        for (int i = zero + 1; i <= last && T.Abs(bulge) > Tiny<T>(); i++)
        {
            Givens(d[i], bulge, out T c, out T s, out d[i]);
            left.Add(i, zero, c, s);
            if (i == last) break;
            bulge = -s * e[i];
            e[i] = c * e[i];
        }
    }

    /// <summary>d[last] = 0: rotations from the right with the columns before clear e[last − 1].</summary>
    public static unsafe void ClearColumn<T>(T* d, T* e, int first, int last, RotationLog<T> right)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        d[last] = T.Zero;
        T bulge = e[last - 1];
        e[last - 1] = T.Zero;
        for (int i = last - 1; i >= first && T.Abs(bulge) > Tiny<T>(); i--)
        {
            Givens(d[i], bulge, out T c, out T s, out d[i]);
            right.Add(i, last, c, s);
            if (i == first) break;
            bulge = -s * e[i - 1];
            e[i - 1] = c * e[i - 1];
        }
    }

    /// <summary>One sweep over rows first to last with Wilkinson's shift of the last 2 × 2 block of BᵀB.</summary>
    private static unsafe void Step<T>(T* d, T* e, int first, int last, RotationLog<T> left, RotationLog<T> right)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T f = Shift(d, e, first, last), g = d[first] * e[first];
        for (int k = first; k < last; k++)
        {
            Givens(f, g, out T c, out T s, out T r);
            if (k > first) e[k - 1] = r;
            f = (c * d[k]) + (s * e[k]);
            e[k] = (c * e[k]) - (s * d[k]);
            g = s * d[k + 1];
            d[k + 1] = c * d[k + 1];
            right.Add(k, k + 1, c, s);
            Givens(f, g, out c, out s, out d[k]);
            f = (c * e[k]) + (s * d[k + 1]);
            d[k + 1] = (c * d[k + 1]) - (s * e[k]);
            if (k < last - 1)
            {
                g = s * e[k + 1];
                e[k + 1] = c * e[k + 1];
            }
            left.Add(k, k + 1, c, s);
        }
        e[last - 1] = f;
    }

    /// <summary>d₀² − µ with µ the eigenvalue of the last 2 × 2 block nearest its last element, scaled so that nothing overflows.</summary>
    private static unsafe T Shift<T>(T* d, T* e, int first, int last)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T two = T.CreateChecked(2);
        T before = last - 2 >= first ? e[last - 2] : T.Zero;
        T a = (d[last - 1] * d[last - 1]) + (before * before), b = d[last - 1] * e[last - 1], c = (d[last] * d[last]) + (e[last - 1] * e[last - 1]);
        T half = (a - c) / two, root = VectorKernels.Hypot(half, b);
        T mu = root == T.Zero ? c : c - (b * b / (half + T.CopySign(root, half)));
        return (d[first] * d[first]) - mu;
    }

    /// <summary>What counts as zero on the diagonal, or as a bulge that has gone.</summary>
    private static T Tiny<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => VectorKernels.Epsilon<T>() * VectorKernels.Epsilon<T>();

    /// <summary>c, s with c·f + s·g = r and c·g − s·f = 0.</summary>
    private static void Givens<T>(T f, T g, out T c, out T s, out T r)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // in double precision, where a float's subnormal numbers are normal: a rotation of them is one, too
        double x = double.CreateTruncating(f), y = double.CreateTruncating(g), length = VectorKernels.Hypot(x, y);
        (c, s, r) = length == 0 ? (T.One, T.Zero, T.Zero) : (T.CreateTruncating(x / length), T.CreateTruncating(y / length), T.CreateTruncating(length));
    }
}
