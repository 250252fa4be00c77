using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>
/// Reflections H = I − τ·v·vᵀ and products of several, H₀·H₁·… = I − Vᵀ·T·V with the vectors in V's rows and T upper triangular
/// (compact WY form, Schreiber and Van Loan 1989).
/// </summary>
internal static unsafe class Householder
{
    /// <summary>Reflections that one T combines.</summary>
    public const int BlockSize = 64;

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

    /// <summary>t [K, BlockSize] ← the T of each block of reflections, one under another; v [K, M].</summary>
    public static void Combine<T>(Matrix<T> v, T* tau, Matrix<T> t)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var memory = new Scratch<T>(BlockSize * BlockSize, clear: false);
        for (int k = 0; k < v.Rows; k += BlockSize)
        {
            int count = Math.Min(BlockSize, v.Rows - k);
            Matrix<T> products = new(memory.Data, count, count), block = v.Block(k, k, count, v.Columns - k), to = t.Block(k, 0, count, count);
            MatrixUpdate.Set(T.One, block, block.Transposed, products);
            to.Clear();
            for (int i = 0; i < count; i++)
            {
                for (int r = 0; r < i; r++) to[r, i] = -tau[k + i] * VectorKernels.Dot(to.Row(r) + r, products.Row(i) + r, i - r);
                to[i, i] = tau[k + i];
            }
        }
    }

    /// <summary>c ← (I − Vᵀ·T·V)·c or, transposed, (I − Vᵀ·Tᵀ·V)·c with the reflections in the rows of v [K, M]; c [M, N].</summary>
    public static void Apply<T>(Matrix<T> v, Matrix<T> t, bool transposed, Matrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T> => Apply(v, t, transposed, c, c.Rows);

    /// <summary>c [M, N] ← H₀·H₁·… · c, the reflections in the rows of v [K, M], blocks of them last to first.</summary>
    public static void ApplyAll<T>(Matrix<T> v, Matrix<T> t, Matrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T> => ApplyAll(v, t, c, c.Rows);

    /// <summary>As above; rows of c from <paramref name="given"/> ≥ K on count as zero, whatever they hold.</summary>
    public static void ApplyAll<T>(Matrix<T> v, Matrix<T> t, Matrix<T> c, int given)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int k = (v.Rows - 1) / BlockSize * BlockSize; k >= 0; k -= BlockSize)
        {
            int count = Math.Min(BlockSize, v.Rows - k);
            // the reflections from k on leave the first k rows alone
            Apply(v.Block(k, k, count, v.Columns - k), t.Block(k, 0, count, count), transposed: false, c.Block(k, 0, c.Rows - k, c.Columns), given - k);
            given = c.Rows;
        }
    }

    private static void Apply<T>(Matrix<T> v, Matrix<T> t, bool transposed, Matrix<T> c, int given)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (c.Columns == 0 || v.Rows == 0) return;
        using var memory = new Scratch<T>(2L * v.Rows * c.Columns, clear: false);
        Matrix<T> w = new(memory.Data, v.Rows, c.Columns), tw = new(w.Row(v.Rows), v.Rows, c.Columns);
        Matrix<T> head = v.Block(0, 0, v.Rows, given), tail = v.Block(0, given, v.Rows, v.Columns - given), some = c.Block(0, 0, given, c.Columns);
        MatrixUpdate.Set(T.One, head, some, w);
        MatrixUpdate.Set(T.One, transposed ? t.Transposed : t, w, tw);
        MatrixUpdate.Add(-T.One, head.Transposed, tw, some);
        MatrixUpdate.Set(-T.One, tail.Transposed, tw, c.Block(given, 0, c.Rows - given, c.Columns));
    }
}
