using System.Numerics;
using Neuron.Kernels.Gpu.Attention;
using Neuron.Kernels.Operators;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Attention kernels against the definition written out in float64, with all scores.</summary>
public sealed class AttentionTests
{
    public static TheoryData<DeviceCase> Devices => DeviceCase.Quick;

    [Theory, MemberData(nameof(Devices))]
    public void Attention_and_its_gradients_match_the_definition(DeviceCase device)
    {
        Check<float>(device, new Case { Queries = 5, Keys = 9, Width = 6, ValueWidth = 10, Causal = true, KeyHeads = 1 });
        Check<float>(device, new Case { Queries = 9, Keys = 9, Width = 20, ValueWidth = 3, Bias = true, Mask = true, Padding = true });
        Check<float>(device, new Case { Queries = 4, Keys = 11, Width = 3, ValueWidth = 4, Causal = true, Dropout = 0.3 });
        Check<float>(device, new Case { Queries = 7, Keys = 3, Width = 5, ValueWidth = 5, Causal = true }); // the first queries see no key
        if (device.IsHost) Check<float>(device, new Case { Queries = 9, Keys = 10, Width = 12, ValueWidth = 4, Dropout = 0.2, Causal = true }, new Index3D(2, 1, 1)); // rows of whole vectors, eight to a work-item
        if (device.IsHost) Check<float>(device, new Case { Queries = 5, Keys = 6, Width = 4, ValueWidth = 4, KeyHeads = 1 }, new Index3D(4, 4, 1));
        if (device.IsHost) return; // takes turns at each access: the sizes above cross its tiles already
        Check<float>(device, new Case { Queries = 40, Keys = 70, Width = 30, ValueWidth = 29, Batch = 1, Dropout = 0.1 });
        Check<double>(device, new Case { Queries = 6, Keys = 6, Width = 8, ValueWidth = 8, Causal = true });
        Check<double>(device, new Case { Queries = 34, Keys = 40, Width = 40, ValueWidth = 20, Batch = 1, Causal = true, KeyHeads = 1 });
        Check<float>(device, new Case { Queries = 70, Keys = 140, Width = 64, ValueWidth = 132, Batch = 1, Bias = true, Dropout = 0.1 });
        Check<float>(device, new Case { Queries = 130, Keys = 131, Width = 30, ValueWidth = 65, Batch = 1, Causal = true, Padding = true });
    }

    /// <summary>On the host alone, whose lanes exchange what tensor cores would: PoCL takes minutes to compile that.</summary>
    [Fact]
    public void Attention_by_tensor_cores_matches_the_definition()
    {
        var host = new DeviceCase("host", 4, 8);
        Check<float>(host, new Case { Queries = 20, Keys = 18, Width = 12, ValueWidth = 20, Batch = 1, Heads = 1, KeyHeads = 1, Causal = true, Dropout = 0.1 }, host.Group, tensorCores: true);
        Check<float>(host, new Case { Queries = 3, Keys = 33, Width = 18, ValueWidth = 5, Batch = 1, Heads = 1, KeyHeads = 1, Bias = true }, host.Group, tensorCores: true);
    }

    private static void Check<T>(DeviceCase device, Case c, Index3D group = default, bool tensorCores = false) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var accelerator = device.Accelerator;
        var stream = accelerator.DefaultStream;
        if (device.IsHost && group == default) group = new Index3D(2, 2, 1);
        var r = new Reference(c, DeviceCase.Rounded<T>);
        using var q = accelerator.Allocate1D(DeviceCase.Convert<T>(r.Q));
        using var k = accelerator.Allocate1D(DeviceCase.Convert<T>(r.K));
        using var v = accelerator.Allocate1D(DeviceCase.Convert<T>(r.V));
        using var bias = accelerator.Allocate1D(DeviceCase.Convert<T>(r.Bias));
        using var mask = accelerator.Allocate1D(r.Mask);
        using var padding = accelerator.Allocate1D(r.Padding);
        using var dy = accelerator.Allocate1D(DeviceCase.Convert<T>(r.Dy));
        using var y = accelerator.Allocate1D<T>(r.Y.Length);
        using var sums = accelerator.Allocate1D<T>(r.LogSums.Length);
        using var dq = accelerator.Allocate1D<T>(r.Dq.Length);
        using var dk = accelerator.Allocate1D<T>(r.Dk.Length);
        using var dv = accelerator.Allocate1D<T>(r.Dv.Length);
        var shape = new AttentionShape<T>
        {
            // queries lie as [batch, position, head, width], keys and values as [batch, head, position, width]
            QBatch = (long)c.Queries * c.Heads * c.Width, QHead = c.Width, QPosition = (long)c.Heads * c.Width,
            KBatch = (long)c.KeyHeads * c.Keys * c.Width, KHead = (long)c.Keys * c.Width, KPosition = c.Width,
            VBatch = (long)c.KeyHeads * c.Keys * c.ValueWidth, VHead = (long)c.Keys * c.ValueWidth, VPosition = c.ValueWidth,
            BiasHead = (long)c.Queries * c.Keys, BiasQuery = c.Keys, BiasKey = 1, MaskQuery = c.Keys, MaskKey = 1, PaddingBatch = c.Keys, PaddingKey = 1,
            Seed = Case.Seed, Counter = Case.Counter, Batch = c.Batch, Heads = c.Heads, KeyHeads = c.KeyHeads, Queries = c.Queries, Keys = c.Keys,
            Width = c.Width, ValueWidth = c.ValueWidth, IsCausal = c.Causal, Drops = c.Dropout > 0, Threshold = c.Threshold,
            Scale = T.CreateTruncating(Case.Scale), KeepScale = T.CreateTruncating(1 / (1 - c.Dropout)),
        };
        var inputs = new AttentionInputs<T>
        {
            Q = q.View, K = k.View, V = v.View, Bias = c.Bias ? bias.View : default, Mask = c.Mask ? mask.View : default, Padding = c.Padding ? padding.View : default,
        };
        double unit = typeof(T) == typeof(double) ? 1e-8 : tensorCores ? 512 : 1; // tf32 rounds operands to 2⁻¹¹, which a score carries to its weight: some 2⁻⁸ where float32 has 2⁻¹⁷
        FlashAttention.Forward(stream, shape, inputs, y.View, sums.View, group, tensorCores);
        DeviceCase.Close($"y of {c}", r.Y, y.GetAsArray1D(), 1e-5 * unit, 4e-6 * unit); // a score of 30 carries 30 · 2⁻²⁴
        DeviceCase.Close($"log-sums of {c}", r.LogSums, sums.GetAsArray1D(), 2e-6 * unit, 2e-6 * unit);
        FlashAttention.Backward(stream, shape, inputs, dy.View, y.View, sums.View, dq.View, dk.View, dv.View, group, tensorCores);
        DeviceCase.Close($"dq of {c}", r.Dq, dq.GetAsArray1D(), 2e-5 * unit, 1e-5 * unit);
        DeviceCase.Close($"dk of {c}", r.Dk, dk.GetAsArray1D(), 2e-5 * unit, 1e-5 * unit);
        DeviceCase.Close($"dv of {c}", r.Dv, dv.GetAsArray1D(), 2e-5 * unit, 1e-5 * unit);
    }

    private sealed record Case
    {
        public const double Scale = 0.35;

        public const ulong Seed = 0x1234_5678_9ABC_DEF1, Counter = 77;

        public int Batch { get; init; } = 2;

        public int Heads { get; init; } = 2;

        public int KeyHeads { get; init; } = 2;

        public required int Queries { get; init; }

        public required int Keys { get; init; }

        public required int Width { get; init; }

        public required int ValueWidth { get; init; }

        public bool Causal { get; init; }

        public bool Bias { get; init; }

        public bool Mask { get; init; }

        public bool Padding { get; init; }

        public double Dropout { get; init; }

        public uint Threshold => (uint)Math.Round(Dropout * 4294967296.0);
    }

    private sealed class Reference
    {
        public Reference(Case c, Func<double[], double[]> round)
        {
            int group = c.Heads / c.KeyHeads;
            Q = round(DeviceCase.Numbers(c.Batch * c.Queries * c.Heads * c.Width, 1));
            K = round(DeviceCase.Numbers(c.Batch * c.KeyHeads * c.Keys * c.Width, 2));
            V = round(DeviceCase.Numbers(c.Batch * c.KeyHeads * c.Keys * c.ValueWidth, 3));
            Bias = round(DeviceCase.Numbers(c.Heads * c.Queries * c.Keys, 4));
            Mask = [.. Enumerable.Range(0, c.Queries * c.Keys).Select(i => (byte)(i / c.Keys == 2 || i * 7 % 5 == 0 ? 1 : 0))]; // query 2 sees nothing
            Padding = [.. Enumerable.Range(0, c.Batch * c.Keys).Select(i => (byte)(i / c.Keys == 1 && i % c.Keys > c.Keys - 3 ? 1 : 0))];
            Dy = round(DeviceCase.Numbers(c.Batch * c.Heads * c.Queries * c.ValueWidth, 5));
            Y = new double[Dy.Length];
            LogSums = new double[c.Batch * c.Heads * c.Queries];
            // gradients lie as [batch, head, position, width]
            (Dq, Dk, Dv) = (new double[Q.Length], new double[K.Length], new double[V.Length]);
            for (int b = 0; b < c.Batch; b++)
                for (int h = 0; h < c.Heads; h++)
                    for (int i = 0; i < c.Queries; i++) Row(c, b, h, h / group, i);
        }

        public double[] Q { get; }

        public double[] K { get; }

        public double[] V { get; }

        public double[] Bias { get; }

        public byte[] Mask { get; }

        public byte[] Padding { get; }

        public double[] Dy { get; }

        public double[] Y { get; }

        public double[] LogSums { get; }

        public double[] Dq { get; }

        public double[] Dk { get; }

        public double[] Dv { get; }

        private static uint Half(ulong block, ulong upper, int j)
        {
            var (x, y, z, w) = Philox.Block(Case.Seed, block, upper);
            return (new[] { x, y, z, w }[j % 8 / 2] >> (16 * (j % 2))) & 0xFFFF;
        }

        private void Row(Case c, int b, int h, int kh, int i)
        {
            int row = (((b * c.Heads) + h) * c.Queries) + i, d = c.Width, e = c.ValueWidth;
            int q = ((((b * c.Queries) + i) * c.Heads) + h) * d;
            double[] p = new double[c.Keys], keep = new double[c.Keys], dp = new double[c.Keys];
            for (int j = 0; j < c.Keys; j++)
            {
                int k = ((((b * c.KeyHeads) + kh) * c.Keys) + j) * d;
                double s = Enumerable.Range(0, d).Sum(x => Q[q + x] * K[k + x]) * Case.Scale;
                if (c.Bias) s += Bias[(((h * c.Queries) + i) * c.Keys) + j];
                bool hidden = (c.Causal && j - (c.Keys - c.Queries) > i) || (c.Mask && Mask[(i * c.Keys) + j] != 0) || (c.Padding && Padding[(b * c.Keys) + j] != 0);
                p[j] = hidden ? 0 : Math.Exp(s);
                ulong block = Case.Counter + ((ulong)row * (((ulong)c.Keys + 7) / 8)) + ((ulong)j / 8); // eight weights a block, each row of them from a new one
                keep[j] = c.Dropout > 0 && ((Half(block, 0, j) << 16) | Half(block, 1, j)) < c.Threshold ? 0 : 1 / (1 - c.Dropout);
            }
            double sum = p.Sum();
            LogSums[row] = sum == 0 ? double.PositiveInfinity : Math.Log(sum);
            if (sum == 0) return;
            double delta = 0;
            for (int j = 0; j < c.Keys; j++)
            {
                p[j] /= sum;
                int v = ((((b * c.KeyHeads) + kh) * c.Keys) + j) * e;
                for (int x = 0; x < e; x++)
                {
                    Y[(row * e) + x] += p[j] * keep[j] * V[v + x];
                    Dv[v + x] += p[j] * keep[j] * Dy[(row * e) + x];
                    dp[j] += keep[j] * V[v + x] * Dy[(row * e) + x];
                }
                delta += p[j] * dp[j];
            }
            for (int j = 0; j < c.Keys; j++)
            {
                int k = ((((b * c.KeyHeads) + kh) * c.Keys) + j) * d;
                double ds = p[j] * (dp[j] - delta) * Case.Scale;
                for (int x = 0; x < d; x++)
                {
                    Dq[(row * d) + x] += ds * K[k + x];
                    Dk[k + x] += ds * Q[q + x];
                }
            }
        }
    }
}
