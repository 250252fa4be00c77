using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>Launches <see cref="TensorCoreMatMulKernels"/>.</summary>
internal static class TensorCoreMatMul
{
    /// <summary>C = A · Bᵀ for A [m, k], B [n, k], C [m, n] without gaps, tile by the size of C.</summary>
    /// <exception cref="ArgumentException">A view is too short, or rows are no multiple of 16 bytes.</exception>
    public static void Run<T>(AcceleratorStream stream, ArrayView<T> a, ArrayView<T> b, ArrayView<float> c, int m, int n, int k)
        where T : unmanaged
    {
        if (Math.Min(m, n) >= 128) Run<T, TensorTile128>(stream, a, b, c, m, n, k);
        else Run<T, TensorTile32>(stream, a, b, c, m, n, k);
    }

    /// <summary>The same with a tile of the caller's choice.</summary>
    /// <exception cref="ArgumentException">A view is too short, or rows are no multiple of 16 bytes.</exception>
    public static void Run<T, TTile>(AcceleratorStream stream, ArrayView<T> a, ArrayView<T> b, ArrayView<float> c, int m, int n, int k)
        where T : unmanaged
        where TTile : struct, ITensorTile
    {
        int chunk = 16 / Interop.SizeOf<T>();
        if (m < 1 || n < 1 || k < 1 || k % chunk != 0) throw new ArgumentException($"Tensor-core product [{m}, {k}] · [{n}, {k}]ᵀ: sizes are positive, and rows of {typeof(T).Name} a multiple of {chunk} elements.", nameof(k));
        if (a.Length < (long)m * k || b.Length < (long)n * k || c.Length < (long)m * n)
            throw new ArgumentException($"Tensor-core product [{m}, {k}] · [{n}, {k}]ᵀ: given {a.Length}, {b.Length} and {c.Length} elements.", nameof(a));
        int items = TensorCoreMatMulKernels.Items<TTile>();
        var kernel = stream.Accelerator.LoadKernel(((Action<ArrayView<T>, ArrayView<T>, ArrayView<float>, int, int, int>)TensorCoreMatMulKernels.Product<T, TTile>).Method, new Index3D(items, 1, 1));
        var grid = new Index3D(IntrinsicMath.DivRoundUp(n, TensorCoreMatMulKernels.TileColumns<TTile>()), IntrinsicMath.DivRoundUp(m, TensorCoreMatMulKernels.TileRows<TTile>()), 1);
        kernel.Launch(stream, new KernelConfig(grid, new Index3D(items, 1, 1)), a, b, c, m, n, k);
    }
}
