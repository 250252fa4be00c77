namespace Neuron;

internal partial interface IBackend
{
    void Cholesky(Tensor a, Tensor y);

    void TriangularSolve(bool upper, bool unitDiagonal, Tensor t, Tensor b, Tensor y);

    void Solve(Tensor a, Tensor b, Tensor y);

    void Inverse(Tensor a, Tensor y);

    void LogDeterminant(Tensor a, Tensor sign, Tensor log);

    void Qr(Tensor a, Tensor q, Tensor r);

    void Eigh(Tensor a, Tensor w, Tensor v);

    void Svd(Tensor a, Tensor u, Tensor s, Tensor vt);

    void PseudoInverse(double rcond, Tensor a, Tensor y);

    void GeneralEigenvalues(Tensor a, Tensor re, Tensor im);
}
