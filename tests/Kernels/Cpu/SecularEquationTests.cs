using Neuron.Kernels.Cpu.LinearAlgebra;

namespace Neuron.Tests.Kernels.Cpu;

public unsafe class SecularEquationTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(40, false)]
    [InlineData(129, true)]
    public void Roots_lie_between_the_poles_and_sum_to_the_trace(int n, bool squared)
    {
        var random = new Random(3);
        double[] d = new double[n], z = new double[n], memory = new double[n], roots = new double[n], differences = new double[n * n], weights = new double[n];
        for (int i = 0; i < n; i++)
        {
            // gaps and weights of very different sizes
            d[i] = i == 0 ? 0 : d[i - 1] + Math.Pow(10, -12 * random.NextDouble());
            z[i] = (random.Next(2) == 0 ? -1 : 1) * Math.Pow(10, -7 * random.NextDouble());
        }
        double Pole(int i) => squared ? d[i] * d[i] : d[i];
        fixed (double* pd = d, pz = z, pm = memory, pr = roots, pf = differences, pw = weights)
        {
            new SecularEquation(n, pd, pz, pm, 0.7, squared, 1e-16).Solve(pr, new Matrix<double>(pf, n, n), pw);
        }
        double trace = 0, sum = 0;
        for (int i = 0; i < n; i++)
        {
            trace += Pole(i) + (0.7 * z[i] * z[i]);
            sum += squared ? roots[i] * roots[i] : roots[i];
            Assert.True(differences[(i * n) + i] < 0, $"root {i} is not above its pole");
            if (i < n - 1) Assert.True(differences[(i * n) + i + 1] > 0, $"root {i} is not below the next pole");
            // by the roots found, z may change no more than they are off: a few hundred roundings of values and gaps
            Assert.Equal(z[i] * Math.Sqrt(0.7), weights[i], 1e-9 * Math.Abs(z[i]));
        }
        Assert.Equal(trace, sum, 1e-13 * trace);
    }
}
