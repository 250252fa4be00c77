using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Eigenvalues of a symmetric tridiagonal matrix by implicit QL with Wilkinson's shift.</summary>
internal static unsafe class TridiagonalQl
{
    private const int MaxSweeps = 60;

    /// <summary>
    /// d [N] ← eigenvalues, unordered, of a part of a matrix whose largest elements are about 1; rotations of the vectors, held as
    /// rows, go to the log. Overwrites e [N]. False if it does not converge.
    /// </summary>
    public static bool Iterate<T>(T* d, T* e, int n, RotationLog<T> log)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // rounding of the whole matrix hides what is negligible; one of low rank has whole parts of such
        T two = T.CreateChecked(2), epsilon = VectorKernels.Epsilon<T>(), negligible = epsilon / T.CreateChecked(8);
        e[n - 1] = T.Zero;
        for (int l = 0; l < n; l++)
        {
            for (int sweep = 0; ; sweep++)
            {
                int m = l;
                while (m < n - 1 && T.Abs(e[m]) > T.Max(negligible, epsilon * T.CreateChecked(0.5) * (T.Abs(d[m]) + T.Abs(d[m + 1])))) m++;
                if (m == l) break;
                if (sweep == MaxSweeps) return false;
                T g = (d[l + 1] - d[l]) / (two * e[l]), r = VectorKernels.Hypot(g, T.One);
                g = d[m] - d[l] + (e[l] / (g + T.CopySign(r, g)));
                T s = T.One, c = T.One, p = T.Zero;
                int i = m - 1;
                for (; i >= l; i--)
                {
                    T f = s * e[i], b = c * e[i];
                    e[i + 1] = r = VectorKernels.Hypot(f, g);
                    if (r == T.Zero)
                    {
                        d[i + 1] -= p;
                        e[m] = T.Zero;
                        break;
                    }
                    (s, c) = (f / r, g / r);
                    g = d[i + 1] - p;
                    r = ((d[i] - g) * s) + (two * c * b);
                    p = s * r;
                    d[i + 1] = g + p;
                    g = (c * r) - b;
                    log.Add(i + 1, i, c, s);
                }
                if (i >= l) continue;
                d[l] -= p;
                e[l] = g;
                e[m] = T.Zero;
            }
        }
        return true;
    }
}
