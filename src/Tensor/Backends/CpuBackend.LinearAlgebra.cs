using Neuron.Kernels.Cpu.LinearAlgebra;

namespace Neuron;

internal sealed partial class CpuBackend
{
    internal const string NoConvergence = "holds a NaN or an infinity, or its iteration does not converge";

    public void Cholesky(Tensor a, Tensor y) => Check(
        y.DType == DType.Float32 ? Factorisations.Cholesky(Of<float>(a), Of<float>(y)) : Factorisations.Cholesky(Of<double>(a), Of<double>(y)),
        "cholesky", a, "is not positive definite");

    public void TriangularSolve(bool upper, bool unitDiagonal, Tensor t, Tensor b, Tensor y)
    {
        if (y.DType == DType.Float32) LinearSystems.Triangular(upper, unitDiagonal, Of<float>(t), Of<float>(b), Of<float>(y));
        else LinearSystems.Triangular(upper, unitDiagonal, Of<double>(t), Of<double>(b), Of<double>(y));
    }

    public void Solve(Tensor a, Tensor b, Tensor y) => Check(
        y.DType == DType.Float32
            ? LinearSystems.Solve(Of<float>(a), Of<float>(b), Of<float>(y))
            : LinearSystems.Solve(Of<double>(a), Of<double>(b), Of<double>(y)),
        "solve", a, "is singular");

    public void Inverse(Tensor a, Tensor y) => Check(
        y.DType == DType.Float32 ? LinearSystems.Inverse(Of<float>(a), Of<float>(y)) : LinearSystems.Inverse(Of<double>(a), Of<double>(y)),
        "inverse", a, "is singular");

    public void LogDeterminant(Tensor a, Tensor sign, Tensor log)
    {
        if (a.DType == DType.Float32) LinearSystems.LogDeterminant(Of<float>(a), Of<float>(sign), Of<float>(log));
        else LinearSystems.LogDeterminant(Of<double>(a), Of<double>(sign), Of<double>(log));
    }

    public void Qr(Tensor a, Tensor q, Tensor r)
    {
        if (a.DType == DType.Float32) Factorisations.Qr(Of<float>(a), Of<float>(q), Of<float>(r));
        else Factorisations.Qr(Of<double>(a), Of<double>(q), Of<double>(r));
    }

    public void Eigh(Tensor a, Tensor w, Tensor v) => Check(
        a.DType == DType.Float32
            ? Factorisations.Eigh(Of<float>(a), Of<float>(w), Of<float>(v))
            : Factorisations.Eigh(Of<double>(a), Of<double>(w), Of<double>(v)),
        "eigh", a, NoConvergence);

    public void Svd(Tensor a, Tensor u, Tensor s, Tensor vt) => Check(
        a.DType == DType.Float32
            ? Factorisations.Svd(Of<float>(a), Of<float>(u), Of<float>(s), Of<float>(vt))
            : Factorisations.Svd(Of<double>(a), Of<double>(u), Of<double>(s), Of<double>(vt)),
        "svd", a, NoConvergence);

    public void PseudoInverse(double rcond, Tensor a, Tensor y) => Check(
        a.DType == DType.Float32
            ? LinearSystems.PseudoInverse(rcond, Of<float>(a), Of<float>(y))
            : LinearSystems.PseudoInverse(rcond, Of<double>(a), Of<double>(y)),
        "pinv", a, NoConvergence);

    public void GeneralEigenvalues(Tensor a, Tensor re, Tensor im) => Check(
        a.DType == DType.Float32
            ? Factorisations.GeneralEigenvalues(Of<float>(a), Of<float>(re), Of<float>(im))
            : Factorisations.GeneralEigenvalues(Of<double>(a), Of<double>(re), Of<double>(im)),
        "eigvals", a, NoConvergence);

    private static void Check(int failed, string operation, Tensor x, string what)
    {
        if (failed >= 0) throw LinearAlgebraException.Of(operation, failed, x, what);
    }
}
