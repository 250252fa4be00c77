using Neuron.Kernels.Gpu;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Host;
using Neuron.Tests.Kernels.Compiler;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Factorisations and linear systems on the Host, with its race report, and on OpenCL: products of the factors give the matrix back.</summary>
public sealed class LinearAlgebraTests
{
    [Fact]
    public void Kernels_for_gpus_have_no_race()
    {
        using var host = new HostAccelerator(new HostOptions { IsCpu = false, Seed = 5 });
        RunSmall(host);
    }

    [DeviceFact]
    public void Device_matches_the_definition()
    {
        var device = DeviceFixture.Accelerator;
        foreach (var (m, n) in new[] { (1, 1), (6, 6), (9, 4), (4, 9), (40, 33) })
        {
            CheckQr(device, m, n);
            CheckSvd(device, m, n, Math.Min(m, n));
        }
        CheckSvd(device, 7, 5, 2);
        foreach (int n in new[] { 1, 5, 34 })
        {
            CheckSystems(device, n, 3);
            CheckEigh(device, n);
            CheckEigenvalues(device, n);
        }
    }

    [DeviceFact]
    public void Failures_name_the_first_matrix()
    {
        var device = DeviceFixture.Accelerator;
        double[] a = [2, 0, 0, 2, 1, 2, 2, 1, double.NaN, 0, 0, 1];
        using var ba = device.Allocate1D(a);
        using var by = device.Allocate1D<double>(12);
        using var bs = device.Allocate1D<double>(6);
        using var bv = device.Allocate1D<double>(12);
        Assert.Equal(1, LinearAlgebraLaunch<double>.Cholesky(device.DefaultStream, 3, 2, ba.View, by.View));
        Assert.Equal(2, LinearAlgebraLaunch<double>.Eigh(device.DefaultStream, 3, 2, ba.View, bs.View, by.View));
        Assert.Equal(2, LinearAlgebraLaunch<double>.Svd(device.DefaultStream, 3, 2, 2, ba.View, by.View, bs.View, bv.View));
        using var singular = device.Allocate1D<double>([1, 0, 0, 1, 1, 2, 2, 4]);
        Assert.Equal(1, LinearAlgebraLaunch<double>.Solve(device.DefaultStream, 2, 2, 2, singular.View, default, by.View));
    }

    /// <summary>For oclgrind, and the Host.</summary>
    internal static void RunSmall(Accelerator device)
    {
        CheckQr(device, 6, 4);
        CheckSvd(device, 5, 4, 4);
        CheckSvd(device, 3, 5, 2);
        CheckSystems(device, 5, 2);
        CheckEigh(device, 5);
        CheckEigenvalues(device, 5);
    }

    private static void CheckQr(Accelerator device, int m, int n)
    {
        int k = Math.Min(m, n);
        float[] a = Numbers(2 * m * n, 1);
        using var ba = device.Allocate1D(a);
        using var bq = device.Allocate1D<float>(2 * m * k);
        using var br = device.Allocate1D<float>(2 * k * n);
        LinearAlgebraLaunch<float>.Qr(device.DefaultStream, 2, m, n, ba.View, bq.View, br.View);
        float[] q = bq.GetAsArray1D(), r = br.GetAsArray1D();
        for (int b = 0; b < 2; b++)
        {
            var (qb, rb) = (q[(b * m * k)..], r[(b * k * n)..]);
            Close($"QR [{m}, {n}]", m, n, (i, j) => Sum(k, l => qb[(i * k) + l] * rb[(l * n) + j]), (i, j) => a[(b * m * n) + (i * n) + j], 4e-6 * Math.Sqrt(m));
            Close($"QᵀQ [{m}, {n}]", k, k, (i, j) => Sum(m, l => qb[(l * k) + i] * qb[(l * k) + j]), (i, j) => i == j ? 1 : 0, 2e-6 * Math.Sqrt(m));
            for (int i = 0; i < k * n; i++) Assert.True(i % n >= i / n || rb[i] == 0);
        }
    }

    private static void CheckSvd(Accelerator device, int m, int n, int rank)
    {
        int k = Math.Min(m, n);
        float[] left = Numbers(2 * m * rank, 1), right = Numbers(2 * rank * n, 2), a = new float[2 * m * n];
        for (int i = 0; i < a.Length; i++)
            a[i] = (float)Sum(rank, l => left[(((i / n) * rank) + l)] * right[(i / (m * n) * rank * n) + (l * n) + (i % n)]);
        using var ba = device.Allocate1D(a);
        using var bu = device.Allocate1D<float>(2 * m * k);
        using var bs = device.Allocate1D<float>(2 * k);
        using var bv = device.Allocate1D<float>(2 * k * n);
        using var bp = device.Allocate1D<float>(2 * n * m);
        Assert.Equal(-1, LinearAlgebraLaunch<float>.Svd(device.DefaultStream, 2, m, n, ba.View, bu.View, bs.View, bv.View));
        float[] u = bu.GetAsArray1D(), s = bs.GetAsArray1D(), v = bv.GetAsArray1D();
        Assert.Equal(-1, LinearAlgebraLaunch<float>.PseudoInverse(device.DefaultStream, 1e-4, 2, m, n, ba.View, bp.View));
        float[] p = bp.GetAsArray1D();
        for (int b = 0; b < 2; b++)
        {
            var (ub, sb, vb, pb, ab) = (u[(b * m * k)..], s[(b * k)..], v[(b * k * n)..], p[(b * n * m)..], a[(b * m * n)..]);
            double tolerance = 4e-6 * Math.Sqrt(m + n) * sb[0];
            string what = $"SVD [{m}, {n}] of rank {rank}";
            Close(what, m, n, (i, j) => Sum(k, l => ub[(i * k) + l] * sb[l] * vb[(l * n) + j]), (i, j) => ab[(i * n) + j], tolerance);
            Close("UᵀU of " + what, k, k, (i, j) => Sum(m, l => ub[(l * k) + i] * ub[(l * k) + j]), (i, j) => i == j ? 1 : 0, 4e-6 * Math.Sqrt(m + n));
            Close("VᵀV of " + what, k, k, (i, j) => Sum(n, l => vb[(i * n) + l] * vb[(j * n) + l]), (i, j) => i == j ? 1 : 0, 4e-6 * Math.Sqrt(m + n));
            for (int i = 1; i < k; i++) Assert.True(sb[i] <= sb[i - 1]);
            double[] pa = new double[n * n];
            for (int i = 0; i < n * n; i++) pa[i] = Sum(m, l => pb[((i / n) * m) + l] * ab[(l * n) + (i % n)]);
            double condition = sb[0] / sb[rank - 1];
            Close("A·A⁺·A of " + what, m, n, (i, j) => Sum(n, l => ab[(i * n) + l] * pa[(l * n) + j]), (i, j) => ab[(i * n) + j], tolerance * condition * 4);
        }
    }

    private static void CheckSystems(Accelerator device, int n, int columns)
    {
        float[] a = Numbers(2 * n * n, 1), b = Numbers(2 * n * columns, 2), positive = new float[2 * n * n];
        for (int i = 0; i < 2 * n; i++) a[(i * n) + (i % n)] += 3; // well-conditioned, yet with pivots off the diagonal
        for (int i = 0; i < positive.Length; i++)
        {
            int start = i / (n * n) * n * n, row = i / n % n, column = i % n;
            positive[i] = (float)Sum(n, l => a[start + (row * n) + l] * a[start + (column * n) + l]) + (row == column ? 1 : 0);
        }
        var stream = device.DefaultStream;
        using var ba = device.Allocate1D(a);
        using var bp = device.Allocate1D(positive);
        using var bb = device.Allocate1D(b);
        using var bx = device.Allocate1D<float>(2 * n * columns);
        using var by = device.Allocate1D<float>(2 * n * n);
        using var sign = device.Allocate1D<float>(2);
        using var log = device.Allocate1D<float>(2);
        Assert.Equal(-1, LinearAlgebraLaunch<float>.Cholesky(stream, 2, n, bp.View, by.View));
        float[] l = by.GetAsArray1D();
        LinearAlgebraLaunch<float>.LogDeterminant(stream, 2, n, bp.View, sign.View, log.View);
        float[] signs = sign.GetAsArray1D(), logs = log.GetAsArray1D();
        LinearAlgebraLaunch<float>.Triangular(stream, false, false, 2, n, columns, by.View, bb.View, bx.View);
        float[] t = bx.GetAsArray1D();
        LinearAlgebraLaunch<float>.Triangular(stream, true, true, 2, n, columns, bp.View, bb.View, bx.View);
        float[] unit = bx.GetAsArray1D();
        Assert.Equal(-1, LinearAlgebraLaunch<float>.Solve(stream, 2, n, columns, ba.View, bb.View, bx.View));
        float[] x = bx.GetAsArray1D();
        Assert.Equal(-1, LinearAlgebraLaunch<float>.Solve(stream, 2, n, n, ba.View, default, by.View));
        float[] inverse = by.GetAsArray1D();
        for (int i = 0; i < 2; i++)
        {
            int start = i * n * n, right = i * n * columns;
            double size = Enumerable.Range(0, n * n).Max(e => Math.Abs(positive[start + e])), xSize = Enumerable.Range(0, n * columns).Max(e => Math.Abs(x[right + e])), tSize = Enumerable.Range(0, n * columns).Max(e => Math.Abs(t[right + e]));
            Close($"L·Lᵀ of {n}", n, n, (r, c) => Sum(n, k => l[start + (r * n) + k] * l[start + (c * n) + k]), (r, c) => positive[start + (r * n) + c], 1e-6 * n * size);
            double logDeterminant = Sum(n, k => 2 * Math.Log(l[start + (k * n) + k]));
            Assert.True(signs[i] == 1 && Math.Abs(logs[i] - logDeterminant) <= 1e-5 * (1 + (n * Math.Abs(logDeterminant))), $"log det: {logs[i]}, expected {logDeterminant}");
            Close($"L·x of {n}", n, columns, (r, c) => Sum(n, k => l[start + (r * n) + k] * t[right + (k * columns) + c]), (r, c) => b[right + (r * columns) + c], 1e-6 * n * size * (1 + tSize));
            double unitSize = Enumerable.Range(0, n * columns).Max(e => Math.Abs(unit[right + e]));
            Close($"unit U·x of {n}", n, columns, (r, c) => Sum(n, k => (k == r ? 1 : k > r ? positive[start + (r * n) + k] : 0) * (double)unit[right + (k * columns) + c]), (r, c) => b[right + (r * columns) + c], 1e-6 * n * size * (1 + unitSize));
            Close($"A·x of {n}", n, columns, (r, c) => Sum(n, k => a[start + (r * n) + k] * x[right + (k * columns) + c]), (r, c) => b[right + (r * columns) + c], 1e-5 * n * (1 + xSize));
            double inverseSize = Enumerable.Range(0, n * n).Max(e => Math.Abs(inverse[start + e]));
            Close($"A·A⁻¹ of {n}", n, n, (r, c) => Sum(n, k => a[start + (r * n) + k] * inverse[start + (k * n) + c]), (r, c) => r == c ? 1 : 0, 1e-5 * n * (1 + inverseSize));
        }
    }

    private static void CheckEigh(Accelerator device, int n)
    {
        float[] a = Numbers(2 * n * n, 1);
        using var ba = device.Allocate1D(a);
        using var bw = device.Allocate1D<float>(2 * n);
        using var bv = device.Allocate1D<float>(2 * n * n);
        Assert.Equal(-1, LinearAlgebraLaunch<float>.Eigh(device.DefaultStream, 2, n, ba.View, bw.View, bv.View));
        float[] w = bw.GetAsArray1D(), v = bv.GetAsArray1D();
        for (int b = 0; b < 2; b++)
        {
            int start = b * n * n;
            double size = Enumerable.Range(0, n).Max(i => Math.Abs(w[(b * n) + i]));
            Close($"V·W·Vᵀ of {n}", n, n, (i, j) => Sum(n, k => v[start + (i * n) + k] * w[(b * n) + k] * v[start + (j * n) + k]),
                (i, j) => (a[start + (i * n) + j] + (double)a[start + (j * n) + i]) / 2, 2e-6 * Math.Sqrt(n) * size);
            Close($"VᵀV of {n}", n, n, (i, j) => Sum(n, k => v[start + (k * n) + i] * v[start + (k * n) + j]), (i, j) => i == j ? 1 : 0, 2e-6 * Math.Sqrt(n));
            for (int i = 1; i < n; i++) Assert.True(w[(b * n) + i] >= w[(b * n) + i - 1]);
        }
    }

    /// <summary>A block-triangular matrix of known eigenvalues, seen through a similarity by reflection.</summary>
    private static void CheckEigenvalues(Accelerator device, int n)
    {
        double[] d = new double[n * n], a = new double[n * n], x = DeviceCase.Numbers(n, 3);
        var expected = new List<(double Re, double Im)>();
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++) d[(i * n) + j] = ((i * 3) + j) % 5 / 5.0;
            d[(i * n) + i] = i + 1;
            if (i % 3 == 1)
            {
                (d[(i * n) + i], d[(i * n) + i - 1], d[((i - 1) * n) + i]) = (i, 2, -2); // i ± 2i
                expected.RemoveAt(expected.Count - 1);
                expected.Add((i, -2));
                expected.Add((i, 2));
            }
            else
            {
                expected.Add((i + 1, 0));
            }
        }
        double norm = x.Sum(value => value * value);
        double H(int i, int j) => (i == j ? 1 : 0) - (2 * x[i] * x[j] / norm);
        for (int i = 0; i < n * n; i++) a[i] = Sum(n, k => Sum(n, l => H(i / n, k) * d[(k * n) + l] * H(l, i % n)));
        using var ba = device.Allocate1D(a);
        using var re = device.Allocate1D<double>(n);
        using var im = device.Allocate1D<double>(n);
        Assert.Equal(-1, LinearAlgebraLaunch<double>.GeneralEigenvalues(device.DefaultStream, 1, n, ba.View, re.View, im.View));
        double[] r = re.GetAsArray1D(), c = im.GetAsArray1D();
        var actual = r.Zip(c).OrderBy(value => value.First).ThenBy(value => value.Second).ToArray();
        // defective to a degree: errors grow with the departure from normality
        double tolerance = n < 10 ? 1e-9 : 1e-3;
        foreach (var (real, imaginary) in expected)
            Assert.True(actual.Any(value => Math.Abs(value.First - real) <= tolerance && Math.Abs(value.Second - imaginary) <= tolerance), $"no eigenvalue {real} {imaginary:+0.0;-0.0}i among {string.Join(", ", actual)}");
    }

    private static double Sum(int n, Func<int, double> term) => Enumerable.Range(0, n).Sum(term);

    private static void Close(string what, int rows, int columns, Func<int, int, double> actual, Func<int, int, double> expected, double tolerance)
    {
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                Assert.True(Math.Abs(actual(i, j) - expected(i, j)) <= tolerance, $"{what} [{i}, {j}]: {actual(i, j):R}, expected {expected(i, j):R} ± {tolerance:G2}");
    }

    private static float[] Numbers(int count, int seed) => DeviceCase.Convert<float>(DeviceCase.Numbers(count, seed));
}
