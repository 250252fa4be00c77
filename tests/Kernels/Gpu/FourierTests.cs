using System.Numerics;
using Neuron.Kernels.Gpu;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Host;
using Neuron.Tests.Kernels.Compiler;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Fourier transforms on the Host and on OpenCL against the defining sums in float64.</summary>
public sealed class FourierTests
{
    /// <summary>Each radix, mixtures, powers of two, and primes that need a chirp.</summary>
    private static readonly int[] s_lengths = [1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 30, 98, 128, 400, 11, 17, 26];

    [Fact]
    public void Host_matches_the_definition()
    {
        using var host = new HostAccelerator(new HostOptions { IsCpu = false });
        foreach (int n in s_lengths) Check<double>(host, n, 2, 2.3e-16);
    }

    [DeviceFact]
    public void Device_matches_the_definition()
    {
        foreach (int n in s_lengths)
        {
            Check<float>(DeviceFixture.Accelerator, n, 3, 1.2e-7);
            if (n == 30) Check<double>(DeviceFixture.Accelerator, n, 2, 2.3e-16);
        }
    }

    [DeviceFact]
    public void More_rows_than_one_launch_takes_are_all_transformed()
    {
        var device = DeviceFixture.Accelerator;
        int rows = FourierLaunch<float>.MostRows + 3;
        float[] x = [.. Enumerable.Range(0, 2 * rows).Select(i => (float)(i % 1000))];
        using var bx = device.Allocate1D(x);
        using var spectrum = device.Allocate1D<float>(4 * rows);
        using var back = device.Allocate1D<float>(2 * rows);
        FourierLaunch<float>.RealForward(device.DefaultStream, 2, rows, bx.View, spectrum.View);
        FourierLaunch<float>.RealInverse(device.DefaultStream, 2, rows, spectrum.View, back.View);
        float[] y = spectrum.GetAsArray1D(), twice = back.GetAsArray1D();
        for (int i = 0; i < rows; i++)
        {
            Assert.Equal((x[2 * i] + x[(2 * i) + 1], x[2 * i] - x[(2 * i) + 1]), (y[4 * i], y[(4 * i) + 2]));
            Assert.Equal((2 * x[2 * i], 2 * x[(2 * i) + 1]), (twice[2 * i], twice[(2 * i) + 1]));
        }
    }

    /// <summary>For oclgrind.</summary>
    internal static void RunSmall(Accelerator device)
    {
        foreach (int n in new[] { 8, 15, 14, 12, 11 }) Check<float>(device, n, 2, 1.2e-7);
    }

    private static void Check<T>(Accelerator device, int n, int rows, double epsilon) where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] z = DeviceCase.Rounded<T>(DeviceCase.Numbers(2 * n * rows, 1)), x = DeviceCase.Rounded<T>(DeviceCase.Numbers(n * rows, 2));
        int half = (n / 2) + 1;
        double[] spectrum = DeviceCase.Rounded<T>(DeviceCase.Numbers(2 * half * rows, 3));
        double[] forward = new double[2 * n * rows], inverse = new double[2 * n * rows], real = new double[2 * half * rows], signal = new double[n * rows];
        for (int row = 0; row < rows; row++)
        {
            for (int k = 0; k < n; k++)
            {
                Complex sum = 0, back = 0, ofReal = 0;
                double sample = 0;
                for (int i = 0; i < n; i++)
                {
                    var turn = Complex.FromPolarCoordinates(1, -2 * Math.PI * ((long)k * i % n) / n);
                    var value = new Complex(z[2 * ((row * n) + i)], z[(2 * ((row * n) + i)) + 1]);
                    sum += value * turn;
                    back += value * Complex.Conjugate(turn);
                    ofReal += x[(row * n) + i] * turn;
                    if (i >= half) continue;
                    double weight = i == 0 || 2 * i == n ? 1 : 2;
                    sample += weight * (new Complex(spectrum[2 * ((row * half) + i)], spectrum[(2 * ((row * half) + i)) + 1]) * Complex.Conjugate(turn)).Real;
                }
                (forward[2 * ((row * n) + k)], forward[(2 * ((row * n) + k)) + 1]) = (sum.Real, sum.Imaginary);
                (inverse[2 * ((row * n) + k)], inverse[(2 * ((row * n) + k)) + 1]) = (back.Real, back.Imaginary);
                if (k < half) (real[2 * ((row * half) + k)], real[(2 * ((row * half) + k)) + 1]) = (ofReal.Real, ofReal.Imaginary);
                // the imaginary parts of the first and the middle value have no part in a real signal
                signal[(row * n) + k] = sample;
            }
        }
        var stream = device.DefaultStream;
        using var bz = device.Allocate1D(DeviceCase.Convert<T>(z));
        using var bx = device.Allocate1D(DeviceCase.Convert<T>(x));
        using var bs = device.Allocate1D(DeviceCase.Convert<T>(spectrum));
        using var by = device.Allocate1D<T>(2 * n * rows);
        using var br = device.Allocate1D<T>(2 * half * rows);
        using var bn = device.Allocate1D<T>(n * rows);
        string what = $"{typeof(T).Name} of {n} on {device}";
        // each of log₂ n levels errs by some units of the root mean square, √n; the chirp passes three transforms
        double bound = 8 * epsilon * Math.Sqrt(n) * (Math.Log2(n) + 1) * 2;
        FourierLaunch<T>.Complex(stream, false, n, rows, bz.View, by.View);
        DeviceCase.Close("transform " + what, forward, by.GetAsArray1D(), 0, bound);
        FourierLaunch<T>.Complex(stream, true, n, rows, bz.View, by.View);
        DeviceCase.Close("inverse " + what, inverse, by.GetAsArray1D(), 0, bound);
        FourierLaunch<T>.RealForward(stream, n, rows, bx.View, br.View);
        DeviceCase.Close("real transform " + what, real, br.GetAsArray1D(), 0, bound);
        FourierLaunch<T>.RealInverse(stream, n, rows, bs.View, bn.View);
        DeviceCase.Close("real inverse " + what, signal, bn.GetAsArray1D(), 0, 2 * bound);
    }
}
