using System.Numerics;

namespace Neuron.Kernels.Gpu;

/// <summary>A = Q·R by Householder reflections. A group works on one matrix, its work-items on columns.</summary>
internal static class QrKernels
{
    /// <summary>
    /// a [M, N] ← R above the diagonal and, from the diagonal down, the reflections' vectors without their leading 1; tau, beta [K]
    /// ← their factors and R's diagonal; q [M, K] ← the first K columns of Q; r [K, N] ← R. K = min(M, N).
    /// </summary>
    /// <remarks>H = I − τ·v·vᵀ, v₀ = 1, H·x = (β, 0, …), β of the sign opposite to x₀. Grid: X matrices. Shared: 128 numbers.</remarks>
    public static void Decompose<T>(ArrayView<T> a, ArrayView<T> tau, ArrayView<T> q, ArrayView<T> r, int m, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scratch = SharedMemory.Allocate<T>(GroupReduce.MostItems);
        int k = XMath.Min(m, n);
        long start = (long)Grid.IdxX * m * n, taus = (long)Grid.IdxX * k, qs = (long)Grid.IdxX * m * k, rs = (long)Grid.IdxX * k * n;
        for (int j = 0; j < k; j++)
        {
            T most = T.Zero;
            for (int i = j + 1 + Group.IdxX; i < m; i += Group.DimX) most = Larger(most, T.Abs(a[start + ((long)i * n) + j]));
            most = GroupReduce.Max(scratch, most);
            T alpha = a[start + ((long)j * n) + j], squares = T.Zero;
            if (most != T.Zero)
            {
                for (int i = j + 1 + Group.IdxX; i < m; i += Group.DimX)
                {
                    T scaled = a[start + ((long)i * n) + j] / most;
                    squares += scaled * scaled;
                }
            }
            squares = GroupReduce.Sum(scratch, squares);
            T tail = most * T.Sqrt(squares), factor = T.Zero, beta = alpha;
            if (tail != T.Zero)
            {
                T norm = T.Hypot(alpha, tail);
                beta = alpha > T.Zero ? -norm : norm;
                factor = (beta - alpha) / beta;
                T scale = T.One / (alpha - beta);
                for (int i = j + 1 + Group.IdxX; i < m; i += Group.DimX) a[start + ((long)i * n) + j] *= scale;
            }
            if (Group.IdxX == 0)
            {
                tau[taus + j] = factor;
                a[start + ((long)j * n) + j] = beta;
            }
            Group.Barrier();
            for (int column = j + 1 + Group.IdxX; column < n; column += Group.DimX) Reflect(a, start, n, factor, a, start, n, m, j, column);
            Group.Barrier();
        }
        for (int i = Group.IdxX; i < k * n; i += Group.DimX) r[rs + i] = i % n >= i / n ? a[start + i] : T.Zero;
        for (int i = Group.IdxX; i < m * k; i += Group.DimX) q[qs + i] = i / k == i % k ? T.One : T.Zero;
        Group.Barrier();
        for (int column = Group.IdxX; column < k; column += Group.DimX)
            for (int j = k - 1; j >= 0; j--) Reflect(a, start, n, tau[taus + j], q, qs, k, m, j, column);
    }

    /// <summary>Applies reflection j to one column.</summary>
    private static void Reflect<T>(ArrayView<T> v, long vStart, int vPitch, T tau, ArrayView<T> x, long xStart, int xPitch, int m, int j, int column)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum = x[xStart + ((long)j * xPitch) + column];
        for (int i = j + 1; i < m; i++) sum += v[vStart + ((long)i * vPitch) + j] * x[xStart + ((long)i * xPitch) + column];
        sum *= tau;
        x[xStart + ((long)j * xPitch) + column] -= sum;
        for (int i = j + 1; i < m; i++) x[xStart + ((long)i * xPitch) + column] -= sum * v[vStart + ((long)i * vPitch) + j];
    }

    private static T Larger<T>(T a, T b) where T : unmanaged, IFloatingPointIeee754<T> => b > a || T.IsNaN(b) ? b : a;
}
