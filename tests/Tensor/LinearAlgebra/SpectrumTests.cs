namespace Neuron.Tests.LinearAlgebra;

/// <summary>Eigenvectors and singular vectors of matrices whose spectra are hard: clusters, exact multiples, zeros, wide ranges.</summary>
public class SpectrumTests
{
    private static readonly Dictionary<string, Func<int, DType, Tensor>> s_kinds = new()
    {
        ["normal"] = (n, dtype) => new Rng(11).Normal([n, n], dtype: dtype),
        ["zero"] = (n, dtype) => Tensor.Zeros([n, n], dtype),
        ["unit"] = (n, dtype) => Tensor.Eye(n, dtype),
        ["ones"] = (n, dtype) => Tensor.Ones([n, n], dtype),
        ["rank 3"] = (n, dtype) => new Rng(12).Normal([n, 3], dtype: dtype).MatMul(new Rng(13).Normal([3, n], dtype: dtype)),
        ["second difference"] = (n, dtype) => Of(n, dtype, (i, j) => i == j ? 2 : Math.Abs(i - j) == 1 ? -1 : 0),
        ["Wilkinson"] = (n, dtype) => Of(n, dtype, (i, j) => i == j ? Math.Abs(i - (n / 2)) : Math.Abs(i - j) == 1 ? 1 : 0),
        ["glued Wilkinson"] = (n, dtype) => Of(n, dtype, (i, j) => i == j ? Math.Abs((i % 21) - 10) : Math.Abs(i - j) != 1 ? 0 : Math.Max(i, j) % 21 == 0 ? 1e-8 : 1),
        ["graded down"] = (n, dtype) => Of(n, dtype, (i, j) => Math.Pow(10, -(i + j) * 12.0 / n) * (i == j ? 2 : Math.Abs(i - j) == 1 ? 1 : 0.1)),
        ["graded up"] = (n, dtype) => Of(n, dtype, (i, j) => Math.Pow(10, (i + j - (2 * n)) * 12.0 / n) * (i == j ? 2 : Math.Abs(i - j) == 1 ? 1 : 0.1)),
        ["four clusters"] = (n, dtype) =>
        {
            var q = new Rng(14).Normal([n, n], dtype: dtype).Qr().Q;
            return (q * Of(n, dtype, (_, j) => (j % 4) + (1e-12 * j)).Slice(0, 0, 1)).MatMul(q.Mt);
        },
        ["bidiagonal with zeros"] = (n, dtype) => Of(n, dtype, (i, j) => i == j ? (i % 7 == 3 ? 0 : 1) : j == i + 1 ? 1 : 0),
        ["blocks"] = (n, dtype) => Of(n, dtype, (i, j) => i / 8 == j / 8 ? 1.0 / (1 + Math.Abs(i - j)) : 0),
        ["small numbers"] = (n, dtype) => new Rng(15).Normal([n, n], dtype: dtype) * (dtype == DType.Float32 ? 1e-15 : 1e-280),
        ["large numbers"] = (n, dtype) => new Rng(16).Normal([n, n], dtype: dtype) * (dtype == DType.Float32 ? 1e15 : 1e140),
    };

    public static TheoryData<string, int, DType> Matrices
    {
        get
        {
            var data = new TheoryData<string, int, DType>();
            foreach (string kind in s_kinds.Keys)
            {
                // around the sizes at which a part is halved
                foreach (int n in (int[])[1, 2, 3, 4, 5, 32, 33, 65, 131, 200])
                {
                    data.Add(kind, n, DType.Float32);
                    data.Add(kind, n, DType.Float64);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Matrices))]
    public void Eigenvectors_are_orthonormal_and_multiply_back(string kind, int n, DType dtype)
    {
        var x = s_kinds[kind](n, dtype);
        var a = (x + x.Mt) * 0.5;
        var (w, v) = a.Eigh();
        Check(kind, a, (v * w.Unsqueeze(0)).MatMul(v.Mt), v);
        double[] values = w.To(DType.Float64).ToArray<double>();
        Assert.True(values.Zip(values.Skip(1)).All(p => p.First <= p.Second), "not ascending");
    }

    [Theory]
    [MemberData(nameof(Matrices))]
    public void Singular_vectors_are_orthonormal_and_multiply_back(string kind, int n, DType dtype) => CheckSvd(kind, s_kinds[kind](n, dtype));

    [Theory]
    [InlineData(300, 100)]
    [InlineData(100, 300)]
    [InlineData(131, 130)]
    [InlineData(200, 140)]
    [InlineData(65, 66)]
    [InlineData(5, 1)]
    [InlineData(2, 5)]
    public void Singular_vectors_of_a_matrix_that_is_not_square_multiply_back(int m, int n)
    {
        CheckSvd("normal", new Rng(17).Normal([m, n]));
        CheckSvd("normal", new Rng(18).Normal([m, n], dtype: DType.Float64));
        CheckSvd("rank 2", new Rng(19).Normal([m, 2], dtype: DType.Float64).MatMul(new Rng(20).Normal([2, n], dtype: DType.Float64)));
    }

    [Fact]
    public void Values_of_a_second_difference_are_those_of_its_formula()
    {
        const int N = 300;
        double[] eigenvalues = s_kinds["second difference"](N, DType.Float64).Eigh().Values.ToArray<double>();
        double[] singular = Of(N, DType.Float64, (i, j) => j == i || j == i + 1 ? 1 : 0).Svd().S.ToArray<double>();
        for (int k = 1; k <= N; k++)
        {
            Assert.Equal(2 - (2 * Math.Cos(Math.PI * k / (N + 1))), eigenvalues[k - 1], 2e-14);
            Assert.Equal(2 * Math.Cos(Math.PI * k / ((2 * N) + 1)), singular[k - 1], 2e-14);
        }
    }

    [Fact]
    public void Matrices_of_a_batch_give_what_each_gives_alone()
    {
        var a = new Rng(21).Normal([3, 90, 90], dtype: DType.Float64);
        var s = a + a.Mt;
        var (w, v) = s.Eigh();
        var (u, values, vt) = a.Svd();
        for (int i = 0; i < 3; i++)
        {
            Tensor one = a.Slice(0, i, i + 1).Squeeze(0), symmetric = s.Slice(0, i, i + 1).Squeeze(0);
            Same(w, i, symmetric.Eigh().Values);
            Same(v, i, symmetric.Eigh().Vectors);
            Same(u, i, one.Svd().U);
            Same(values, i, one.Svd().S);
            Same(vt, i, one.Svd().Vt);
        }
        static void Same(Tensor batch, int i, Tensor alone) => Assert.Equal(alone.ToArray<double>(), batch.Slice(0, i, i + 1).ToArray<double>());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void One_element_that_is_not_finite_ends_with_an_error(double bad)
    {
        var a = Of(100, DType.Float64, (i, j) => i == 70 && j == 70 ? bad : i == j ? 1 : 0.01);
        Assert.Throws<LinearAlgebraException>(() => a.Svd());
        Assert.Throws<LinearAlgebraException>(() => a.Eigh());
    }

    private static void CheckSvd(string kind, Tensor a)
    {
        var (u, s, vt) = a.Svd();
        Check(kind, a, (u * s.Unsqueeze(0)).MatMul(vt), u);
        Check(kind, a, (u * s.Unsqueeze(0)).MatMul(vt), vt.Mt);
        double[] values = s.To(DType.Float64).ToArray<double>();
        Assert.True(values.Zip(values.Skip(1)).All(p => p.First >= p.Second) && values[^1] >= 0, "not descending");
    }

    private static void Check(string kind, Tensor a, Tensor product, Tensor columns)
    {
        int n = Math.Max(a.Shape[0], a.Shape[1]);
        double epsilon = a.DType == DType.Float64 ? 2.3e-16 : 1.2e-7;
        double bound = (n + 20) * epsilon; // LAPACK's tests allow 30·n
        // the largest element scales, so that the squares of very large or small ones do not leave the type's range
        double largest = a.Abs().Max().Item(), scale = largest == 0 ? 1 : largest;
        double size = (a / scale).MatrixNorm().Item(), error = ((product - a) / scale).MatrixNorm().Item();
        Assert.True(error <= bound * size, $"{kind} {a.Shape} {a.DType}: residual {error / size:g3} above {bound:g3}");
        double skew = (columns.Mt.MatMul(columns) - Tensor.Eye(columns.Shape[1], a.DType)).Abs().Max().Item();
        Assert.True(skew <= bound, $"{kind} {a.Shape} {a.DType}: vectors off orthonormal by {skew:g3}, above {bound:g3}");
    }

    private static Tensor Of(int n, DType dtype, Func<int, int, double> element)
    {
        double[] x = new double[n * n];
        for (int i = 0; i < x.Length; i++) x[i] = element(i / n, i % n);
        return Tensor.From(x, [n, n]).To(dtype);
    }
}
