using System.Numerics;
using Neuron.Kernels.Cpu;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels;

/// <summary>Transforms of rows against the defining sum in float64.</summary>
public unsafe class FourierTransformsTests
{
    // one element, primes and twice primes, odd lengths, grids with and without whole vectors, powers of two beyond the lanes
    public static TheoryData<int> Lengths => [1, 2, 3, 7, 14, 16, 17, 34, 100, 127, 254, 405, 1000, 1024, 2187, 4099, 4106, 8192];

    // below and above the rows of a vector, of either type, and no multiple of it
    public static TheoryData<int, int> Shapes
    {
        get
        {
            TheoryData<int, int> shapes = [];
            foreach (int n in (int[])[1, 2, 15, 16, 97, 120, 500, 1024, 1155, 2048])
                foreach (int rows in (int[])[1, 3, 9, 13]) shapes.Add(rows, n);
            return shapes;
        }
    }

    [Theory, MemberData(nameof(Lengths))]
    public void Each_length_is_the_defining_sum(int n)
    {
        Check<double>(1, n, 1e-15);
        Check<float>(1, n, 6e-8);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Any_number_of_rows_is_the_defining_sum(int rows, int n)
    {
        Check<double>(rows, n, 1e-15);
        Check<float>(rows, n, 6e-8);
    }

    [Theory]
    [InlineData(9, 1000)]
    [InlineData(3, 4099)]
    [InlineData(3, 30720)]
    public void Rows_do_not_meet_and_bits_do_not_depend_on_threads(int rows, int n)
    {
        double[] x = Draw(rows * n);
        float[] together = RealForward<float>(x, n);
        int threads = WorkerPool.Threads;
        try
        {
            WorkerPool.Threads = 1;
            Assert.Equal(together, RealForward<float>(x, n));
        }
        finally
        {
            WorkerPool.Threads = threads;
        }
        x[n + 5] = double.NaN; // in the second row
        float[] damaged = RealForward<float>(x, n);
        int width = together.Length / rows;
        Assert.Equal(together[..width], damaged[..width]);
        Assert.Equal(together[(2 * width)..], damaged[(2 * width)..]);
    }

    private static void Check<T>(int rows, int n, double unit)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int bins = (n / 2) + 1;
        double[] z = Draw(rows * n * 2), x = Draw(rows * n);
        double tolerance = 8 * unit * Math.Sqrt(n) * (Math.Log2(n) + 2); // rounding of each of log N stages, of elements of about √N
        string what = $"{typeof(T).Name} {rows}x{n}";

        double[] expected = [.. Enumerable.Range(0, rows).SelectMany(r => Sum(z.AsSpan(r * 2 * n, 2 * n)))];
        Closeness.Check($"forward {what}", expected, Widened(Complex<T>(false, z, n)), 0, tolerance);
        double[] back = Widened(Complex<T>(true, expected, n));
        Closeness.Check($"inverse {what}", z, [.. back.Select(v => v / n)], 0, tolerance);

        double[] pairs = [.. x.SelectMany(v => (double[])[v, 0])];
        double[] half = [.. Enumerable.Range(0, rows).SelectMany(r => Sum(pairs.AsSpan(r * 2 * n, 2 * n))[..(2 * bins)])];
        Closeness.Check($"real forward {what}", half, Widened(RealForward<T>(x, n)), 0, tolerance);
        for (int r = 0; r < rows; r++)
        {
            // imaginary parts that a real signal cannot have do not count
            half[(r * 2 * bins) + 1] = 3;
            if (n % 2 == 0) half[((r + 1) * 2 * bins) - 1] = 3;
        }
        double[] real = Widened(RealInverse<T>(half, n));
        Closeness.Check($"real inverse {what}", x, [.. real.Select(v => v / n)], 0, tolerance);
    }

    private static double[] Sum(ReadOnlySpan<double> z)
    {
        int n = z.Length / 2;
        var y = new double[2 * n];
        var roots = new (double Sin, double Cos)[n];
        for (int k = 0; k < n; k++) roots[k] = double.SinCosPi(-2.0 * k / n);
        for (int k = 0; k < n; k++)
        {
            double re = 0, im = 0;
            for (int i = 0, at = 0; i < n; i++, at = at + k < n ? at + k : at + k - n)
            {
                var (sin, cos) = roots[at];
                re += (z[2 * i] * cos) - (z[(2 * i) + 1] * sin);
                im += (z[2 * i] * sin) + (z[(2 * i) + 1] * cos);
            }
            (y[2 * k], y[(2 * k) + 1]) = (re, im);
        }
        return y;
    }

    private static T[] Complex<T>(bool inverse, double[] z, int n)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Run<T>(z, z.Length, (x, y) => FourierTransforms.Complex(inverse, n, x, y));

    private static T[] RealForward<T>(double[] x, int n)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Run<T>(x, x.Length / n * 2 * ((n / 2) + 1), (from, to) => FourierTransforms.RealForward(n, from, to));

    private static T[] RealInverse<T>(double[] x, int n)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Run<T>(x, x.Length / (2 * ((n / 2) + 1)) * n, (from, to) => FourierTransforms.RealInverse(n, from, to));

    private static T[] Run<T>(double[] x, int count, Action<Strided<T>, Strided<T>> transform)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] from = Array.ConvertAll(x, T.CreateTruncating), to = new T[count];
        fixed (T* a = from, b = to) transform(new((nint)a, [from.Length], [1]), new((nint)b, [count], [1]));
        return to;
    }

    private static double[] Widened<T>(T[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => Array.ConvertAll(x, double.CreateTruncating);

    // float32 holds them exactly
    private static double[] Draw(int count)
    {
        Random random = new(count);
        return [.. Enumerable.Range(0, count).Select(_ => (double)((random.NextSingle() * 2) - 1))];
    }
}
