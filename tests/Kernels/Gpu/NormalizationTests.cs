using Neuron.Kernels.Gpu.Normalization;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Layer, RMS, group and batch norm kernels against their definitions in float64, and gradients against central differences of them.</summary>
public sealed class NormalizationTests
{
    private const double Epsilon = 1e-5;

    public static TheoryData<DeviceCase> Devices => DeviceCase.All;

    [Theory, MemberData(nameof(Devices))]
    public void Row_norms_match_the_definition(DeviceCase device)
    {
        foreach (var (rows, length) in new[] { (3, 1), (5, 7), (70, 3), (2, 131) })
            foreach (bool rms in new[] { false, true })
                foreach (bool affine in new[] { false, true })
                    if (!device.IsHost || (rows < 70 && affine != rms)) CheckRows(device, rows, length, rms, affine); // the host takes turns at each access
    }

    [Theory, MemberData(nameof(Devices))]
    public void Group_norm_matches_the_definition(DeviceCase device)
    {
        CheckGroups(device, 3, 6, 5, 2, affine: true);
        CheckGroups(device, 2, 4, 35, 4, affine: false);
        CheckGroups(device, 5, 6, 1, 1, affine: true);
    }

    [Theory, MemberData(nameof(Devices))]
    public void Batch_norm_matches_the_definition(DeviceCase device)
    {
        foreach (var (items, channels, inner) in new[] { (3, 5, 7), (150, 3, 1), (2, 2, 131) })
        {
            CheckBatch(device, items, channels, inner, training: true, affine: true);
            CheckBatch(device, items, channels, inner, training: false, affine: items == 3);
        }
        if (!device.IsHost) CheckBatch(device, 20, 1, 1000, training: true, affine: true); // several pieces a channel
    }

    private static void CheckRows(DeviceCase device, int rows, int length, bool rms, bool affine)
    {
        int count = rows * length;
        double[] x = DeviceCase.Rounded<float>(DeviceCase.Numbers(count, 1)), dy = DeviceCase.Rounded<float>(DeviceCase.Numbers(count, 2));
        double[] w = affine ? DeviceCase.Rounded<float>(DeviceCase.Numbers(length, 3)) : [.. Enumerable.Repeat(1.0, length)];
        double[] b = affine ? DeviceCase.Rounded<float>(DeviceCase.Numbers(length, 4)) : new double[length];
        var norm = new Reference(rows, length, rms, _ => 0);
        norm.Run(x, dy, (_, c) => w[c], (_, c) => b[c], c => c % length, length);
        var accelerator = device.Accelerator;
        var stream = accelerator.DefaultStream;
        using var bx = accelerator.Allocate1D(DeviceCase.Convert<float>(x));
        using var bdy = accelerator.Allocate1D(DeviceCase.Convert<float>(dy));
        using var bw = affine ? accelerator.Allocate1D(DeviceCase.Convert<float>(w)) : null;
        using var bb = affine ? accelerator.Allocate1D(DeviceCase.Convert<float>(b)) : null;
        using var by = accelerator.Allocate1D<float>(count);
        using var bs = accelerator.Allocate1D<float>(2 * rows);
        using var bdx = accelerator.Allocate1D<float>(count);
        using var dw = accelerator.Allocate1D<float>(length);
        using var db = accelerator.Allocate1D<float>(length);
        string what = $"{(rms ? "RMS" : "layer")} norm [{rows}, {length}] affine {affine}";
        RowNorm.Forward(stream, bx.View, length, bw?.View ?? default, bb?.View ?? default, by.View, bs.View, Epsilon, rms, device.Group);
        // rows of one element have variance 0: r = 316 magnifies rounding
        double most = norm.Scales.Max();
        DeviceCase.Close(what, norm.Y, by.GetAsArray1D(), 2e-6, 2e-6);
        RowNorm.Backward(stream, bdy.View, bx.View, length, bw?.View ?? default, bs.View, bdx.View, dw.View, db.View, rms, device.Group);
        DeviceCase.Close("gradient of " + what, norm.Dx, bdx.GetAsArray1D(), 4e-6, 4e-6 * most);
        DeviceCase.Close("dweight of " + what, norm.DWeight, dw.GetAsArray1D(), 4e-6, 1e-6 * rows);
        DeviceCase.Close("dbias of " + what, norm.DBias, db.GetAsArray1D(), 4e-6, 1e-6 * rows);
    }

    private static void CheckGroups(DeviceCase device, int items, int channels, int inner, int groups, bool affine)
    {
        int count = items * channels * inner, width = channels / groups, length = width * inner;
        double[] x = DeviceCase.Rounded<float>(DeviceCase.Numbers(count, 1)), dy = DeviceCase.Rounded<float>(DeviceCase.Numbers(count, 2));
        double[] w = affine ? DeviceCase.Rounded<float>(DeviceCase.Numbers(channels, 3)) : [.. Enumerable.Repeat(1.0, channels)];
        double[] b = affine ? DeviceCase.Rounded<float>(DeviceCase.Numbers(channels, 4)) : new double[channels];
        int Channel(int place) => place / inner % channels;
        var norm = new Reference(items * groups, length, false, _ => 0);
        norm.Run(x, dy, (row, c) => w[Channel((row * length) + c)], (row, c) => b[Channel((row * length) + c)], Channel, channels);
        var accelerator = device.Accelerator;
        var stream = accelerator.DefaultStream;
        using var bx = accelerator.Allocate1D(DeviceCase.Convert<float>(x));
        using var bdy = accelerator.Allocate1D(DeviceCase.Convert<float>(dy));
        using var bw = affine ? accelerator.Allocate1D(DeviceCase.Convert<float>(w)) : null;
        using var bb = affine ? accelerator.Allocate1D(DeviceCase.Convert<float>(b)) : null;
        using var by = accelerator.Allocate1D<float>(count);
        using var bs = accelerator.Allocate1D<float>(2 * items * groups);
        using var bdx = accelerator.Allocate1D<float>(count);
        using var dw = accelerator.Allocate1D<float>(channels);
        using var db = accelerator.Allocate1D<float>(channels);
        string what = $"group norm [{items}, {channels}, {inner}] groups {groups}";
        GroupNorm.Forward(stream, bx.View, bw?.View ?? default, bb?.View ?? default, by.View, bs.View, items, channels, inner, groups, Epsilon, device.Group);
        DeviceCase.Close(what, norm.Y, by.GetAsArray1D(), 2e-6, 2e-6);
        GroupNorm.Backward(stream, bdy.View, bx.View, bw?.View ?? default, bs.View, bdx.View, dw.View, db.View, items, channels, inner, groups, device.Group);
        DeviceCase.Close("gradient of " + what, norm.Dx, bdx.GetAsArray1D(), 4e-6, 8e-6);
        DeviceCase.Close("dweight of " + what, norm.DWeight, dw.GetAsArray1D(), 4e-6, 1e-6 * items * inner);
        DeviceCase.Close("dbias of " + what, norm.DBias, db.GetAsArray1D(), 4e-6, 1e-6 * items * inner);
    }

    private static void CheckBatch(DeviceCase device, int items, int channels, int inner, bool training, bool affine)
    {
        int count = items * channels * inner, n = items * inner;
        double[] x = DeviceCase.Rounded<float>([.. DeviceCase.Numbers(count, 1).Select(v => v + 10)]), dy = DeviceCase.Rounded<float>(DeviceCase.Numbers(count, 2));
        double[] w = affine ? DeviceCase.Rounded<float>(DeviceCase.Numbers(channels, 3)) : [.. Enumerable.Repeat(1.0, channels)];
        double[] b = affine ? DeviceCase.Rounded<float>(DeviceCase.Numbers(channels, 4)) : new double[channels];
        // a channel's elements side by side, as the reference wants them
        int Place(int row, int e) => (((e / inner * channels) + row) * inner) + (e % inner);
        double[] Gather(double[] from) => [.. Enumerable.Range(0, count).Select(i => from[Place(i / n, i % n)])];
        double[] given = training ? [] : DeviceCase.Rounded<float>([.. DeviceCase.Numbers(channels, 5).Select(v => v + 10), .. DeviceCase.Numbers(channels, 6).Select(v => (v * v) + 0.5)]);
        var norm = new Reference(channels, n, false, row => given[row]) { Given = training ? null : given };
        norm.Run(Gather(x), Gather(dy), (row, _) => w[row], (row, _) => b[row], i => i / n, channels);
        double[] Scatter(double[] from)
        {
            double[] to = new double[count];
            for (int i = 0; i < count; i++) to[Place(i / n, i % n)] = from[i];
            return to;
        }
        var accelerator = device.Accelerator;
        var stream = accelerator.DefaultStream;
        using var bx = accelerator.Allocate1D(DeviceCase.Convert<float>(x));
        using var bdy = accelerator.Allocate1D(DeviceCase.Convert<float>(dy));
        using var bw = affine ? accelerator.Allocate1D(DeviceCase.Convert<float>(w)) : null;
        using var bb = affine ? accelerator.Allocate1D(DeviceCase.Convert<float>(b)) : null;
        using var by = accelerator.Allocate1D<float>(count);
        using var bs = training ? accelerator.Allocate1D<float>(2 * channels) : accelerator.Allocate1D(DeviceCase.Convert<float>(given));
        using var bdx = accelerator.Allocate1D<float>(count);
        using var dw = accelerator.Allocate1D<float>(channels);
        using var db = accelerator.Allocate1D<float>(channels);
        string what = $"batch norm [{items}, {channels}, {inner}] training {training}";
        if (training)
        {
            BatchNorm.Statistics(stream, bx.View, bs.View, items, channels, inner, device.Group);
            DeviceCase.Close("statistics of " + what, [.. norm.Means, .. norm.Variances], bs.GetAsArray1D(), 1e-6, 1e-6);
        }
        BatchNorm.Forward(stream, bx.View, bw?.View ?? default, bb?.View ?? default, bs.View, by.View, items, channels, inner, Epsilon, device.Group);
        DeviceCase.Close(what, Scatter(norm.Y), by.GetAsArray1D(), 4e-6, 8e-6); // x lies around 10: its mean carries 10 · 2⁻²⁴
        BatchNorm.Backward(stream, bdy.View, bx.View, bw?.View ?? default, bs.View, bdx.View, dw.View, db.View, items, channels, inner, Epsilon, training, device.Group);
        DeviceCase.Close("gradient of " + what, Scatter(norm.Dx), bdx.GetAsArray1D(), 4e-6, 8e-6);
        DeviceCase.Close("dweight of " + what, norm.DWeight, dw.GetAsArray1D(), 4e-6, 2e-6 * n);
        DeviceCase.Close("dbias of " + what, norm.DBias, db.GetAsArray1D(), 4e-6, 1e-6 * n);
    }

    /// <summary>Rows normalised in float64; the gradient from the Jacobian written out, not from the kernels' formula.</summary>
    private sealed class Reference(int rows, int length, bool rms, Func<int, double> givenMean)
    {
        public double[]? Given { get; init; }

        public double[] Y { get; } = new double[rows * length];

        public double[] Dx { get; } = new double[rows * length];

        public double[] Means { get; } = new double[rows];

        public double[] Variances { get; } = new double[rows];

        public double[] Scales { get; } = new double[rows];

        public double[] DWeight { get; private set; } = [];

        public double[] DBias { get; private set; } = [];

        public void Run(double[] x, double[] dy, Func<int, int, double> weight, Func<int, int, double> bias, Func<int, int> parameter, int parameters)
        {
            (DWeight, DBias) = (new double[parameters], new double[parameters]);
            for (int row = 0; row < rows; row++)
            {
                int start = row * length;
                double mean = Given is not null ? givenMean(row) : rms ? 0 : Enumerable.Range(0, length).Sum(c => x[start + c]) / length;
                double variance = Given is not null ? Given[rows + row] : Enumerable.Range(0, length).Sum(c => (x[start + c] - mean) * (x[start + c] - mean)) / length;
                double scale = 1 / Math.Sqrt(variance + Epsilon);
                (Means[row], Variances[row], Scales[row]) = (mean, variance, scale);
                for (int c = 0; c < length; c++)
                {
                    double hat = (x[start + c] - mean) * scale, g = dy[start + c] * weight(row, c);
                    Y[start + c] = (hat * weight(row, c)) + bias(row, c);
                    DWeight[parameter(start + c)] += dy[start + c] * hat;
                    DBias[parameter(start + c)] += dy[start + c];
                    for (int k = 0; k < length; k++)
                    {
                        // ∂ŷ_c/∂x_k: itself, through the mean, through the scale
                        double d = c == k ? scale : 0;
                        if (Given is null) d -= (rms ? 0 : scale / length) + (hat * (x[start + k] - mean) * scale * scale / length);
                        Dx[start + k] += g * d;
                    }
                }
            }
        }
    }
}
