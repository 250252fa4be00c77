using Neuron.Tests.Shared;

namespace Neuron.Tests.LinearAlgebra;

/// <summary>Factors multiply back, at sizes around the blocks of the kernels, in both dtypes.</summary>
public class FactorisationTests
{
    public static TheoryData<int, int, DType> Sizes
    {
        get
        {
            var data = new TheoryData<int, int, DType>();
            foreach (var (m, n) in new[] { (1, 1), (2, 2), (5, 3), (31, 31), (33, 32), (65, 64), (130, 97), (40, 130), (3, 1), (1, 4) })
            {
                data.Add(m, n, DType.Float64);
                data.Add(m, n, DType.Float32);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Svd_multiplies_back(int m, int n, DType dtype)
    {
        var a = new Rng(1).Normal([m, n], dtype: dtype);
        var (u, s, vt) = a.Svd();
        Near(a, (u * s.Unsqueeze(0)).MatMul(vt));
        Near(Tensor.Eye(s.Shape[0], dtype), u.Mt.MatMul(u));
        Near(Tensor.Eye(s.Shape[0], dtype), vt.MatMul(vt.Mt));
        double[] values = s.To(DType.Float64).ToArray<double>();
        Assert.True(values.Zip(values.Skip(1)).All(p => p.First >= p.Second) && values[^1] >= 0, "not descending");
    }

    [Fact]
    public void Least_squares_have_the_least_norm_where_the_diagonal_hides_the_rank()
    {
        // ones with −1 above: the last singular value is about 2⁻⁶⁰, the diagonal all ones
        var triangle = Tensor.Arange(60).Unsqueeze(1).Lt(Tensor.Arange(60)).To(DType.Float64);
        Tensor a = Tensor.Eye(60, DType.Float64) - triangle, b = Tensor.Ones([60, 1], DType.Float64);
        foreach (var matrix in (Tensor[])[a, a.Mt, Tensor.Concat([a, a], 0), Tensor.Concat([a, a], 1)])
        {
            var right = Tensor.Ones([matrix.Shape[0], 1], DType.Float64);
            Near(matrix.PseudoInverse().MatMul(right), matrix.LeastSquares(right));
        }
        Assert.Equal(0.577, a.LeastSquares(b).MatrixNorm().Item(), 1e-3);
        var slow = Tensor.Eye(12, DType.Float64) - triangle[..12, ..12]; // of full rank, though its condition is 6·10⁴
        Assert.InRange((slow.MatMul(slow.LeastSquares(b[..12, ..])) - b[..12, ..]).Abs().Max().Item(), 0, 1e-10);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Qr_multiplies_back(int m, int n, DType dtype)
    {
        var a = new Rng(2).Normal([2, m, n], dtype: dtype);
        var (q, r) = a.Qr();
        Near(a, q.MatMul(r));
        Near(Tensor.Eye(q.Shape[^1], dtype).Expand(2, -1, -1), q.Mt.MatMul(q));
        Assert.All(Enumerable.Range(1, Math.Max(0, Math.Min(m, n) - 1)), i => Assert.Equal(0, r.Slice(-2, i, i + 1).Slice(-1, 0, i).Abs().Max().Item()));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Eigenvectors_of_a_symmetric_matrix_multiply_back(int n, int rank, DType dtype)
    {
        var x = new Rng(3).Normal([n, rank], dtype: dtype);
        var a = x.MatMul(x.Mt) - (Tensor.Eye(n, dtype) * 0.5); // many equal eigenvalues where rank < n
        var (w, v) = a.Eigh();
        Near(a, (v * w.Unsqueeze(0)).MatMul(v.Mt));
        Near(Tensor.Eye(n, dtype), v.Mt.MatMul(v));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Cholesky_and_solutions_of_systems_multiply_back(int n, int columns, DType dtype)
    {
        var x = new Rng(4).Normal([n, n], dtype: dtype);
        var a = x.MatMul(x.Mt) + (Tensor.Eye(n, dtype) * n);
        var b = new Rng(5).Normal([n, columns], dtype: dtype);
        var l = a.Cholesky();
        Near(a, l.MatMul(l.Mt));
        Near(b, a.MatMul(l.CholeskySolve(b)));
        var general = a + (x * 3);
        Near(b, general.MatMul(general.Solve(b)));
        Near(Tensor.Eye(n, dtype), general.MatMul(general.Inverse()));
    }

    [Theory]
    [InlineData(150, 120)]
    [InlineData(620, 300)]
    public void Number_of_threads_changes_no_bit(int m, int n)
    {
        var a = new Rng(6).Normal([m, n], dtype: DType.Float64);
        int threads = Kernels.Cpu.WorkerPool.Threads;
        double[] All()
        {
            var (u, s, vt) = a.Svd();
            var gram = a.Mt.MatMul(a);
            var (w, v) = gram.Eigh();
            var (q, r) = a.Qr();
            return [.. new[] { u, s, vt, w, v, q, r, gram.Cholesky() }.SelectMany(x => x.ToArray<double>())];
        }
        try
        {
            Kernels.Cpu.WorkerPool.Threads = 1;
            var one = All();
            Kernels.Cpu.WorkerPool.Threads = 3;
            Assert.Equal(one, All());
        }
        finally
        {
            Kernels.Cpu.WorkerPool.Threads = threads;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Svd_of_a_matrix_without_full_rank_has_zeros(int rank)
    {
        var x = new Rng(7).Normal([9, Math.Max(rank, 1)], dtype: DType.Float64);
        var a = x.MatMul(new Rng(8).Normal([Math.Max(rank, 1), 6], dtype: DType.Float64)) * (rank == 0 ? 0 : 1);
        var (u, s, vt) = a.Svd();
        Near(a, (u * s.Unsqueeze(0)).MatMul(vt));
        Near(Tensor.Eye(6, DType.Float64), u.Mt.MatMul(u));
        Assert.Equal(rank, a.MatrixRank().Item<long>());
    }

    [Fact]
    public void Eigenvalues_of_a_rotation_are_complex_and_of_a_companion_matrix_the_roots()
    {
        var (re, im) = Tensor.From(new double[] { 0, -1, 1, 0 }, [2, 2]).Eigenvalues();
        Closeness.Check("re", [0, 0], re.ToArray<double>(), 0, 1e-15);
        Closeness.Check("im", [-1, 1], im.ToArray<double>(), 0, 1e-15);
        // (x − 1)(x − 2)(x − 3)(x − 4) = x⁴ − 10x³ + 35x² − 50x + 24
        double[] companion = [10, -35, 50, -24, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
        var roots = Tensor.From(companion, [4, 4]).Eigenvalues();
        Closeness.Check("roots", [1, 2, 3, 4], roots.Real.ToArray<double>(), 1e-12, 0);
    }

    [Fact]
    public void Eigenvalues_of_a_large_matrix_sum_to_its_trace_and_multiply_to_its_determinant()
    {
        var a = new Rng(9).Normal([60, 60], dtype: DType.Float64);
        var (re, im) = a.Eigenvalues();
        Assert.Equal(a.Trace().Item(), re.Sum().Item(), 10);
        Assert.Equal(0, im.Sum().Item(), 10);
        double log = (re.Square() + im.Square()).Log().Sum().Item() / 2;
        Assert.Equal(a.LogDeterminant().LogAbs.Item(), log, 9);
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        double scale = Math.Max(1, expected.Abs().Max().Item());
        double error = (expected - actual).Abs().Max().Item() / scale;
        // a few hundred roundings, as sums of up to 130 products have
        double bound = (expected.DType == DType.Float64 ? 2.3e-16 : 1.2e-7) * 300;
        Assert.True(error < bound, $"{expected.Shape} {expected.DType}: relative error {error:g3} above {bound:g3}");
    }
}
