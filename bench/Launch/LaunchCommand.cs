using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Neuron.Bench.Peers;
using Neuron.Experiments.Commands;
using Neuron.Kernels.Gpu;
using Neuron.Kernels.Language;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Cuda;
using Neuron.Kernels.Runtime.OpenCL;

namespace Neuron.Bench.Launch;

/// <summary>
/// <c>launch</c>: what a kernel costs beside its work: host time of a launch, the time to the first result and the time that the smoke demo
/// spends on programs, with an empty and a filled program cache.
/// </summary>
internal static class LaunchCommand
{
    private const int Launches = 2000;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Runs the child processes and prints one line each; with "first" or "demo" it is such a child.</summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        if (args is ["first"]) return FirstKernel();
        if (args is ["demo", var device]) return Demo(device);
        string? output = args is ["--out", var file] ? file : null;
        if (output is null && args.Length > 0)
        {
            Console.Error.WriteLine("usage: dotnet run -c Release --project bench -- launch [--out FILE]");
            return 2;
        }
        if (Open() is not { } accelerator)
        {
            Console.Error.WriteLine($"{CudaDevice.Unavailable} {OpenClDevice.Unavailable}");
            return 1;
        }
        Console.WriteLine($"{accelerator}");
        var rows = new JsonArray();
        void Row(string name, double value, string unit)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {value:0.##} {unit}"));
            rows.Add(new JsonObject { ["name"] = name, ["value"] = Math.Round(value, 3), ["unit"] = unit });
        }
        using var x = accelerator.Allocate1D<float>(1024);
        using var y = accelerator.Allocate1D<float>(1024);
        x.MemSetToZero();
        var kernel = accelerator.LoadKernel(((Delegate)PeakKernels.Copy).Method);
        Row($"launch of 256 work-items, mean of {Launches} in a row, host time", Mean(accelerator, kernel, x.View, y.View), "us");
        var cache = Directory.CreateTempSubdirectory("neuron-cache");
        foreach (string state in new[] { "empty", "filled" })
            Row($"first kernel, {state} program cache, from the opened device to the result", Child(cache.FullName, "first")[0], "ms");
        cache.Delete(recursive: true);
        cache = Directory.CreateTempSubdirectory("neuron-cache");
        foreach (string state in new[] { "empty", "filled" })
        {
            double[] demo = Child(cache.FullName, "demo", accelerator.Type == AcceleratorType.Cuda ? "cuda" : "opencl");
            Row($"smoke demo, {state} program cache: programs", demo[0], "");
            Row($"smoke demo, {state} program cache: time spent on them", demo[1], "s");
            Row($"smoke demo, {state} program cache: time of the processor meanwhile", demo[2], "s");
            Row($"smoke demo, {state} program cache: whole", demo[3], "s");
        }
        cache.Delete(recursive: true);
        if (output is null) return 0;
        var report = new JsonObject
        {
            ["when"] = DateTime.UtcNow.ToString("u", CultureInfo.InvariantCulture), ["commit"] = PeerRun.Commit(), ["machine"] = PeerRun.Processor(), ["cores"] = Environment.ProcessorCount,
            ["device"] = accelerator.ToString(), ["load"] = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : null, ["rows"] = rows,
        };
        File.WriteAllText(output, report.ToJsonString(s_indented));
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

    /// <summary>The numbers that a child process prints, a line each; it works in a folder of its own.</summary>
    private static double[] Child(string cache, params string[] command)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Host(), "launch", .. command])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = cache,
            Environment = { ["NEURON_CACHE"] = cache, ["POCL_CACHE_DIR"] = Path.Combine(cache, "pocl") },
        };
        using var child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"launch {string.Join(' ', command)} ended with {child.ExitCode}.");
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

    /// <summary>The smoke demo: programs, seconds and processor seconds spent on them, seconds in all.</summary>
    private static int Demo(string device)
    {
        long start = Stopwatch.GetTimestamp();
        int code = NeuronCommand.Invoke(["demo", "--device", device], TextWriter.Null, Console.Error);
        var (programs, time, processor) = Kernel.Compiling;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{programs}\n{time.TotalSeconds}\n{processor.TotalSeconds}\n{Stopwatch.GetElapsedTime(start).TotalSeconds}"));
        return code;
    }

    private static Accelerator? Open() => CudaDevice.All is [var cuda, ..] ? cuda.CreateAccelerator()
        : OpenClDevice.All.FirstOrDefault(device => device.Refusal is null)?.CreateAccelerator();
}
