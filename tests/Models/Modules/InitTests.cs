using Neuron.Models;

namespace Neuron.Tests.Models;

public class InitTests
{
    private static double[] Draw(Initializer init, params int[] shape) => init(Shape.Create(shape), DType.Float64, new Rng(11)).ToArray<double>();

    private static double Deviation(double[] x) => Math.Sqrt(x.Average(v => v * v) - (x.Average() * x.Average()));

    // a sample deviation of n draws is off by about 1/√(2n): 40,000 draws, 2 % = 5 sigma
    public static TheoryData<string, double> Deviations => new()
    {
        { "xavier_uniform", Math.Sqrt(2.0 / (200 + 200)) },
        { "xavier_normal", Math.Sqrt(2.0 / (200 + 200)) },
        { "kaiming_uniform", Math.Sqrt(2.0 / 200) },
        { "kaiming_normal", Math.Sqrt(2.0 / 200) },
        { "truncated_normal", 0.5 * 0.8796256610 }, // of a normal cut at two deviations
    };

    [Theory, MemberData(nameof(Deviations))]
    public void Draws_have_the_deviation_of_the_formula(string name, double expected)
    {
        Initializer init = name switch
        {
            "xavier_uniform" => Init.XavierUniform(),
            "xavier_normal" => Init.XavierNormal(),
            "kaiming_uniform" => Init.KaimingUniform(),
            "kaiming_normal" => Init.KaimingNormal(),
            _ => Init.TruncatedNormal(0.5),
        };
        double[] x = Draw(init, 200, 200);
        Assert.InRange(Deviation(x) / expected, 0.98, 1.02);
        Assert.InRange(x.Average() / expected, -0.025, 0.025);
    }

    [Fact]
    public void Bounds_hold()
    {
        Assert.All(Draw(Init.TruncatedNormal(0.5, 1, 2), 4000), x => Assert.InRange(x, 0, 2));
        Assert.All(Draw(Init.KaimingUniform(1), 8, 3, 3, 3), x => Assert.InRange(Math.Abs(x), 0, Math.Sqrt(3.0 / 27)));
    }

    [Fact]
    public void Convolution_fans_count_the_window()
    {
        // fan-out of [64, 3, 7, 7] is 64·49: deviation √(2/3136)
        Assert.InRange(Deviation(Draw(Init.KaimingNormal(fanOut: true), 64, 3, 7, 7)) / Math.Sqrt(2.0 / 3136), 0.95, 1.05);
    }

    [Theory, InlineData(5, 9), InlineData(9, 5), InlineData(6, 6)]
    public void Orthogonal_rows_or_columns_are_orthonormal(int rows, int columns)
    {
        var w = Init.Orthogonal(2)([rows, columns], DType.Float64, new Rng(3));
        var product = rows <= columns ? w.MatMul(w.Mt) : w.Mt.MatMul(w);
        int n = Math.Min(rows, columns);
        double[] p = product.ToArray<double>();
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) Assert.Equal(i == j ? 4.0 : 0, p[(i * n) + j], 1e-12);
    }

    [Fact]
    public void Linear_starts_within_one_over_root_in()
    {
        var layer = new Linear(16, 500, rng: new Rng(9));
        float[] w = layer.Weight.Value.ToArray<float>();
        Assert.All(w, x => Assert.InRange(x, -0.25f, 0.25f));
        Assert.InRange(w.Max(), 0.249f, 0.25f);
        Assert.InRange(layer.Bias!.Value.ToArray<float>().Max(), 0.24f, 0.25f);
    }
}
