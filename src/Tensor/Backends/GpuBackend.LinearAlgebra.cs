using System.Numerics;
using Neuron.Kernels.Gpu;

namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Cholesky(Tensor a, Tensor y)
    {
        if (y.DType == DType.Float32) Cholesky<float>(a, y);
        else Cholesky<double>(a, y);
    }

    public void TriangularSolve(bool upper, bool unitDiagonal, Tensor t, Tensor b, Tensor y)
    {
        if (y.DType == DType.Float32) TriangularSolve<float>(upper, unitDiagonal, t, b, y);
        else TriangularSolve<double>(upper, unitDiagonal, t, b, y);
    }

    public void Solve(Tensor a, Tensor b, Tensor y)
    {
        if (y.DType == DType.Float32) Solve<float>("solve", a, b, y);
        else Solve<double>("solve", a, b, y);
    }

    public void Inverse(Tensor a, Tensor y)
    {
        if (y.DType == DType.Float32) Solve<float>("inverse", a, null, y);
        else Solve<double>("inverse", a, null, y);
    }

    public void LogDeterminant(Tensor a, Tensor sign, Tensor log)
    {
        var u = Dense(a);
        if (a.DType == DType.Float32) LinearAlgebraLaunch<float>.LogDeterminant(Stream, Matrices(a), a.Shape[^1], u.DenseView<float>(), sign.DenseView<float>(), log.DenseView<float>());
        else LinearAlgebraLaunch<double>.LogDeterminant(Stream, Matrices(a), a.Shape[^1], u.DenseView<double>(), sign.DenseView<double>(), log.DenseView<double>());
        KeepAlive(u);
    }

    public void Qr(Tensor a, Tensor q, Tensor r)
    {
        var u = Dense(a);
        if (a.DType == DType.Float32) LinearAlgebraLaunch<float>.Qr(Stream, Matrices(a), a.Shape[^2], a.Shape[^1], u.DenseView<float>(), q.DenseView<float>(), r.DenseView<float>());
        else LinearAlgebraLaunch<double>.Qr(Stream, Matrices(a), a.Shape[^2], a.Shape[^1], u.DenseView<double>(), q.DenseView<double>(), r.DenseView<double>());
        KeepAlive(u);
    }

    public void Eigh(Tensor a, Tensor w, Tensor v)
    {
        if (a.DType == DType.Float32) Eigh<float>(a, w, v);
        else Eigh<double>(a, w, v);
    }

    public void Svd(Tensor a, Tensor u, Tensor s, Tensor vt)
    {
        if (a.DType == DType.Float32) Svd<float>(a, u, s, vt);
        else Svd<double>(a, u, s, vt);
    }

    public void PseudoInverse(double rcond, Tensor a, Tensor y)
    {
        if (a.DType == DType.Float32) PseudoInverse<float>(rcond, a, y);
        else PseudoInverse<double>(rcond, a, y);
    }

    public void GeneralEigenvalues(Tensor a, Tensor re, Tensor im)
    {
        if (a.DType == DType.Float32) GeneralEigenvalues<float>(a, re, im);
        else GeneralEigenvalues<double>(a, re, im);
    }

    private void Cholesky<T>(Tensor a, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var u = Dense(a);
        int failed = LinearAlgebraLaunch<T>.Cholesky(Stream, Matrices(a), a.Shape[^1], u.DenseView<T>(), y.DenseView<T>());
        Check(failed, "cholesky", a, "is not positive definite");
        KeepAlive(u);
    }

    private void TriangularSolve<T>(bool upper, bool unitDiagonal, Tensor t, Tensor b, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor u = Dense(t), v = Dense(b);
        LinearAlgebraLaunch<T>.Triangular(Stream, upper, unitDiagonal, Matrices(t), t.Shape[^1], b.Shape[^1], u.DenseView<T>(), v.DenseView<T>(), y.DenseView<T>());
        KeepAlive(u, v);
    }

    /// <summary>Without right sides, those are the unit vectors.</summary>
    private void Solve<T>(string operation, Tensor a, Tensor? b, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var u = Dense(a);
        var v = b is null ? null : Dense(b);
        int failed = LinearAlgebraLaunch<T>.Solve(Stream, Matrices(a), a.Shape[^1], y.Shape[^1], u.DenseView<T>(), v?.DenseView<T>() ?? default, y.DenseView<T>());
        Check(failed, operation, a, "is singular");
        KeepAlive(u, v);
    }

    private void Eigh<T>(Tensor a, Tensor w, Tensor v) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var u = Dense(a);
        int failed = LinearAlgebraLaunch<T>.Eigh(Stream, Matrices(a), a.Shape[^1], u.DenseView<T>(), w.DenseView<T>(), v.DenseView<T>());
        Check(failed, "eigh", a, CpuBackend.NoConvergence);
        KeepAlive(u);
    }

    private void Svd<T>(Tensor a, Tensor u, Tensor s, Tensor vt) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = Dense(a);
        int failed = LinearAlgebraLaunch<T>.Svd(Stream, Matrices(a), a.Shape[^2], a.Shape[^1], x.DenseView<T>(), u.DenseView<T>(), s.DenseView<T>(), vt.DenseView<T>());
        Check(failed, "svd", a, CpuBackend.NoConvergence);
        KeepAlive(x);
    }

    private void PseudoInverse<T>(double rcond, Tensor a, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var u = Dense(a);
        int failed = LinearAlgebraLaunch<T>.PseudoInverse(Stream, rcond, Matrices(a), a.Shape[^2], a.Shape[^1], u.DenseView<T>(), y.DenseView<T>());
        Check(failed, "pinv", a, CpuBackend.NoConvergence);
        KeepAlive(u);
    }

    private void GeneralEigenvalues<T>(Tensor a, Tensor re, Tensor im) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var u = Dense(a);
        int failed = LinearAlgebraLaunch<T>.GeneralEigenvalues(Stream, Matrices(a), a.Shape[^1], u.DenseView<T>(), re.DenseView<T>(), im.DenseView<T>());
        Check(failed, "eigvals", a, CpuBackend.NoConvergence);
        KeepAlive(u);
    }

    private static int Matrices(Tensor a) => checked((int)Shape.Create(a.Shape.Span[..^2]).Size);

    private static void Check(int failed, string operation, Tensor x, string what)
    {
        if (failed >= 0) throw LinearAlgebraException.Of(operation, failed, x, what);
    }
}
