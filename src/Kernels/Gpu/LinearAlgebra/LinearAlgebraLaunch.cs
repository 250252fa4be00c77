using System.Numerics;
using System.Reflection;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>Factorisations and linear systems of dense batches on a device. Those that can fail return the first matrix that did, or −1; they wait for the device.</summary>
/// <remarks>One group a matrix, one launch a batch: made to be right and complete, and quick for many small matrices only.</remarks>
internal static class LinearAlgebraLaunch<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly MethodInfo s_cholesky = ((Action<ArrayView<T>, ArrayView<T>, ArrayView<int>, int>)LinearSystemKernels.Cholesky).Method;

    private static readonly MethodInfo s_factor = ((Action<ArrayView<T>, ArrayView<int>, ArrayView<int>, int>)LinearSystemKernels.Factor).Method;

    private static readonly MethodInfo s_qr = ((Action<ArrayView<T>, ArrayView<T>, ArrayView<T>, ArrayView<T>, int, int>)QrKernels.Decompose).Method;

    private static readonly MethodInfo s_eigh = ((Action<ArrayView<T>, ArrayView<T>, ArrayView<T>, ArrayView<T>, ArrayView<int>, int>)JacobiKernels.Eigh).Method;

    private static readonly MethodInfo s_svd = ((Action<ArrayView<T>, ArrayView<T>, ArrayView<T>, ArrayView<T>, ArrayView<T>, ArrayView<int>, int, int>)JacobiKernels.Svd).Method;

    /// <summary>y ← the lower Cholesky factor of (a + aᵀ)/2; fails where that is not positive definite.</summary>
    public static int Cholesky(AcceleratorStream stream, int batch, int n, ArrayView<T> a, ArrayView<T> y)
    {
        if (batch == 0 || n == 0) return -1;
        using var failed = stream.Accelerator.Allocate1D<int>(batch);
        var kernel = Grouped(stream, s_cholesky, n, out var group);
        kernel.Launch(stream, new KernelConfig(new Index3D(batch, 1, 1), group), a, y, failed.View, n);
        return FirstOf(stream, failed.View, 1);
    }

    /// <summary>x ← t⁻¹ · b for triangular t.</summary>
    public static void Triangular(AcceleratorStream stream, bool upper, bool unitDiagonal, int batch, int n, int columns, ArrayView<T> t, ArrayView<T> b, ArrayView<T> x)
    {
        if (x.Length > 0) stream.Load(LinearSystemKernels.Triangular<T>).LaunchOver(stream, new Index2D(columns, batch), t, b, x, n, columns, upper ? 1 : 0, unitDiagonal ? 1 : 0);
    }

    /// <summary>x ← a⁻¹ · b, an empty b being the identity; fails where a is singular.</summary>
    public static int Solve(AcceleratorStream stream, int batch, int n, int columns, ArrayView<T> a, ArrayView<T> b, ArrayView<T> x)
    {
        if (batch == 0 || n == 0) return -1;
        using var factors = stream.Accelerator.Allocate1D<T>(a.Length);
        using var order = stream.Accelerator.Allocate1D<int>((long)batch * n);
        using var signs = stream.Accelerator.Allocate1D<int>(batch);
        Factor(stream, batch, n, a, factors.View, order.View, signs.View);
        if (columns > 0) stream.Load(LinearSystemKernels.Solve<T>).LaunchOver(stream, new Index2D(columns, batch), factors.View, order.View, b, x, n, columns);
        return FirstOf(stream, signs.View, 0);
    }

    /// <summary>Sign and logarithm of |det a|.</summary>
    public static void LogDeterminant(AcceleratorStream stream, int batch, int n, ArrayView<T> a, ArrayView<T> sign, ArrayView<T> log)
    {
        if (batch == 0) return;
        using var factors = stream.Accelerator.Allocate1D<T>(Math.Max(1, a.Length));
        using var order = stream.Accelerator.Allocate1D<int>(Math.Max(1, (long)batch * n));
        using var signs = stream.Accelerator.Allocate1D<int>(batch);
        Factor(stream, batch, n, a, factors.View.SubView(0, a.Length), order.View, signs.View);
        stream.Load(LinearSystemKernels.Determinant<T>).LaunchOver(stream, new Index1D(batch), factors.View, signs.View, sign, log, n);
    }

    /// <summary>a [M, N] = q [M, K] · r [K, N].</summary>
    public static void Qr(AcceleratorStream stream, int batch, int m, int n, ArrayView<T> a, ArrayView<T> q, ArrayView<T> r)
    {
        int k = Math.Min(m, n);
        if (batch == 0 || k == 0) return;
        using var copy = stream.Accelerator.Allocate1D<T>(a.Length);
        using var tau = stream.Accelerator.Allocate1D<T>((long)batch * k);
        stream.Accelerator.Copy(a, copy.View, stream);
        var kernel = Grouped(stream, s_qr, n, out var group);
        kernel.Launch(stream, new KernelConfig(new Index3D(batch, 1, 1), group), copy.View, tau.View, q, r, m, n);
    }

    /// <summary>w, v ← eigenvalues (ascending) and eigenvectors (columns) of (a + aᵀ)/2; fails on NaN and infinity.</summary>
    public static int Eigh(AcceleratorStream stream, int batch, int n, ArrayView<T> a, ArrayView<T> w, ArrayView<T> v)
    {
        if (batch == 0 || n == 0) return -1;
        using var copy = stream.Accelerator.Allocate1D<T>(a.Length);
        using var work = stream.Accelerator.Allocate1D<T>((long)batch * n * (n + 4));
        using var failed = stream.Accelerator.Allocate1D<int>(batch);
        stream.Load(JacobiKernels.Symmetrise<T>).LaunchOver(stream, new Index2D(n * n, batch), a, copy.View, n);
        var kernel = Grouped(stream, s_eigh, n, out var group);
        kernel.Launch(stream, new KernelConfig(new Index3D(batch, 1, 1), group), copy.View, w, v, work.View, failed.View, n);
        return FirstOf(stream, failed.View, 1);
    }

    /// <summary>a = u · diag(s) · vt, s descending; fails on NaN and infinity.</summary>
    public static int Svd(AcceleratorStream stream, int batch, int m, int n, ArrayView<T> a, ArrayView<T> u, ArrayView<T> s, ArrayView<T> vt)
    {
        int k = Math.Min(m, n), tall = Math.Max(m, n);
        if (batch == 0 || k == 0) return -1;
        var accelerator = stream.Accelerator;
        using var copy = accelerator.Allocate1D<T>(a.Length);
        using var work = accelerator.Allocate1D<T>((long)batch * k * (k + 2));
        using var failed = accelerator.Allocate1D<int>(batch);
        var kernel = Grouped(stream, s_svd, k, out var group);
        var config = new KernelConfig(new Index3D(batch, 1, 1), group);
        if (m >= n)
        {
            accelerator.Copy(a, copy.View, stream);
            kernel.Launch(stream, config, copy.View, u, s, vt, work.View, failed.View, m, n);
            return FirstOf(stream, failed.View, 1);
        }
        // aᵀ = v · diag(s) · uᵀ
        using var left = accelerator.Allocate1D<T>((long)batch * tall * k);
        using var right = accelerator.Allocate1D<T>((long)batch * k * k);
        var transpose = stream.Load(JacobiKernels.Transpose<T>);
        transpose.LaunchOver(stream, new Index2D(m * n, batch), a, copy.View, m, n);
        kernel.Launch(stream, config, copy.View, left.View, s, right.View, work.View, failed.View, tall, k);
        transpose.LaunchOver(stream, new Index2D(k * k, batch), right.View, u, k, k);
        transpose.LaunchOver(stream, new Index2D(tall * k, batch), left.View, vt, tall, k);
        return FirstOf(stream, failed.View, 1);
    }

    /// <summary>y [N, M] ← the pseudo-inverse of a [M, N]; singular values up to cut times the largest count as zero.</summary>
    public static int PseudoInverse(AcceleratorStream stream, double cut, int batch, int m, int n, ArrayView<T> a, ArrayView<T> y)
    {
        int k = Math.Min(m, n);
        if (y.Length == 0) return -1;
        var accelerator = stream.Accelerator;
        using var u = accelerator.Allocate1D<T>((long)batch * m * k);
        using var s = accelerator.Allocate1D<T>((long)batch * k);
        using var vt = accelerator.Allocate1D<T>((long)batch * k * n);
        int failed = Svd(stream, batch, m, n, a, u.View, s.View, vt.View);
        if (failed < 0) stream.Load(JacobiKernels.PseudoInverse<T>).LaunchOver(stream, new Index2D(n * m, batch), u.View, s.View, vt.View, y, T.CreateTruncating(cut), m, n);
        return failed;
    }

    /// <summary>re, im ← eigenvalues of general matrices, in float64; fails on NaN and infinity, and where the iteration does not converge.</summary>
    public static int GeneralEigenvalues(AcceleratorStream stream, int batch, int n, ArrayView<T> a, ArrayView<T> re, ArrayView<T> im)
    {
        if (batch == 0 || n == 0) return -1;
        using var work = stream.Accelerator.Allocate1D<double>((long)batch * n * (n + 4));
        using var failed = stream.Accelerator.Allocate1D<int>(batch);
        stream.Load(GeneralEigenKernels.Eigenvalues<T>).LaunchOver(stream, new Index1D(batch), a, re, im, work.View, failed.View, n);
        return FirstOf(stream, failed.View, 1);
    }

    private static void Factor(AcceleratorStream stream, int batch, int n, ArrayView<T> a, ArrayView<T> factors, ArrayView<int> order, ArrayView<int> signs)
    {
        if (a.Length > 0) stream.Accelerator.Copy(a, factors, stream);
        var kernel = Grouped(stream, s_factor, n, out var group);
        kernel.Launch(stream, new KernelConfig(new Index3D(batch, 1, 1), group), factors, order, signs, n);
    }

    /// <summary>A kernel for groups that suit rows or columns of this number; on CPUs groups of one, which no barrier holds up.</summary>
    private static Kernel Grouped(AcceleratorStream stream, MethodInfo method, int width, out Index3D group)
    {
        int items = width <= 32 ? 32 : GroupReduce.MostItems;
        group = new Index3D(stream.Accelerator.Limits.IsCpu ? 1 : items, 1, 1);
        return stream.Accelerator.LoadKernel(method, group);
    }

    private static int FirstOf(AcceleratorStream stream, ArrayView<int> values, int value)
    {
        var host = new int[values.Length];
        stream.Accelerator.CopyToHost(host, values, stream);
        return Array.IndexOf(host, value);
    }
}
