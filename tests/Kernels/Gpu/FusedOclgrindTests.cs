using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Neuron.Kernels.Compiler;
using Neuron.Kernels.Cpu.Recurrent;
using Neuron.Kernels.Gpu;
using Neuron.Kernels.Gpu.Attention;
using Neuron.Kernels.Gpu.Normalization;
using Neuron.Kernels.Gpu.Optimizers;
using Neuron.Kernels.Gpu.Recurrent;
using Neuron.Tests.Kernels.Compiler;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Kernels with shared memory under oclgrind: no data race, no divergent barrier, no access outside a buffer.</summary>
public sealed class FusedOclgrindTests
{
    private static readonly float[] s_none = [];

    [ToolTheory("oclgrind-kernel"), InlineData("softmax"), InlineData("norms"), InlineData("attention"), InlineData("recurrence")]
    public void Kernels_run_clean(string family)
    {
        switch (family)
        {
            case "softmax":
                Clean(SoftmaxKernels.Forward<float>, (8, 2), (2, 1), [0, 0], Numbers(63), Numbers(63), 3L, 21, 1L);
                Clean(SoftmaxKernels.Backward<float>, (20, 2), (2, 1), [0, 1], Numbers(63), Numbers(63), Numbers(63), 3L, 21, 1L);
                Clean(SoftmaxKernels.Forward<float>, (8, 2), (2, 1), [0, 1, 4], Numbers(63), Numbers(63), 3L, 21, 1L);
                Clean(SoftmaxKernels.Forward<float>, (32, 2), (2, 1), [0, 0, 4], Numbers(63), Numbers(63), 3L, 21, 1L);
                Clean(SoftmaxKernels.Backward<float>, (64, 1), (3, 1), [0, 0, 4], Numbers(63), Numbers(63), Numbers(63), 3L, 21, 1L);
                Clean(CrossEntropyKernels.Forward<float>, (8, 2), (2, 1), [], Numbers(63), new long[] { 1, -1, 9 }, Numbers(21), Numbers(3), Numbers(3), 3, 21, -1L, 0.9f, 0.1f);
                Clean(CrossEntropyKernels.Backward<float>, (8, 2), (2, 1), [], Numbers(1), Numbers(63), new long[] { 1, -1, 9 }, s_none, Numbers(3), s_none, Numbers(63), 3, 21, -1L, 0.9f, 0.1f);
                break;
            case "norms":
                Clean(RowNormKernels.Forward<float>, (8, 2), (2, 1), [0], Numbers(63), Numbers(21), Numbers(21), Numbers(63), Numbers(6), 3, 21, 1e-5f);
                Clean(RowNormKernels.Backward<float>, (8, 2), (2, 1), [0], Numbers(63), Numbers(63), Numbers(21), Numbers(6), Numbers(63), 3, 21);
                Clean(RowNormKernels.Forward<float>, (32, 2), (2, 1), [0, 4], Numbers(63), Numbers(21), Numbers(21), Numbers(63), Numbers(6), 3, 21, 1e-5f);
                Clean(RowNormKernels.Backward<float>, (8, 2), (2, 1), [1, 4], Numbers(63), Numbers(63), Numbers(21), Numbers(6), Numbers(63), 3, 21);
                Clean(GroupNormKernels.Backward<float>, (8, 2), (2, 1), [], Numbers(60), Numbers(60), Numbers(4), Numbers(6), Numbers(24), Numbers(60), 3, 1, 4, 5);
                Clean(BatchNormKernels.StatisticsParts<float>, (8, 2), (1, 2), [], Numbers(60), Numbers(8), 2, 5, 30, 20);
                Clean(BatchNormKernels.GradientParts<float>, (8, 2), (1, 2), [], Numbers(60), Numbers(60), Numbers(4), Numbers(8), 2, 5, 30, 20);
                Clean(
                    OptimizerKernels.LambMoments<float>, (16, 1), (2, 1), [],
                    new Raw(Bytes(new LambConstants<float> { Beta1 = 0.9f, Epsilon = 1e-6f })), Numbers(40), Numbers(40), Numbers(40), Numbers(40), s_none, Numbers(4), 32L);
                break;
            case "attention":
                var shape = new AttentionShape<float>
                {
                    QBatch = 27, QHead = 27, QPosition = 3, KBatch = 33, KHead = 33, KPosition = 3, VBatch = 110, VHead = 110, VPosition = 10, MaskQuery = 11, MaskKey = 1,
                    Batch = 1, Heads = 1, KeyHeads = 1, Queries = 9, Keys = 11, Width = 3, ValueWidth = 10, Scale = 0.5f, IsCausal = true, Drops = true, Threshold = 1u << 30, KeepScale = 4f / 3f,
                };
                object[] inputs = [new Raw(Bytes(shape)), Numbers(27), Numbers(33), Numbers(110), s_none, new byte[99], Array.Empty<byte>()];
                Clean(AttentionKernels.Forward<float, FmaLayout>, (2, 2), (2, 1), [2, 0, 1], [.. inputs, Numbers(90), Numbers(9)]);
                Clean(AttentionKernels.QueryGradient<float, FmaLayout>, (2, 1), (2, 1), [1, 0, 1], [.. inputs, Numbers(90), Numbers(9), Numbers(9), Numbers(27)]);
                Clean(AttentionKernels.KeyGradient<float, FmaLayout>, (2, 2), (2, 1), [2, 0, 1], [.. inputs, Numbers(90), Numbers(9), Numbers(9), Numbers(33), Numbers(110)]);
                break;
            default:
                var layer = new RecurrentShape { Kind = RecurrentKind.Lstm, Steps = 2, Batch = 3, Units = 5 };
                object[] memory =
                [
                    new Raw(Bytes(layer)), Numbers(120), Numbers(100), Numbers(20), Numbers(15), Numbers(15), new long[] { 2, 1, 0 }, Numbers(30), Numbers(120), Numbers(30),
                ];
                Clean(RecurrentKernels.Forward<float>, (32, 2), (3, 1), [4], [.. memory, 1]);
                Clean(RecurrentKernels.Backward<float>, (32, 2), (1, 1), [0], [.. memory, Numbers(30), Numbers(120), Numbers(120), Numbers(30), Numbers(100), Numbers(15), Numbers(15), 1, 0]);
                break;
        }
    }

    private static float[] Numbers(int count) => DeviceCase.Convert<float>(DeviceCase.Numbers(count, count));

    /// <summary>Runs a kernel; arrays are views, <see cref="Raw"/> is a struct, fields of structs with views stand in their order.</summary>
    private static void Clean(Delegate kernel, (int X, int Y) group, (int X, int Y) grid, int[] specialised, params object[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("oclgrind");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "kernel.cl"), KernelSource.Of(kernel, new Index3D(group.X, group.Y, 1), new OpenClDialect(), specialised));
            var sim = new StringBuilder($"kernel.cl\n{kernel.Method.Name}\n{group.X * grid.X} {group.Y * grid.Y} 1\n{group.X} {group.Y} 1\n\n");
            foreach (object argument in arguments)
            {
                switch (argument)
                {
                    case float[] view: View(sim, "float", view.Length, sizeof(float), view.Select(v => v.ToString("r", CultureInfo.InvariantCulture))); break;
                    case long[] view: View(sim, "long", view.Length, sizeof(long), view.Select(v => $"{v}")); break;
                    case byte[] view: View(sim, "uchar", view.Length, 1, view.Select(v => $"{v}")); break;
                    case int number: sim.Append(CultureInfo.InvariantCulture, $"<size=4 int>\n{number}\n"); break;
                    case long number: sim.Append(CultureInfo.InvariantCulture, $"<size=8 long>\n{number}\n"); break;
                    case float number: sim.Append(CultureInfo.InvariantCulture, $"<size=4 float>\n{number:r}\n"); break;
                    case Raw raw: sim.Append(CultureInfo.InvariantCulture, $"<size={raw.Content.Length} uchar>\n{string.Join(' ', raw.Content)}\n"); break;
                    default: throw new ArgumentException($"{argument.GetType()} is no kernel argument here.");
                }
            }
            File.WriteAllText(Path.Combine(folder.FullName, "kernel.sim"), sim.ToString());
            string report = Tool.Run(folder.FullName, Tool.Find("oclgrind-kernel")!, "--data-races", "--max-errors", "3", "kernel.sim").Output;
            // loops that clang leaves rolled without optimisation earn a warning
            report = string.Join('\n', report.Split('\n').Where(line => !line.Contains("warning", StringComparison.Ordinal)));
            Assert.True(report.Trim().Length == 0, $"{kernel.Method.DeclaringType!.Name}.{kernel.Method.Name}:\n{report}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // an empty view is a null pointer on a device; here it has memory that its length forbids to touch
    private static void View(StringBuilder sim, string type, int length, int size, IEnumerable<string> elements) =>
        sim.Append(CultureInfo.InvariantCulture, $"<size={Math.Max(length, 1) * size} {type}>\n{(length == 0 ? "0" : string.Join(' ', elements))}\n<size=8 long>\n0\n<size=8 long>\n{length}\n");

    private static byte[] Bytes<T>(T value) where T : unmanaged
    {
        byte[] bytes = new byte[Unsafe.SizeOf<T>()];
        Unsafe.WriteUnaligned(ref bytes[0], value);
        return bytes;
    }

    private sealed record Raw(byte[] Content);
}
