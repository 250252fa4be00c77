using Neuron.Kernels.Language;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>Speeds that a device was measured to reach.</summary>
/// <param name="GigaFlops">Fused multiply-adds of float32 in registers; each counts twice.</param>
/// <param name="GigaBytes">A copy within the device, larger than its caches: bytes read and written.</param>
internal sealed record DevicePeak(double GigaFlops, double GigaBytes)
{
    private const int Repetitions = 5; // the best of them: what disturbs a measurement only slows it

    /// <summary>Measures both, in about a second.</summary>
    public static DevicePeak Measure(Accelerator accelerator)
    {
        bool isCpu = accelerator.Limits.IsCpu;
        int items = isCpu ? 1 << 14 : 1 << 20, steps = isCpu ? 1 << 10 : 1 << 11, floats = isCpu ? 1 << 24 : 1 << 27;
        floats = (int)Math.Min(floats, accelerator.Limits.MaxBufferBytes / 16) & ~3;
        var stream = accelerator.DefaultStream;
        using var sums = accelerator.Allocate1D<float>(items);
        sums.MemSetToZero();
        var fma = accelerator.LoadKernel(((Delegate)PeakKernels.MultiplyAdds).Method);
        double flops = 2.0 * PeakKernels.Chains * steps * items / Tuner.Best(accelerator, () => fma.LaunchOver(stream, new Index1D(items), sums.View, steps), Repetitions);
        using var x = accelerator.Allocate1D<float>(floats);
        using var y = accelerator.Allocate1D<float>(floats);
        x.MemSetToZero();
        var copy = accelerator.LoadKernel(((Delegate)PeakKernels.Copy).Method);
        double bytes = 8.0 * floats / Tuner.Best(accelerator, () => copy.LaunchOver(stream, new Index1D(floats / 4), x.View, y.View), Repetitions);
        return new(flops / 1e9, bytes / 1e9);
    }
}
