using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Batched solutions of linear systems. Inputs have any strides, outputs are contiguous. Each returns the first matrix that failed, or −1.</summary>
internal static unsafe class LinearSystems
{
    /// <summary>x ← t⁻¹ · b for triangular t. Never fails: a zero on the diagonal gives infinities.</summary>
    public static void Triangular<T>(bool upper, bool unitDiagonal, Strided<T> t, Strided<T> b, Strided<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using MatrixBatch<T> triangles = new(t), right = new(b), to = new(x);
        MatrixJobs.Run(to.Count, new TriangularJob<T>(upper, unitDiagonal, triangles, right, to));
    }

    /// <summary>x ← a⁻¹ · b. Fails where a is singular.</summary>
    public static int Solve<T>(Strided<T> a, Strided<T> b, Strided<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using MatrixBatch<T> from = new(a), right = new(b), to = new(x);
        return MatrixJobs.Run(to.Count, new SolveJob<T>(from, right, to));
    }

    /// <summary>y ← a⁻¹. Fails where a is singular.</summary>
    public static int Inverse<T>(Strided<T> a, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using MatrixBatch<T> from = new(a), to = new(y);
        return MatrixJobs.Run(to.Count, new SolveJob<T>(from, null, to));
    }

    /// <summary>sign and logarithm of |det a|; 0 and −∞ where a is singular.</summary>
    public static void LogDeterminant<T>(Strided<T> a, Strided<T> sign, Strided<T> log)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using MatrixBatch<T> from = new(a);
        MatrixJobs.Run(from.Count, new DeterminantJob<T>(from, sign.Data, log.Data));
    }

    /// <summary>y [.., N, M] ← the pseudo-inverse of a [.., M, N]; singular values up to rcond times the largest count as zero.</summary>
    public static int PseudoInverse<T>(double rcond, Strided<T> a, Strided<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using MatrixBatch<T> from = new(a), to = new(y);
        return MatrixJobs.Run(from.Count, new PseudoInverseJob<T>(T.CreateChecked(rcond), from, to));
    }

    private readonly struct TriangularJob<T>(bool upper, bool unitDiagonal, MatrixBatch<T> t, MatrixBatch<T> b, MatrixBatch<T> x) : IMatrixJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public bool Run(int index)
        {
            x[index].CopyFrom(b[index]);
            TriangularKernel.Solve(t[index], upper, unitDiagonal, x[index]);
            return true;
        }
    }

    /// <summary>Without right sides, those are the unit vectors.</summary>
    private readonly struct SolveJob<T>(MatrixBatch<T> a, MatrixBatch<T>? b, MatrixBatch<T> x) : IMatrixJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public bool Run(int index)
        {
            int n = a[index].Rows;
            using var memory = new Scratch<T>((b is null ? 2L : 1L) * n * n);
            using var rows = new Scratch<int>(n);
            var factors = new Matrix<T>(memory.Data, n, n);
            factors.CopyFrom(a[index]);
            var order = new Span<int>(rows.Data, n);
            if (LuKernel.Factor(factors, order) == 0) return false;
            Matrix<T> right;
            if (b is not null)
            {
                right = b[index];
            }
            else
            {
                right = new(memory.Data + ((long)n * n), n, n);
                for (int i = 0; i < n; i++) right[i, i] = T.One;
            }
            LuKernel.Solve(factors, order, right, x[index]);
            return true;
        }
    }

    private readonly struct DeterminantJob<T>(MatrixBatch<T> a, T* sign, T* log) : IMatrixJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public bool Run(int index)
        {
            int n = a[index].Rows;
            using var memory = new Scratch<T>((long)n * n);
            using var rows = new Scratch<int>(n);
            var factors = new Matrix<T>(memory.Data, n, n);
            factors.CopyFrom(a[index]);
            int s = LuKernel.Factor(factors, new Span<int>(rows.Data, n));
            T sum = T.Zero;
            for (int i = 0; i < n; i++)
            {
                sum += T.Log(T.Abs(factors[i, i]));
                if (factors[i, i] < T.Zero) s = -s;
            }
            (sign[index], log[index]) = (T.CreateChecked(s), s == 0 ? T.NegativeInfinity : sum);
            return true;
        }
    }

    private readonly struct PseudoInverseJob<T>(T rcond, MatrixBatch<T> a, MatrixBatch<T> y) : IMatrixJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public bool Run(int index)
        {
            int m = a[index].Rows, n = a[index].Columns, k = Math.Min(m, n);
            using var memory = new Scratch<T>(((long)k * (m + n)) + k);
            Matrix<T> u = new(memory.Data, m, k), vt = new(memory.Data + ((long)m * k), k, n);
            T* s = memory.Data + ((long)k * (m + n));
            if (!Factorisations.Svd(a[index], u, s, vt)) return false;
            for (int i = 0; i < k; i++) VectorKernels.Scale(s[i] > rcond * s[0] ? T.One / s[i] : T.Zero, vt.Row(i), n);
            y[index].Clear();
            MatrixUpdate.Add(T.One, vt.Transposed, u.Transposed, y[index]);
            return true;
        }
    }
}
