namespace Neuron.Tests.Models.RepresentationSimilarity;

/// <summary>The three small matrices for which the values of every measure are known (two independent formulas where there are two).</summary>
internal static class SpecMatrices
{
    public static Tensor X => Tensor.From(
        new double[]
        {
            -0.3, 0.3, 0.7, 2.3, -1.5, 0.3, -0.2, 0.7, -0.1, 1.5, 0.8, 0.7, 1.6, 1.1, -0.1, 5.5, -1.8, 0.6, 0.3, -0.6, 0.1, -0.3, 1.0, 0.3,
        },
        [8, 3]);

    public static Tensor Y => Tensor.From(
        new double[] { 2.1, -1.1, 2.3, -3.0, 1.6, -1.3, 2.4, 0.3, 1.7, 0.6, 4.9, -2.8, 1.7, -1.8, 0.7, 0.5 },
        [8, 2]);

    public static Tensor Z => Tensor.From(
        new double[]
        {
            0.5, 0.9, 0.5, -0.2, -3.2, 0.1, 0.3, 0.5, 0.5, 1.2, -0.9, 0.8, 1.3, -0.8, -0.1, 2.3, -6.3, 1.0, -0.5, -0.5, 0.4, 1.0, 1.5, 0.4,
        },
        [8, 3]);
}
