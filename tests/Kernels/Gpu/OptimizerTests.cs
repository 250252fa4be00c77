using System.Runtime.Intrinsics;
using Neuron.Kernels.Cpu.Optimizers;
using Neuron.Kernels.Gpu.Optimizers;
using ParameterUpdates = Neuron.Kernels.Gpu.Optimizers.ParameterUpdates;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Optimiser kernels: every rule against the CPU's vector form, over several parameters and steps; LAMB against its definition.</summary>
public sealed class OptimizerTests
{
    private static readonly int[] s_lengths = [3, 70, 1, 0, 17, 260];

    public static TheoryData<DeviceCase> Devices => DeviceCase.All;

    /// <summary>The group's shape is fixed: each device once.</summary>
    public static TheoryData<DeviceCase> Fixed => DeviceCase.Quick;

    [Theory, MemberData(nameof(Fixed))]
    public void Step_matches_the_vector_form(DeviceCase device)
    {
        Check(device, t => new SgdUpdate<float>(0.1, 0, 0, 0.01, false, false, true), 0);
        Check(device, t => new SgdUpdate<float>(0.1, 0.9, 0.2, 0.01, true, t == 1, false), 1);
        Check(device, t => new AdamUpdate<float>(0.1, 0.9, 0.99, 1e-8, 0.1, true, true, false, t), 3);
        Check(device, t => new AdamUpdate<float>(0.1, 0.9, 0.99, 1e-8, 0.1, false, false, false, t), 2);
        Check(device, t => new AdamaxUpdate<float>(0.1, 0.9, 0.99, 1e-8, 0.1, false, t), 2);
        Check(device, t => new NAdamUpdate<float>(0.1, 0.05, 0.9, 0.99, 1e-8, 0.1, false, t), 2);
        Check(device, t => new RAdamUpdate<float>(0.1, t < 2 ? 0 : 0.4, 0.9, 0.99, 1e-8, 0.1, false, t), 2);
        Check(device, t => new RmsPropUpdate<float>(0.1, 0.9, 1e-8, 0.1, 0.5, true, false), 3);
        Check(device, t => new AdagradUpdate<float>(0.1, 0.01, 1e-8, 0.1, false, t), 1);
        Check(device, t => new AdadeltaUpdate<float>(0.1, 0.9, 1e-6, 0.1, true), 2);
    }

    [Theory, MemberData(nameof(Devices))]
    public void Lamb_matches_its_definition(DeviceCase device)
    {
        int[] lengths = device.IsHost ? [3, 70] : [3, 10_000, 1];
        var accelerator = device.Accelerator;
        double[][] p = [.. lengths.Select((n, i) => DeviceCase.Rounded<float>(DeviceCase.Numbers(n, i)))], m = [.. lengths.Select(n => new double[n])], v = [.. lengths.Select(n => new double[n])];
        Array.Clear(p[0]); // a norm of 0: the ratio is 1
        var buffers = lengths.Select((_, i) => p[i]).Select(values => accelerator.Allocate1D(DeviceCase.Convert<float>(values))).ToArray();
        var first = lengths.Select(n => accelerator.Allocate1D(new float[n])).ToArray();
        var second = lengths.Select(n => accelerator.Allocate1D(new float[n])).ToArray();
        var constants = new LambConstants<float> { Rate = 0.1f, Beta1 = 0.9f, Fresh1 = 0.1f, Beta2 = 0.99f, Fresh2 = 0.01f, Epsilon = 1e-6f, Decay = 0.1f, Clamp = 10f };
        for (int step = 1; step <= 2; step++)
        {
            double[][] g = [.. lengths.Select((n, i) => DeviceCase.Rounded<float>(DeviceCase.Numbers(n, 10 * (i + step))))];
            var gradients = g.Select(values => accelerator.Allocate1D(DeviceCase.Convert<float>(values))).ToArray();
            var slots = lengths.Select((_, i) => new OptimizerSlot<float> { Parameter = buffers[i].View, Gradient = gradients[i].View, State0 = first[i].View, State1 = second[i].View }).ToArray();
            ParameterUpdates.Lamb(accelerator.DefaultStream, slots, constants, device.Group == default ? default : new Index3D(device.Lanes, 1, 1));
            for (int i = 0; i < lengths.Length; i++)
            {
                double[] u = new double[lengths[i]];
                for (int j = 0; j < lengths[i]; j++)
                {
                    m[i][j] = (0.9 * m[i][j]) + (0.1 * g[i][j]);
                    v[i][j] = (0.99 * v[i][j]) + (0.01 * g[i][j] * g[i][j]);
                    u[j] = (m[i][j] / (Math.Sqrt(v[i][j]) + 1e-6)) + (0.1 * p[i][j]);
                }
                double weight = Math.Min(10, Math.Sqrt(p[i].Sum(w => w * w))), move = Math.Sqrt(u.Sum(w => w * w)), ratio = weight == 0 || move == 0 ? 1 : weight / move;
                for (int j = 0; j < lengths[i]; j++) p[i][j] -= 0.1 * ratio * u[j];
                DeviceCase.Close($"parameter {i} after step {step}", p[i], buffers[i].GetAsArray1D(), 1e-5, 1e-6);
            }
        }
    }

    private static void Check<TUpdate>(DeviceCase device, Func<int, TUpdate> rule, int states) where TUpdate : unmanaged, IParameterUpdate<float>
    {
        int[] lengths = device.IsHost ? [3, 0, 5, 1, 2] : s_lengths;
        var accelerator = device.Accelerator;
        float[][][] values = [.. lengths.Select((n, i) => Enumerable.Range(0, 2 + states).Select(k => k < 2 ? DeviceCase.Convert<float>(DeviceCase.Numbers(n, i + k)) : new float[n]).ToArray())];
        var buffers = values.Select(slot => slot.Select(v => accelerator.Allocate1D(v)).ToArray()).ToArray();
        for (int step = 1; step <= 2; step++)
        {
            var update = rule(step);
            Assert.Equal(states, update.States);
            var slots = buffers.Select(b => new OptimizerSlot<float>
            {
                Parameter = b[0].View, Gradient = b[1].View, State0 = states > 0 ? b[2].View : default, State1 = states > 1 ? b[3].View : default, State2 = states > 2 ? b[4].View : default,
            }).ToArray();
            ParameterUpdates.Run(accelerator.DefaultStream, slots, update);
            foreach (float[][] slot in values)
            {
                for (int i = 0; i < slot[0].Length; i++)
                {
                    var v = Enumerable.Range(0, 5).Select(k => Vector512.Create(k < slot.Length ? slot[k][i] : 0f)).ToArray();
                    update.Apply(ref v[0], v[1], ref v[2], ref v[3], ref v[4]);
                    foreach (int k in Enumerable.Range(0, slot.Length).Where(k => k != 1)) slot[k][i] = v[k][0];
                }
            }
        }
        for (int i = 0; i < values.Length; i++)
            foreach (int k in Enumerable.Range(0, 2 + states).Where(k => k != 1))
                DeviceCase.Close($"{typeof(TUpdate).Name}: parameter {i}, operand {k}", [.. values[i][k].Select(v => (double)v)], buffers[i][k].GetAsArray1D(), 1e-6, 1e-7);
    }
}
