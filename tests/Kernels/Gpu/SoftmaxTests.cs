using System.Numerics;
using Neuron.Kernels.Gpu;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Softmax, log-softmax, log-sum-exp and cross-entropy kernels against their definitions in float64.</summary>
public sealed class SoftmaxTests
{
    public static TheoryData<DeviceCase> Devices => DeviceCase.All;

    [Theory, MemberData(nameof(Devices))]
    public void Softmax_and_its_gradient_match_the_definition(DeviceCase device)
    {
        foreach (var (outer, length, inner) in new[] { (3, 1, 1), (5, 7, 1), (2, 131, 1), (2, 9, 5), (1, 3, 40) })
            foreach (bool log in new[] { false, true })
            {
                Check<float>(device, log, outer, length, inner, 1e-6);
                if (length == 9) Check<double>(device, log, outer, length, inner, 1e-14);
            }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Infinite_logits_behave_as_on_the_cpu(DeviceCase device)
    {
        const float inf = float.PositiveInfinity;
        float[] x = [-inf, 1, -inf, 2, -inf, -inf, -inf, -inf, 0, float.NaN, 1, 2, 700, 0, -700, 1000];
        double e = Math.Exp(-1), nan = double.NaN;
        double[] y = [0, e / (1 + e), 0, 1 / (1 + e), nan, nan, nan, nan, nan, nan, nan, nan, Math.Exp(-300), 0, 0, 1];
        var accelerator = device.Accelerator;
        using var bx = accelerator.Allocate1D(x);
        using var by = accelerator.Allocate1D<float>(x.Length);
        using var sums = accelerator.Allocate1D<float>(4);
        Softmax.Forward(accelerator.DefaultStream, false, bx.View, by.View, 4, 4, 1, device.Group);
        DeviceCase.Close("softmax", y, by.GetAsArray1D(), 1e-6, 1e-30);
        Softmax.LogSumExp(accelerator.DefaultStream, bx.View, sums.View, 4, 4, device.Group);
        DeviceCase.Close("log-sum-exp", [2 + Math.Log(1 + e), double.NegativeInfinity, nan, 1000], sums.GetAsArray1D(), 1e-6, 0);
    }

    [Theory, MemberData(nameof(Devices))]
    public void Cross_entropy_and_its_gradient_match_the_definition(DeviceCase device)
    {
        foreach (var reduction in Enum.GetValues<LossReduction>())
            foreach (double smoothing in new[] { 0, 0.1 })
                foreach (bool weighted in new[] { false, true })
                    CheckLoss(device, 5, 37, reduction, smoothing, weighted);
        CheckLoss(device, 70, 3, LossReduction.Mean, 0.2, true);
    }

    [Theory, MemberData(nameof(Devices))]
    public void Target_that_is_no_class_gives_nan_and_reads_nothing(DeviceCase device)
    {
        var accelerator = device.Accelerator;
        using var x = accelerator.Allocate1D<float>([1, 2, 3, 4]);
        using var targets = accelerator.Allocate1D<long>([1, 2]);
        using var y = accelerator.Allocate1D<float>(2);
        using var sums = accelerator.Allocate1D<float>(2);
        CrossEntropy.Forward(accelerator.DefaultStream, x.View, targets.View, default, y.View, sums.View, LossReduction.None, -100, 0, device.Group);
        DeviceCase.Close("loss", [Math.Log(1 + Math.Exp(-1)), double.NaN], y.GetAsArray1D(), 1e-6, 0);
    }

    private static void Check<T>(DeviceCase device, bool log, int outer, int length, int inner, double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = outer * length * inner;
        double[] x = DeviceCase.Rounded<T>(DeviceCase.Numbers(count, 1)), dy = DeviceCase.Rounded<T>(DeviceCase.Numbers(count, 2)), y = new double[count], dx = new double[count], lse = new double[outer * inner];
        for (int row = 0; row < outer * inner; row++)
        {
            int start = (row / inner * length * inner) + (row % inner);
            int[] places = [.. Enumerable.Range(0, length).Select(c => start + (c * inner))];
            double sum = places.Sum(p => Math.Exp(x[p])), total = 0;
            lse[row] = Math.Log(sum);
            foreach (int p in places) y[p] = log ? x[p] - lse[row] : Math.Exp(x[p]) / sum;
            foreach (int p in places) total += log ? dy[p] : dy[p] * y[p];
            foreach (int p in places) dx[p] = log ? dy[p] - (Math.Exp(y[p]) * total) : y[p] * (dy[p] - total);
        }
        var accelerator = device.Accelerator;
        var stream = accelerator.DefaultStream;
        using var bx = accelerator.Allocate1D(DeviceCase.Convert<T>(x));
        using var bdy = accelerator.Allocate1D(DeviceCase.Convert<T>(dy));
        using var by = accelerator.Allocate1D<T>(count);
        using var bdx = accelerator.Allocate1D<T>(count);
        using var sums = accelerator.Allocate1D<T>(outer * inner);
        string what = $"{(log ? "log-softmax" : "softmax")} of {typeof(T).Name} [{outer}, {length}, {inner}]";
        Softmax.Forward(stream, log, bx.View, by.View, outer, length, inner, device.Group);
        DeviceCase.Close(what, y, by.GetAsArray1D(), tolerance, tolerance * (log ? 4 : 0)); // logarithms near 0 keep the error of the sum
        Softmax.Backward(stream, log, bdy.View, by.View, bdx.View, outer, length, inner, device.Group);
        DeviceCase.Close("gradient of " + what, dx, bdx.GetAsArray1D(), 4 * tolerance, (8 + (length / 16.0)) * tolerance);
        if (inner > 1) return;
        Softmax.LogSumExp(stream, bx.View, sums.View, outer, length, device.Group);
        DeviceCase.Close("log-sum-exp of " + what, lse, sums.GetAsArray1D(), tolerance, tolerance);
    }

    private static void CheckLoss(DeviceCase device, int rows, int classes, LossReduction reduction, double smoothing, bool weighted)
    {
        const long ignore = -100;
        double[] x = DeviceCase.Rounded<float>(DeviceCase.Numbers(rows * classes, 3));
        double[] w = weighted ? DeviceCase.Rounded<float>([.. DeviceCase.Numbers(classes, 4).Select(v => Math.Abs(v) + 0.1)]) : [.. Enumerable.Repeat(1.0, classes)];
        double[] dy = DeviceCase.Rounded<float>(DeviceCase.Numbers(reduction == LossReduction.None ? rows : 1, 5));
        long[] targets = [.. Enumerable.Range(0, rows).Select(i => i % 4 == 2 ? ignore : i * 7L % classes)];
        double[] losses = new double[rows], logSums = new double[rows], dx = new double[rows * classes];
        double divisor = reduction == LossReduction.Mean ? targets.Where(t => t != ignore).Sum(t => w[t]) : 1;
        for (int i = 0; i < rows; i++)
        {
            if (targets[i] == ignore) continue;
            double lse = logSums[i] = Math.Log(Enumerable.Range(0, classes).Sum(c => Math.Exp(x[(i * classes) + c])));
            double g = dy[dy.Length > 1 ? i : 0] / divisor;
            for (int c = 0; c < classes; c++)
            {
                double share = w[c] * ((smoothing / classes) + (c == targets[i] ? 1 - smoothing : 0)), all = 0;
                losses[i] += share * (lse - x[(i * classes) + c]);
                for (int d = 0; d < classes; d++) all += w[d] * ((smoothing / classes) + (d == targets[i] ? 1 - smoothing : 0));
                dx[(i * classes) + c] = g * ((all * Math.Exp(x[(i * classes) + c] - lse)) - share);
            }
        }
        var accelerator = device.Accelerator;
        var stream = accelerator.DefaultStream;
        using var bx = accelerator.Allocate1D(DeviceCase.Convert<float>(x));
        using var bt = accelerator.Allocate1D(targets);
        using var bw = weighted ? accelerator.Allocate1D(DeviceCase.Convert<float>(w)) : null;
        using var by = accelerator.Allocate1D<float>(dy.Length);
        using var bs = accelerator.Allocate1D<float>(rows);
        using var bdy = accelerator.Allocate1D(DeviceCase.Convert<float>(dy));
        using var bdx = accelerator.Allocate1D<float>(x.Length);
        string what = $"cross-entropy [{rows}, {classes}] {reduction} smoothing {smoothing} weighted {weighted}";
        CrossEntropy.Forward(stream, bx.View, bt.View, bw?.View ?? default, by.View, bs.View, reduction, ignore, smoothing, device.Group);
        DeviceCase.Close(what, reduction == LossReduction.None ? losses : [losses.Sum() / divisor], by.GetAsArray1D(), 2e-6, 2e-6);
        DeviceCase.Close("log-sums of " + what, logSums, bs.GetAsArray1D(), 1e-6, 1e-6);
        CrossEntropy.Backward(stream, bdy.View, bx.View, bt.View, bw?.View ?? default, bs.View, bdx.View, reduction, ignore, smoothing, device.Group);
        DeviceCase.Close("gradient of " + what, dx, bdx.GetAsArray1D(), 4e-6, 2e-7);
    }
}
