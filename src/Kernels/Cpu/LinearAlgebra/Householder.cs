using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Reflections H = I − τ·v·vᵀ and products of several, H₀·H₁·… = I − V·T·Vᵀ (compact WY form).</summary>
internal static unsafe class Householder
{
    /// <summary>
    /// Makes v (in place of x, v[0] = 1) and τ with H·x = (β, 0, …)ᵀ. Returns β.
    /// </summary>
    public static T Make<T>(T* x, nint stride, int n, out T tau)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T alpha = x[0], tail = VectorKernels.Norm(x + stride, stride, n - 1);
        x[0] = T.One;
        if (tail == T.Zero)
        {
            tau = T.Zero;
            return alpha;
        }
        T norm = VectorKernels.Hypot(alpha, tail), beta = alpha > T.Zero ? -norm : norm;
        tau = (beta - alpha) / beta;
        T scale = T.One / (alpha - beta);
        if (stride == 1) VectorKernels.Scale(scale, x + 1, n - 1);
        else for (int i = 1; i < n; i++) x[i * stride] *= scale;
        return beta;
    }

    /// <summary>The upper triangular T of k reflections; v [K, M] holds one a row.</summary>
    public static void Combine<T>(Matrix<T> v, T* tau, Matrix<T> t)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int k = v.Rows;
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j < i; j++) t[j, i] = -tau[i] * VectorKernels.Dot(v.Row(j), v.Row(i), v.Columns);
            for (int r = 0; r < i; r++)
            {
                T sum = T.Zero;
                for (int j = r; j < i; j++) sum += t[r, j] * t[j, i];
                t[r, i] = sum;
            }
            t[i, i] = tau[i];
            for (int r = i + 1; r < k; r++) t[r, i] = T.Zero;
        }
    }

    /// <summary>c ← (I − Vᵀ·T·V)·c or, transposed, (I − Vᵀ·Tᵀ·V)·c with the reflections in the rows of v [K, M]; c [M, N].</summary>
    public static void Apply<T>(Matrix<T> v, Matrix<T> t, bool transposed, Matrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (c.Columns == 0 || v.Rows == 0) return;
        using var memory = new Scratch<T>(2L * v.Rows * c.Columns);
        Matrix<T> w = new(memory.Data, v.Rows, c.Columns), tw = new(memory.Data + ((long)v.Rows * c.Columns), v.Rows, c.Columns);
        MatrixUpdate.Add(T.One, v, c, w);
        MatrixUpdate.Add(T.One, transposed ? t.Transposed : t, w, tw);
        MatrixUpdate.Add(-T.One, v.Transposed, tw, c);
    }

    /// <summary>q [M, N] ← H₀·H₁·… · q, the reflections in the rows of v [K, M], blocks of them last to first.</summary>
    public static void ApplyAll<T>(Matrix<T> v, T* tau, int blockSize, Matrix<T> q)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var memory = new Scratch<T>((long)blockSize * blockSize);
        for (int k = (v.Rows - 1) / blockSize * blockSize; k >= 0; k -= blockSize)
        {
            int count = Math.Min(blockSize, v.Rows - k);
            var t = memory.Matrix(count, count);
            // the reflections from k on leave the first k rows alone
            var block = v.Block(k, k, count, v.Columns - k);
            Combine(block, tau + k, t);
            Apply(block, t, transposed: false, q.Block(k, 0, q.Rows - k, q.Columns));
        }
    }
}
