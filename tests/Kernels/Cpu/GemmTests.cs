using System.Numerics;
using Neuron.Kernels.Cpu;
using Neuron.Kernels.Operators;

namespace Neuron.Tests.Kernels.Cpu;

/// <summary>The packed matrix product against the triple loop. Inputs are multiples of 1/8, so both are exact and must be equal.</summary>
[Collection("worker pool")]
public unsafe class GemmTests
{
    private static readonly int[] s_sizes = [1, 2, 3, 11, 13, 15, 16, 17, 31, 33, 64, 65];

    public static TheoryData<string> Layouts => ["NN", "NT", "TN", "TT", "gaps", "negative", "column-major C"];

    public static TheoryData<string> TileSets => [.. TileSet<float>.All().Select(t => t.Name)];

    [Theory, MemberData(nameof(Layouts))]
    public void Product_equals_triple_loop_for_every_layout(string layout)
    {
        foreach (int m in s_sizes)
        {
            foreach (int n in s_sizes)
            {
                foreach (int k in new[] { 1, 5, 16, 37 })
                {
                    Check<float>(layout, m, n, k);
                    if (m <= 17 && n <= 17) Check<double>(layout, m, n, k);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Layouts))]
    public void Product_equals_triple_loop_where_operands_are_packed_in_blocks(string layout)
    {
        Check<float>(layout, 257, 130, 401);
        Check<float>(layout, 205, 65, 385);
        Check<double>(layout, 131, 257, 401);
        Check<float>(layout, 13, 1100, 20);
        Check<float>(layout, 257, 100, 401); // few columns: A is read where it lies, two blocks of rows share packed panels of B
        Check<float>(layout, 200, 128, 256); // columns of A 800 bytes apart, rows of B 512
    }

    [Theory, MemberData(nameof(TileSets))]
    public void Every_tile_set_gives_the_same_product(string name)
    {
        var before = TileSet<float>.Current;
        try
        {
            TileSet<float>.Current = TileSet<float>.All().Single(t => t.Name == name);
            foreach (string layout in new[] { "NN", "NT", "TN" })
            {
                foreach (int m in new[] { 1, 5, 6, 7, 12, 16, 23, 31 })
                {
                    foreach (int n in new[] { 1, 3, 8, 9, 16, 31, 32, 33 }) Check<float>(layout, m, n, 19);
                }
                Check<float>(layout, 131, 67, 401);
                Check<float>(layout, 131, 300, 401); // columns enough that the widest tiles pack A too
            }
        }
        finally
        {
            TileSet<float>.Current = before;
        }
    }

    [Theory]
    [InlineData(64, 512, 784)]
    [InlineData(130, 70, 9000)]
    [InlineData(300, 300, 500)]
    public void Thread_count_does_not_change_the_bits(int m, int n, int k)
    {
        using var a = Random(m, k, 1);
        using var b = Random(k, n, 2);
        var results = new List<float[]>();
        int before = WorkerPool.Threads;
        try
        {
            foreach (int threads in new[] { 1, 2, 3 })
            {
                WorkerPool.Threads = threads;
                using var y = new HostArray<float>(m, n);
                BatchedGemm.Multiply(a.View, b.View, y.View, 1f);
                results.Add(y.ToArray());
            }
        }
        finally
        {
            WorkerPool.Threads = before;
        }
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [Theory]
    [InlineData(64, 40)]
    [InlineData(100, 401)]
    [InlineData(257, 33)]
    [InlineData(70, 9001)]
    public void Product_with_its_own_transpose_is_symmetric_and_right(int m, int k)
    {
        using var a = Random(m, k, 3);
        using var y = new HostArray<float>(m, m);
        var transposed = new Strided<float>(a.Address, [k, m], [1, k]);
        BatchedGemm.Multiply(a.View, transposed, y.View, 0.5f);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int x = 0; x < k; x++) sum += (double)a[(i * k) + x] * a[(j * k) + x];
                // float32 sum of k products of numbers in [-1, 1]
                Assert.Equal(0.5 * sum, y[(i * m) + j], 1e-6 * k);
                Assert.Equal(y[(i * m) + j], y[(j * m) + i]);
            }
        }
        y.AssertMarginsUntouched();
    }

    [Fact]
    public void Batches_broadcast_by_stride_zero()
    {
        using var a = new HostArray<float>([2, 3, 5, 7], [0, 35, 7, 1]).Fill(4);
        using var b = new HostArray<float>([2, 3, 7, 4], [28, 0, 4, 1]).Fill(5);
        using var y = new HostArray<float>(2, 3, 5, 4);
        BatchedGemm.Multiply(a.View, b.View, y.View, 1f);
        for (int p = 0; p < 2; p++)
        {
            for (int q = 0; q < 3; q++)
            {
                for (int i = 0; i < 5; i++)
                {
                    for (int j = 0; j < 4; j++)
                    {
                        float sum = 0;
                        for (int k = 0; k < 7; k++) sum += a[p, q, i, k] * b[p, q, k, j];
                        Assert.Equal(sum, y[p, q, i, j]);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(9, 5, 7)]
    [InlineData(96, 200, 64)]
    [InlineData(3, 300, 100)]
    public void Stacks_of_products_equal_their_products_one_by_one(int count, int m, int k)
    {
        const int N = 33;
        using var a = new HostArray<float>(count, m, k).Fill(6);
        using var b = new HostArray<float>(count, k, N).Fill(7);
        using var y = new HostArray<float>(count, m, N);
        BatchedGemm.Multiply(a.View, b.View, y.View, 1f);
        for (int s = 0; s < count; s += Math.Max(1, count - 1))
        {
            using var one = new HostArray<float>(m, N);
            MatrixProducts.Multiply(
                new Strided<float>(a.Address + (s * m * k * 4), [m, k], [k, 1]), new Strided<float>(b.Address + (s * k * N * 4), [k, N], [N, 1]), one.View);
            for (int i = 0; i < m * N; i++) Assert.Equal(one[i], y[(s * m * N) + i]);
        }
    }

    [Theory]
    [InlineData(0, 4, 3)]
    [InlineData(4, 0, 3)]
    [InlineData(4, 3, 0)]
    public void Empty_axes_give_empty_or_zero_products(int m, int n, int k)
    {
        using var a = new HostArray<float>(m, k);
        using var b = new HostArray<float>(k, n);
        using var y = new HostArray<float>(m, n);
        BatchedGemm.Multiply(a.View, b.View, y.View, 1f);
        Assert.All(y.ToArray(), v => Assert.Equal(0, v));
        y.AssertMarginsUntouched();
    }

    [Theory]
    [InlineData(5, 9)]
    [InlineData(40, 70)]
    [InlineData(130, 1)]
    public void Not_a_number_and_infinity_reach_only_their_row_and_column(int m, int n)
    {
        const int K = 20;
        using var a = new HostArray<float>(m, K).Fill(8);
        using var b = new HostArray<float>(K, n).Fill(9);
        using var y = new HostArray<float>(m, n);
        using var clean = new HostArray<float>(m, n);
        BatchedGemm.Multiply(a.View, b.View, clean.View, 1f);
        a[2, 3] = float.NaN;
        a[4, 0] = float.PositiveInfinity;
        for (int j = 0; j < n; j++) b[0, j] = 1;
        MatrixProducts.Multiply(a.View, b.View, clean.View);
        BatchedGemm.Multiply(a.View, b.View, y.View, 1f);
        Assert.Equal(clean.ToArray(), y.ToArray());
        Assert.True(float.IsNaN(y[2, 0]));
        Assert.Equal(float.PositiveInfinity, y[4, n - 1]);
    }

    [Theory]
    [InlineData(3, 5, 4)]
    [InlineData(30, 33, 40)]
    [InlineData(140, 70, 400)]
    [InlineData(20, 1, 40)]
    [InlineData(17, 18, 8200)]
    public void Epilogue_adds_biases_applies_the_function_then_adds_the_residual(int m, int n, int k)
    {
        using var a = new HostArray<double>(m, k).Fill(10);
        using var b = new HostArray<double>(k, n).Fill(11);
        using var y = new HostArray<double>(m, n).Fill(12);
        using var start = new HostArray<double>(m, n).Fill(12);
        using var product = new HostArray<double>(m, n);
        using var columnBias = new HostArray<double>([n], [2]).Fill(13);
        using var rowBias = new HostArray<double>(m).Fill(14);
        using var residual = new HostArray<double>([m, n], [1, m + 3]).Fill(15);
        MatrixProducts.Multiply(a.View, b.View, product.View);
        var epilogue = new Epilogue<double>
        {
            ColumnBias = (double*)columnBias.Address,
            ColumnBiasStride = 2,
            RowBias = (double*)rowBias.Address,
            RowBiasStride = 1,
            Activation = UnaryOperator.Relu,
            Residual = (double*)residual.Address,
            ResidualRow = 1,
            ResidualColumn = m + 3,
        };
        BatchedGemm.Multiply(a.View, b.View, y.View, 2, accumulate: true, epilogue);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double expected = Math.Max(0, start[i, j] + (2 * product[i, j]) + columnBias[j] + rowBias[i]) + residual[i, j];
                Assert.Equal(expected, y[i, j], 1e-9);
            }
        }
        y.AssertMarginsUntouched();
    }

    [Fact]
    public void Integers_of_a_long_axis_keep_float32_precision()
    {
        // float32 sum of k products in [0, 1]: the blocked sums stay within a few ulp of the exact value
        const int K = 50_000;
        using var a = Random(20, K, 16);
        using var b = Random(K, 20, 17);
        using var y = new HostArray<float>(20, 20);
        BatchedGemm.Multiply(a.View, b.View, y.View, 1f);
        for (int i = 0; i < 20; i++)
        {
            double exact = 0, magnitude = 0;
            for (int k = 0; k < K; k++)
            {
                double product = (double)a[(i * K) + k] * b[(k * 20) + i];
                exact += product;
                magnitude += Math.Abs(product);
            }
            Assert.Equal(exact, y[i, i], 1e-6 * magnitude);
        }
    }

    private static HostArray<float> Random(int rows, int columns, int seed)
    {
        var array = new HostArray<float>(rows, columns);
        var random = new Random(seed);
        for (int i = 0; i < rows * columns; i++) array[i] = (random.NextSingle() * 2) - 1;
        return array;
    }

    private static void Check<T>(string layout, int m, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool transposeA = layout[0] == 'T', transposeB = layout.Length == 2 && layout[1] == 'T';
        long[] sa = transposeA ? [1, m] : [k, 1], sb = transposeB ? [1, k] : [n, 1], sy = [n, 1];
        if (layout == "gaps") (sa, sb, sy) = ([3L * k, 2], [5L * n, 3], [2L * n, 2]);
        if (layout == "negative") (sa, sb, sy) = ([-k, 1], [-n, -1], [n, 1]);
        if (layout == "column-major C") sy = [1, m + 1];
        using var a = new HostArray<T>([m, k], sa).Fill(m + (3 * n));
        using var b = new HostArray<T>([k, n], sb).Fill(n + (5 * k));
        using var y = new HostArray<T>([m, n], sy);
        using var expected = new HostArray<T>(m, n);
        MatrixProducts.Multiply(a.View, b.View, expected.View);
        BatchedGemm.Multiply(a.View, b.View, y.View, T.One);
        for (int i = 0; i < m * n; i++)
            Assert.True(expected[i] == y[i], $"{layout} {m}x{n}x{k} {typeof(T).Name}, element {i}: expected {expected[i]}, found {y[i]}");
        y.AssertMarginsUntouched();
    }
}
