namespace Neuron;

internal sealed partial class GpuBackend
{
    public void Cholesky(Tensor a, Tensor y) => throw Missing("cholesky");

    public void TriangularSolve(bool upper, bool unitDiagonal, Tensor t, Tensor b, Tensor y) => throw Missing("triangular_solve");

    public void Solve(Tensor a, Tensor b, Tensor y) => throw Missing("solve");

    public void Inverse(Tensor a, Tensor y) => throw Missing("inverse");

    public void LogDeterminant(Tensor a, Tensor sign, Tensor log) => throw Missing("log_determinant");

    public void Qr(Tensor a, Tensor q, Tensor r) => throw Missing("qr");

    public void Eigh(Tensor a, Tensor w, Tensor v) => throw Missing("eigh");

    public void Svd(Tensor a, Tensor u, Tensor s, Tensor vt) => throw Missing("svd");

    public void PseudoInverse(double rcond, Tensor a, Tensor y) => throw Missing("pseudo_inverse");

    public void GeneralEigenvalues(Tensor a, Tensor re, Tensor im) => throw Missing("general_eigenvalues");
}
