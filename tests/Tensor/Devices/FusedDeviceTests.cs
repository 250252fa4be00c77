using Neuron.Kernels.Cpu.Recurrent;
using Neuron.Primitives;

namespace Neuron.Tests.Tensors.Devices;

/// <summary>Softmax, norms, losses, attention, recurrence and optimiser steps on devices against the CPU.</summary>
[Collection(nameof(ValueFaultGroup))]
public class FusedDeviceTests
{
    private readonly Rng _rng = new(17);

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Softmax_matches_the_cpu(string device)
    {
        foreach (bool log in new[] { false, true })
        {
            for (int axis = 0; axis < 3; axis++)
            {
                int a = axis;
                DeviceCheck.Same(device, $"softmax along {axis}", 2e-6, t => [Dispatcher.Run(new Softmax(a, log), t[0]), Dispatcher.Run(new Softmax(a, log), t[0].Permute(2, 0, 1))], Normal(4, 5, 6));
            }
            DeviceCheck.Same(device, "softmax gradient", 5e-6, t => [Dispatcher.Run(new SoftmaxGradient(1, log), t[0], t[1]), Dispatcher.Run(new SoftmaxGradient(0, log), t[0].Mt, t[1].Mt)], Normal(4, 5), Normal(4, 5));
        }
        DeviceCheck.Same(device, "logsumexp", 2e-6, t => [Dispatcher.Run(LogSumExp.Instance, t[0])], Normal(4, 5));
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Cross_entropy_matches_the_cpu(string device)
    {
        var (x, targets, weights) = (Normal(6, 5), Tensor.From(new long[] { 0, 4, -100, 2, 1, 3 }, device: Device.Cpu), Normal(5).Square());
        foreach (var reduction in Enum.GetValues<Reduction>())
        {
            var loss = new CrossEntropy(reduction, -100, 0.1, true);
            DeviceCheck.Same(device, $"cross-entropy {reduction}", 5e-6, t => Dispatcher.RunMany(loss, t[0], t[1], t[2]), x, targets, weights);
            DeviceCheck.Same(device, $"cross-entropy gradient {reduction}", 5e-6, t =>
            {
                var y = Dispatcher.RunMany(loss, t[0], t[1], t[2]);
                return [Dispatcher.Run(new CrossEntropyGradient(loss), y[0], t[0], t[1], y[1], t[2])];
            }, x, targets, weights);
        }
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Norms_match_the_cpu(string device)
    {
        var x = Normal(3, 4, 5);
        foreach (var norm in new Normalization[]
        {
            new LayerNorm(2, 1e-5, false, true, true), new LayerNorm(1, 1e-5, true, true, false), new GroupNorm(2, 1e-5, true, true),
            new BatchNorm(1e-5, true, true, true), new BatchNorm(1e-5, true, false, false),
        })
        {
            Shape affine = norm.AffineShape(x.Shape);
            Tensor[] operands = [x, Normal(3, 4, 5), .. Enumerable.Range(0, (norm.HasWeight ? 1 : 0) + (norm.HasBias ? 1 : 0)).Select(_ => _rng.Normal(affine, device: Device.Cpu))];
            DeviceCheck.Same(device, $"{norm}", 5e-6, t =>
            {
                var y = Dispatcher.RunMany(norm, [t[0], .. t[2..]]);
                return [.. y, .. Dispatcher.RunMany(new NormalizationGradient(norm), [t[1], t[0], y[1], .. norm.HasWeight ? t[2..3] : []])];
            }, operands);
        }
        DeviceCheck.Same(device, "batch norm by given statistics", 5e-6, t => [Dispatcher.Run(new BatchNorm(1e-5, false, false, false), t[0].Permute(1, 2, 0), t[1])], x, Normal(2, 5).Square());
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Attention_matches_the_cpu_to_the_dropped_weight(string device)
    {
        // one projection of queries, keys and values, as models have it: strided operands
        Tensor qkv = Normal(2, 5, 3, 2, 8), bias = Normal(5, 5), padding = Tensor.From([false, false, false, false, true, false, false, false, false, false], [2, 1, 1, 5], device: Device.Cpu);
        var op = new Attention(0.3, true, true, false, true, 0.2, 99, 7);
        DeviceCheck.Same(device, "attention", 1e-5, t =>
        {
            var p = t[0].Permute(2, 0, 3, 1, 4).Unbind(0);
            Tensor[] x = [p[0], p[1], p[2], t[1].Expand(2, 2, 5, 5), t[2].Expand(2, 2, 5, 5)];
            var y = Dispatcher.RunMany(op, x);
            return [.. y, .. Dispatcher.RunMany(new AttentionGradient(op), [y[0], .. y, .. x])];
        }, qkv, bias, padding);
        // an axis that runs backwards, and a head of keys for two of queries
        var plain = new Attention(0.3, false, false, false, false, 0, 0, 0);
        DeviceCheck.Same(device, "attention of flipped keys", 1e-5, t => Dispatcher.RunMany(plain, t[0], t[1].Flip(2), t[2].Flip(3)), Normal(1, 2, 3, 4), Normal(1, 1, 6, 4), Normal(1, 1, 6, 5));
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Recurrence_matches_the_cpu(string device)
    {
        foreach (var kind in Enum.GetValues<RecurrentKind>())
        {
            var op = new Recurrence(kind, true, true, true);
            int width = op.Gates * 6;
            Tensor[] x = [Normal(4, 3, width), Normal(width, 6) * 0.4, Normal(3, 6), .. op.HasCell ? [Normal(3, 6)] : Array.Empty<Tensor>(), Normal(width), Tensor.From(new long[] { 4, 0, 3 }, device: Device.Cpu)];
            // gates beyond a sequence's end have no value
            DeviceCheck.Same(device, $"{op.Name}", 5e-6, t => Dispatcher.RunMany(op, t)[..(op.HasCell ? 3 : 2)], x);
        }
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Optimizer_steps_match_the_cpu(string device)
    {
        OptimizerRule[] rules =
        [
            new OptimizerRule.Sgd(0.1, Momentum: 0.9, First: true), new OptimizerRule.Adam(0.1, 0.9, 0.99, 1e-8, 3, 0.1, Decoupled: true),
            new OptimizerRule.NAdam(0.1, 0.9, 0.99, 1e-8, 2, 0.5, 0.6, 0.3, 0.2), new OptimizerRule.Lamb(0.1, 0.9, 0.99, 1e-6, 2, 0.1),
        ];
        foreach (var rule in rules)
        {
            Tensor[] x = [.. Enumerable.Range(0, 5).SelectMany(i => Enumerable.Range(0, 2 + rule.States).Select(k => k < 2 ? Normal(3, i + 1) : Normal(3, i + 1).Square()))];
            DeviceCheck.Same(device, $"{rule}", 5e-6, t =>
            {
                Tensor[] own = [.. t.Select(operand => operand.Clone())]; // the step is in place
                OptimizerStep.Run(rule, own);
                return own;
            }, x);
        }
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void A_target_or_length_out_of_range_is_an_error(string device)
    {
        var d = Device.Parse(device);
        var loss = new CrossEntropy(Reduction.Sum, -100, 0, false);
        var wrong = Assert.Throws<ArgumentOutOfRangeException>(() => Dispatcher.RunMany(loss, Normal(3, 4).To(d), Tensor.From(new long[] { 1, -100, 4 }, device: d))[0].Item());
        Assert.Contains("cross_entropy: targets[2] = 4; expected 0 to 3, or -100 for one that is ignored.", wrong.Message);
        var op = new Recurrence(RecurrentKind.Tanh, false, false, true);
        wrong = Assert.Throws<ArgumentOutOfRangeException>(
            () => Dispatcher.RunMany(op, Normal(3, 2, 4).To(d), Normal(4, 4).To(d), Normal(2, 4).To(d), Tensor.From(new long[] { 3, 5 }, device: d))[0].ToArray<float>());
        Assert.Contains("rnn: lengths[1] = 5; expected 0 to 3.", wrong.Message);
    }

    private Tensor Normal(params int[] shape) => _rng.Normal(Shape.Create(shape), device: Device.Cpu);
}
