using System.Numerics;

namespace Neuron.Kernels.Cpu;

/// <summary>Batched matrix products of strided operands, the plain triple loop: integers, and the reference of the packed kernels.</summary>
internal static unsafe class MatrixProducts
{
    /// <summary>y[.., m, n] = Σₖ a[.., m, k] · b[.., k, n]; the leading axes are equal, y is contiguous.</summary>
    public static void Multiply<T>(Strided<T> a, Strided<T> b, Strided<T> y)
        where T : unmanaged, INumber<T>
    {
        int rank = y.Rank, m = y.Shape[^2], n = y.Shape[^1], inner = a.Shape[^1];
        long batches = m * n == 0 ? 0 : y.Count / ((long)m * n);
        for (long batch = 0; batch < batches; batch++)
        {
            T* pa = a.Data + StridedLoop.Offset(batch, a.Shape[..(rank - 2)], a.Strides[..(rank - 2)]);
            T* pb = b.Data + StridedLoop.Offset(batch, b.Shape[..(rank - 2)], b.Strides[..(rank - 2)]);
            T* py = y.Data + (batch * m * n);
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++)
                {
                    T sum = T.Zero;
                    for (int k = 0; k < inner; k++)
                        sum += pa[(i * a.Strides[^2]) + (k * a.Strides[^1])] * pb[(k * b.Strides[^2]) + (j * b.Strides[^1])];
                    py[((long)i * n) + j] = sum;
                }
        }
    }
}
