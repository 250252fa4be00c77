using Neuron.Autograd;
using Neuron.Tests.Shared;
using Case = System.Collections.Generic.Dictionary<string, Neuron.Tensor>;

namespace Neuron.Tests.Autograd;

/// <summary>linalg.safetensors: decompositions and solvers by PyTorch.</summary>
public class LinearAlgebraReferenceTests
{
    [ReferenceFact]
    public void Every_case_is_named() => ReferenceFile.Open("linalg").AssertEveryCaseIsNamed(typeof(LinearAlgebraReferenceTests).Assembly);

    [ReferenceTheory]
    [ReferenceCases("linalg", "svd_*")]
    public void Svd(string name) => Run(name, x =>
    {
        var (u, s, vt) = x["a"].Svd();
        AssertOrthonormal(u);
        AssertOrthonormal(vt.Mt);
        var signs = Signs(x.Case, "out.u.f64", u);
        return new() { ["s"] = s, ["u"] = u * signs, ["vh"] = vt * signs.Mt, ["usv"] = (u * s.Unsqueeze(-2)).MatMul(vt) };
    });

    [ReferenceTheory]
    [ReferenceCases("linalg", "eigh_*")]
    public void Eigh(string name) => Run(name, x =>
    {
        var (w, v) = x["a"].Eigh();
        AssertOrthonormal(v);
        return new() { ["w"] = w, ["v"] = v * Signs(x.Case, "out.v.f64", v), ["vwv"] = (v * w.Unsqueeze(-2)).MatMul(v.Mt) };
    });

    [ReferenceTheory]
    [ReferenceCases("linalg", "cholesky_4", "cholesky_10")]
    public void Cholesky(string name) => Run(name, x => Y(x["a"].Cholesky()));

    [ReferenceTheory]
    [ReferenceCases("linalg", "solve", "solve_vec_batch")]
    public void Solve(string name) => Run(name, x => Y(x["a"].Solve(x["b"])));

    [ReferenceTheory]
    [ReferenceCases("linalg", "triangular")]
    public void Triangular(string name) => Run(name, x => Y(x["a"].SolveTriangular(x["b"], upper: false)));

    [ReferenceTheory]
    [ReferenceCases("linalg", "cholesky_solve")]
    public void CholeskySolve(string name) => Run(name, x => Y(x["a"].Cholesky().CholeskySolve(x["b"])));

    [ReferenceTheory]
    [ReferenceCases("linalg", "lstsq_*")]
    public void LeastSquares(string name) => Run(name, x => Y(x["a"].LeastSquares(x["b"])));

    [ReferenceTheory]
    [ReferenceCases("linalg", "ridge")]
    public void Ridge(string name) => Run(name, x =>
    {
        var a = x["x"];
        return Y((a.Mt.MatMul(a) + (Tensor.Eye(4, a.DType) * 0.7)).Solve(a.Mt.MatMul(x["y"])));
    });

    [ReferenceTheory]
    [ReferenceCases("linalg", "inv")]
    public void Inverse(string name) => Run(name, x => Y(x["a"].Inverse()));

    [ReferenceTheory]
    [ReferenceCases("linalg", "det")]
    public void Determinant(string name) => Run(name, x => Y(x["a"].Determinant()));

    [ReferenceTheory]
    [ReferenceCases("linalg", "slogdet")]
    public void LogDeterminant(string name) => Run(name, x =>
    {
        var (sign, log) = x["a"].LogDeterminant();
        return new() { ["sign"] = sign, ["logabsdet"] = log };
    });

    [ReferenceTheory]
    [ReferenceCases("linalg", "qr")]
    public void Qr(string name) => Run(name, x =>
    {
        var (q, r) = x["a"].Qr();
        AssertOrthonormal(q);
        AssertClose(x["a"], q.MatMul(r));
        var signs = Signs(x.Case, "out.q.f64", q);
        return new() { ["q"] = q * signs, ["r"] = r * signs.Mt };
    });

    [ReferenceTheory]
    [ReferenceCases("linalg", "pinv")]
    public void PseudoInverse(string name) => Run(name, x => Y(x["a"].PseudoInverse()));

    [ReferenceTheory]
    [ReferenceCases("linalg", "matrix_exp")]
    public void Exponential(string name) => Run(name, x => Y(x["a"].MatrixExp()));

    [ReferenceTheory]
    [ReferenceCases("linalg", "matrix_power")]
    public void Power(string name) => Run(name, x => Y(x["a"].MatrixPower(5)));

    [ReferenceTheory]
    [ReferenceCases("linalg", "norm_nuc")]
    public void NuclearNorm(string name) => Run(name, x => Y(x["a"].MatrixNorm(MatrixNorm.Nuclear)));

    [ReferenceTheory]
    [ReferenceCases("linalg", "norm_2")]
    public void SpectralNorm(string name) => Run(name, x => Y(x["a"].MatrixNorm(MatrixNorm.Spectral)));

    [ReferenceTheory]
    [ReferenceCases("linalg", "matrix_rank")]
    public void Rank(string name) => Run(name, x => Y(x["a"].MatrixRank(1e-4)));

    [ReferenceTheory]
    [ReferenceCases("linalg", "cond")]
    public void ConditionNumber(string name) => Run(name, x => Y(x["a"].ConditionNumber()));

    [ReferenceTheory]
    [ReferenceCases("linalg", "eigvals_general")]
    public void Eigenvalues(string name) => Run(name, x =>
    {
        var (re, im) = x["a"].Eigenvalues();
        return new() { ["re"] = re, ["im"] = im };
    });

    private static void Run(string name, Func<TensorReference, Case> function) => TensorReference.Check("linalg", name, function);

    private static Case Y(Tensor y) => new() { ["y"] = y };

    /// <summary>1 or −1 for each column, [.., 1, K], so that it points as the reference's does: signs are a choice.</summary>
    private static Tensor Signs(ReferenceCase example, string name, Tensor columns) =>
        (Tensor.From(example.Double(name), columns.Shape).To(columns.DType) * columns.Detach()).Sum(-2, keepDims: true).Sign();

    private static void AssertOrthonormal(Tensor q) => AssertClose(q.Mt.MatMul(q), Tensor.Eye(q.Shape[^1], q.DType).Expand([.. q.Shape[..^2], q.Shape[^1], q.Shape[^1]]));

    private static void AssertClose(Tensor expected, Tensor actual) =>
        Assert.True((expected - actual).Abs().Max().Item() < (actual.DType == DType.Float64 ? 1e-13 : 1e-5), $"expected {expected.Shape}");
}
