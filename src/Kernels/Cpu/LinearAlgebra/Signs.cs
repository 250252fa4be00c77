using System.Numerics;

namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Eigenvectors and singular vectors are found up to sign; the choice here makes the largest component (the first of equals) positive.</summary>
internal static unsafe class Signs
{
    private const int PerPiece = 64;

    /// <summary>Chooses the signs of vectors held as rows.</summary>
    public static void FixRows<T>(Matrix<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T> => WorkerPool.For((rows.Rows + PerPiece - 1) / PerPiece, new ByRows<T>(rows));

    /// <summary>Chooses the signs of the columns of u and turns the rows of vt with them.</summary>
    public static void FixColumns<T>(Matrix<T> u, Matrix<T> vt)
        where T : unmanaged, IFloatingPointIeee754<T> => WorkerPool.For((u.Columns + PerPiece - 1) / PerPiece, new ByColumns<T>(u, vt));

    private readonly struct ByRows<T>(Matrix<T> rows) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            int end = Math.Min(rows.Rows, (index + 1) * PerPiece), n = rows.Columns;
            for (int i = index * PerPiece; i < end; i++)
            {
                T* x = rows.Row(i);
                int best = 0;
                for (int j = 1; j < n; j++)
                    if (T.Abs(x[j]) > T.Abs(x[best])) best = j;
                if (x[best] < T.Zero) VectorKernels.Scale(-T.One, x, n);
            }
        }
    }

    private readonly struct ByColumns<T>(Matrix<T> u, Matrix<T> vt) : IParallelJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int index)
        {
            int first = index * PerPiece, count = Math.Min(PerPiece, u.Columns - first);
            T* largest = stackalloc T[PerPiece], signs = stackalloc T[PerPiece];
            new Span<T>(largest, count).Clear();
            for (int i = 0; i < u.Rows; i++) VectorKernels.KeepLargest(u.Row(i) + first, largest, count);
            bool any = false;
            for (int j = 0; j < count; j++)
            {
                signs[j] = largest[j] < T.Zero ? -T.One : T.One;
                if (largest[j] >= T.Zero) continue;
                any = true;
                VectorKernels.Scale(-T.One, vt.Row(first + j), vt.Columns);
            }
            for (int i = 0; any && i < u.Rows; i++) VectorKernels.Multiply(signs, u.Row(i) + first, u.Row(i) + first, count);
        }
    }
}
