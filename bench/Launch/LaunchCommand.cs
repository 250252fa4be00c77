using System.Diagnostics;
using Neuron.Kernels.Gpu;
using Neuron.Kernels.Language;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Cuda;
using Neuron.Kernels.Runtime.OpenCL;

namespace Neuron.Bench.Launch;

/// <summary><c>launch</c>: what a kernel costs beside its work: host time of a launch, and the time to the first result with an empty and a filled program cache.</summary>
internal static class LaunchCommand
{
    private const int Launches = 2000;

    /// <summary>Runs the child processes and prints one line each; with "first" it is such a child.</summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        if (args is ["first"]) return FirstKernel();
        if (Open() is not { } accelerator)
        {
            Console.Error.WriteLine($"{CudaDevice.Unavailable} {OpenClDevice.Unavailable}");
            return 1;
        }
        Console.WriteLine($"{accelerator}");
        using var x = accelerator.Allocate1D<float>(1024);
        using var y = accelerator.Allocate1D<float>(1024);
        x.MemSetToZero();
        var kernel = accelerator.LoadKernel(((Delegate)PeakKernels.Copy).Method);
        Console.WriteLine($"launch, work-items 256, mean of {Launches} in a row: {Mean(accelerator, kernel, x.View, y.View):0.00} us of host time");
        string cache = Directory.CreateTempSubdirectory("neuron-cache").FullName;
        Console.WriteLine($"first kernel, empty program cache: {First(cache):0} ms from the opened device to the result");
        Console.WriteLine($"first kernel, filled program cache: {First(cache):0} ms");
        Directory.Delete(cache, recursive: true);
        return 0;
    }

    private static double Mean(Accelerator accelerator, Kernel kernel, ArrayView<float> x, ArrayView<float> y)
    {
        double best = double.PositiveInfinity;
        for (int repetition = 0; repetition < 5; repetition++)
        {
            accelerator.Synchronize();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Launches; i++) kernel.LaunchOver(accelerator.DefaultStream, new Index1D(256), x, y);
            accelerator.Synchronize();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / Launches);
        }
        return best;
    }

    private static double First(string cache)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Host(), "launch", "first"]) { RedirectStandardOutput = true, Environment = { ["NEURON_CACHE"] = cache } };
        using var child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return double.Parse(output, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The assembly's path where "dotnet" runs it.</summary>
    private static string[] Host() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(LaunchCommand).Assembly.Location] : [];

    private static int FirstKernel()
    {
        using var accelerator = Open()!;
        long start = Stopwatch.GetTimestamp();
        using var x = accelerator.Allocate1D<float>([1, 2, 3, 4]);
        using var y = accelerator.Allocate1D<float>(4);
        accelerator.LoadKernel(((Delegate)PeakKernels.Copy).Method).LaunchOver(accelerator.DefaultStream, new Index1D(1), x.View, y.View);
        float last = y.GetAsArray1D()[3];
        Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return last == 4 ? 0 : 1;
    }

    private static Accelerator? Open() => CudaDevice.All is [var cuda, ..] ? cuda.CreateAccelerator()
        : OpenClDevice.All.FirstOrDefault(device => device.Refusal is null)?.CreateAccelerator();
}
