using Neuron.Kernels.Cpu;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels;

public class FftTests
{
    // every radix, mixed ones, primes and prime multiples beyond 13 (chirp), powers of two past the vector widths
    public static TheoryData<int> Lengths => [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 15, 16, 17, 19, 30, 34, 64, 97, 100, 128, 169, 210, 257, 400, 512, 1000, 1024, 1155, 2003];

    [Theory, MemberData(nameof(Lengths))]
    public void Transform_is_the_defining_sum(int n)
    {
        (double[] re, double[] im) = (Draw(n, 1), Draw(n, 2));
        var expectedRe = new double[n];
        var expectedIm = new double[n];
        for (int k = 0; k < n; k++)
            for (int i = 0; i < n; i++)
            {
                (double sin, double cos) = double.SinCosPi(-2.0 * ((long)k * i % n) / n);
                expectedRe[k] += re[i] * cos - im[i] * sin;
                expectedIm[k] += re[i] * sin + im[i] * cos;
            }
        (double[] re0, double[] im0) = ([.. re], [.. im]);
        (float[] fRe, float[] fIm) = (Array.ConvertAll(re, v => (float)v), Array.ConvertAll(im, v => (float)v));
        FftPlan<double>.For(n).Forward(re, im);
        FftPlan<float>.For(n).Forward(fRe, fIm);
        double size = Math.Sqrt(n); // errors grow with the norm of the input
        Closeness.Check($"re {n}", expectedRe, re, 0, 1e-14 * size * (Math.Log2(n) + 2) * 4);
        Closeness.Check($"im {n}", expectedIm, im, 0, 1e-14 * size * (Math.Log2(n) + 2) * 4);
        Closeness.Check($"float re {n}", expectedRe, Array.ConvertAll(fRe, v => (double)v), 0, 3e-7 * size * (Math.Log2(n) + 2) * 4);
        FftPlan<double>.For(n).Inverse(re, im);
        Closeness.Check($"inverse re {n}", re0, re, 0, 1e-13);
        Closeness.Check($"inverse im {n}", im0, im, 0, 1e-13);
    }

    [Theory, MemberData(nameof(Lengths))]
    public void Real_transform_is_the_complex_one_and_inverts(int n)
    {
        double[] x = Draw(n, 3), re = [.. x], im = new double[n];
        FftPlan<double>.For(n).Forward(re, im);
        FftReal<double> plan = FftReal<double>.For(n);
        double[] halfRe = new double[plan.Bins], halfIm = new double[plan.Bins], back = new double[n];
        plan.Forward(x, halfRe, halfIm);
        Closeness.Check($"re {n}", re.AsSpan(0, plan.Bins), halfRe, 0, 1e-12 * Math.Sqrt(n));
        Closeness.Check($"im {n}", im.AsSpan(0, plan.Bins), halfIm, 0, 1e-12 * Math.Sqrt(n));
        plan.Inverse(halfRe, halfIm, back);
        Closeness.Check($"inverse {n}", x, back, 0, 1e-13);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 8)]
    [InlineData(9999, 10000)]
    [InlineData(10239, 10240)]
    public void Fast_length_has_only_small_factors(int atLeast, int fast) => Assert.Equal(fast, FftPlan<double>.FastLength(atLeast));

    [Fact]
    public void Wrong_lengths_are_named()
    {
        var e = Assert.Throws<ArgumentException>(() => FftPlan<double>.For(8).Forward(new double[8], new double[7]));
        Assert.Contains("length 8: parts of 8 and 7", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => FftPlan<float>.For(0));
    }

    private static double[] Draw(int n, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() * 2 - 1)];
    }
}
