using Neuron.Kernels.Cpu.Recurrent;
using Neuron.Kernels.Gpu.Recurrent;
using RecurrentLayer = Neuron.Kernels.Gpu.Recurrent.RecurrentLayer;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Recurrent kernels against cells written out in float64; gradients against central differences of those.</summary>
public sealed class RecurrentTests
{
    private const int Steps = 4, Batch = 3;

    public static TheoryData<DeviceCase> Devices => DeviceCase.All;

    [Theory, MemberData(nameof(Devices))]
    public void Layer_and_its_gradients_match_the_definition(DeviceCase device)
    {
        foreach (var kind in Enum.GetValues<RecurrentKind>())
        {
            if (!device.IsHost) Check(device, kind, 5, reverse: false, hasLengths: false, hasBias: true);
            Check(device, kind, 3, reverse: true, hasLengths: true, hasBias: kind != RecurrentKind.Tanh);
        }
        if (!device.IsHost) Check(device, RecurrentKind.Lstm, 37, reverse: false, hasLengths: true, hasBias: true);
        if (!device.IsHost) Check(device, RecurrentKind.Gru, 36, reverse: true, hasLengths: true, hasBias: true);
    }

    private static void Check(DeviceCase device, RecurrentKind kind, int units, bool reverse, bool hasLengths, bool hasBias)
    {
        int gates = kind == RecurrentKind.Lstm ? 4 : kind == RecurrentKind.Gru ? 3 : 1, width = gates * units, state = Batch * units, all = Steps * state;
        bool lstm = kind == RecurrentKind.Lstm, gru = kind == RecurrentKind.Gru;
        double[] Draw(int count, int seed) => DeviceCase.Rounded<float>([.. DeviceCase.Numbers(count, seed).Select(v => v * 0.7)]);
        var r = new Reference(kind, units, reverse, hasLengths ? [4, 0, 2] : [Steps, Steps, Steps])
        {
            X = Draw(Steps * Batch * width, 1), Weight = Draw(width * units, 2), Bias = hasBias ? Draw(width, 3) : new double[width], H0 = Draw(state, 4), C0 = Draw(state, 5),
        };
        double[] dy = Draw(all, 6), dhn = Draw(state, 7), dcn = lstm ? Draw(state, 8) : new double[state];
        var accelerator = device.Accelerator;
        var stream = accelerator.DefaultStream;
        using var x = accelerator.Allocate1D(DeviceCase.Convert<float>(r.X));
        using var weight = accelerator.Allocate1D(DeviceCase.Convert<float>(r.Weight));
        using var bias = accelerator.Allocate1D(DeviceCase.Convert<float>(r.Bias));
        using var h0 = accelerator.Allocate1D(DeviceCase.Convert<float>(r.H0));
        using var c0 = accelerator.Allocate1D(DeviceCase.Convert<float>(r.C0));
        using var lengths = accelerator.Allocate1D(r.Lengths);
        using var y = accelerator.Allocate1D<float>(all);
        using var saved = accelerator.Allocate1D<float>(4 * all);
        using var cells = accelerator.Allocate1D<float>(all);
        using var hn = accelerator.Allocate1D<float>(state);
        using var cn = accelerator.Allocate1D<float>(state);
        var shape = new RecurrentShape { Kind = kind, Steps = Steps, Batch = Batch, Units = units, Reverse = reverse };
        var memory = new RecurrentMemory<float>
        {
            X = x.View, Weight = weight.View, Bias = hasBias ? bias.View : default, H0 = h0.View, C0 = lstm ? c0.View : default, Lengths = hasLengths ? lengths.View : default,
            Y = y.View, Gates = lstm || gru ? saved.View : default, Cells = lstm ? cells.View : default,
        };
        Index3D group = device.Lanes == 0 ? default : new Index3D(32, 1, 2);
        string what = $"{kind} units {units} reverse {reverse} lengths {hasLengths}";
        RecurrentLayer.Forward(stream, shape, memory, hn.View, lstm ? cn.View : default, group);
        r.Run();
        DeviceCase.Close("y of " + what, r.Y, y.GetAsArray1D(), 2e-6, 1e-6);
        DeviceCase.Close("hn of " + what, r.Hn, hn.GetAsArray1D(), 2e-6, 1e-6);
        if (lstm) DeviceCase.Close("cn of " + what, r.Cn, cn.GetAsArray1D(), 2e-6, 1e-6);

        using var bdy = accelerator.Allocate1D(DeviceCase.Convert<float>(dy));
        using var dh = accelerator.Allocate1D(DeviceCase.Convert<float>(dhn));
        using var dc = accelerator.Allocate1D(DeviceCase.Convert<float>(dcn));
        using var dx = accelerator.Allocate1D<float>(Steps * Batch * width);
        using var hidden = accelerator.Allocate1D<float>(Steps * Batch * width);
        using var states = accelerator.Allocate1D<float>(all);
        using var transposed = accelerator.Allocate1D<float>(width * units);
        RecurrentLayer.Backward(
            stream, shape, memory,
            new RecurrentSlopes<float> { Dy = bdy.View, Dx = dx.View, Hidden = gru ? hidden.View : dx.View, States = states.View, Dh = dh.View, Dc = lstm ? dc.View : default, Transposed = transposed.View }, group);
        double Loss()
        {
            r.Run();
            return r.Y.Zip(dy, (a, b) => a * b).Sum() + r.Hn.Zip(dhn, (a, b) => a * b).Sum() + (lstm ? r.Cn.Zip(dcn, (a, b) => a * b).Sum() : 0);
        }
        // of a large layer a sample: the others count as right
        double[] Slopes(double[] of, float[] got) => [.. of.Select((v, i) =>
        {
            if (units > 5 && i % 23 != 0) return got[i];
            const double e = 1e-6;
            of[i] = v + e;
            double above = Loss();
            of[i] = v - e;
            double slope = (above - Loss()) / (2 * e);
            of[i] = v;
            return slope;
        })];
        void CloseSlopes(string name, double[] of, float[] got, double absolute) => DeviceCase.Close($"{name} of {what}", Slopes(of, got), got, 1e-5, absolute);
        CloseSlopes("dx", r.X, dx.GetAsArray1D(), 2e-6);
        CloseSlopes("dh0", r.H0, dh.GetAsArray1D(), 2e-6);
        if (lstm) CloseSlopes("dc0", r.C0, dc.GetAsArray1D(), 2e-6);
        // dweight = hiddenᵀ · states and dbias = the sums of hidden, here on the host
        float[] slope = (gru ? hidden : dx).GetAsArray1D(), before = states.GetAsArray1D();
        float[] dweight = [.. Enumerable.Range(0, width * units).Select(i =>
            (float)Enumerable.Range(0, Steps * Batch).Sum(row => (double)slope[(row * width) + (i / units)] * before[(row * units) + (i % units)]))];
        if (units <= 5) CloseSlopes("dweight", r.Weight, dweight, 4e-6);
        if (!hasBias) return;
        float[] dbias = [.. Enumerable.Range(0, width).Select(i => (float)Enumerable.Range(0, Steps * Batch).Sum(row => (double)slope[(row * width) + i]))];
        CloseSlopes("dbias", r.Bias, dbias, 4e-6);
    }

    private sealed class Reference(RecurrentKind kind, int units, bool reverse, long[] lengths)
    {
        public required double[] X { get; init; }

        public required double[] Weight { get; init; }

        public required double[] Bias { get; init; }

        public required double[] H0 { get; init; }

        public required double[] C0 { get; init; }

        public long[] Lengths => lengths;

        public double[] Y { get; } = new double[Steps * Batch * units];

        public double[] Hn { get; private set; } = [];

        public double[] Cn { get; private set; } = [];

        public void Run()
        {
            (Hn, Cn) = ((double[])H0.Clone(), (double[])C0.Clone());
            int gates = kind == RecurrentKind.Lstm ? 4 : kind == RecurrentKind.Gru ? 3 : 1;
            for (int b = 0; b < Batch; b++)
            {
                for (int index = 0; index < Steps; index++)
                {
                    int step = reverse ? Steps - 1 - index : index, at = ((step * Batch) + b) * units;
                    if (step >= lengths[b])
                    {
                        Array.Clear(Y, at, units);
                        continue;
                    }
                    double[] h = Hn[(b * units)..((b + 1) * units)];
                    for (int unit = 0; unit < units; unit++)
                    {
                        double Sum(int gate)
                        {
                            int row = (gate * units) + unit;
                            return Bias[row] + Enumerable.Range(0, units).Sum(k => h[k] * Weight[(row * units) + k]);
                        }
                        double In(int gate) => X[((((step * Batch) + b) * gates) + gate) * units + unit];
                        double next;
                        switch (kind)
                        {
                            case RecurrentKind.Lstm:
                                double cell = (Sigmoid(In(1) + Sum(1)) * Cn[(b * units) + unit]) + (Sigmoid(In(0) + Sum(0)) * Math.Tanh(In(2) + Sum(2)));
                                Cn[(b * units) + unit] = cell;
                                next = Sigmoid(In(3) + Sum(3)) * Math.Tanh(cell);
                                break;
                            case RecurrentKind.Gru:
                                double z = Sigmoid(In(1) + Sum(1));
                                next = ((1 - z) * Math.Tanh(In(2) + (Sigmoid(In(0) + Sum(0)) * Sum(2)))) + (z * h[unit]);
                                break;
                            case RecurrentKind.Tanh:
                                next = Math.Tanh(In(0) + Sum(0));
                                break;
                            default:
                                next = Math.Max(0, In(0) + Sum(0));
                                break;
                        }
                        Hn[(b * units) + unit] = Y[at + unit] = next;
                    }
                }
            }
        }

        private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
    }
}
