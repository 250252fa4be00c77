using System.Diagnostics;

namespace Neuron.Kernels.Compiler;

/// <summary>clang, where it is installed: generated source to the assembly of GPUs that need not be there.</summary>
internal static class Clang
{
    private static readonly Lazy<string?> Program = new(Find);

    /// <summary>Why nothing can be compiled; null when clang is there.</summary>
    public static string? Missing => Program.Value is null ? "clang is not installed (NEURON_CLANG, clang or clang-19 to clang-15 on the PATH); on Debian: apt-get install clang-19." : null;

    /// <summary>PTX of CUDA source in the form for clang.</summary>
    /// <param name="name">Kernel, for messages.</param>
    /// <param name="source">Source.</param>
    /// <param name="processor">sm_80 and later.</param>
    /// <exception cref="Runtime.KernelException">clang is missing or refuses the source; its log is in the message.</exception>
    public static string Ptx(string name, string source, string processor) => Compile(name, source, "kernel.cu",
        ["-x", "cuda", "--cuda-device-only", "-nocudainc", "-nocudalib", $"--cuda-gpu-arch={processor}", "-std=c++17", "-O3", "-ffp-contract=off",
        "-Xclang", "-target-feature", "-Xclang", "+ptx" + PtxVersion(processor)]);

    /// <summary>AMD assembly of OpenCL C source in the form for clang.</summary>
    /// <param name="name">Kernel, for messages.</param>
    /// <param name="source">Source.</param>
    /// <param name="processor">gfx90a and the like.</param>
    /// <exception cref="Runtime.KernelException">clang is missing or refuses the source; its log is in the message.</exception>
    public static string AmdGcn(string name, string source, string processor) => Compile(name, source, "kernel.cl",
        ["-target", "amdgcn-amd-amdhsa", $"-mcpu={processor}", "-x", "cl", "-cl-std=CL1.2", "-O3", "-nogpulib"]);

    private static string Compile(string name, string source, string file, string[] options)
    {
        if (Missing is { } missing) throw new Runtime.KernelException(missing);
        var folder = Directory.CreateTempSubdirectory("neuron");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, file), source);
            var start = new ProcessStartInfo(Program.Value!, [.. options, "-S", file, "-o", "kernel.s"])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            string log = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? File.ReadAllText(Path.Combine(folder.FullName, "kernel.s"))
                : throw new Runtime.KernelException($"clang refuses the source of {name}:\n{log}\n--- source ---\n{source}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The oldest version of PTX that knows the processor, so that the oldest possible driver takes it.</summary>
    private static string PtxVersion(string processor) => int.Parse(processor.AsSpan(3).TrimEnd('a'), System.Globalization.CultureInfo.InvariantCulture) switch
    {
        < 75 => "60",
        < 80 => "63",
        < 86 => "70",
        < 87 => "71",
        _ => "78",
    };

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("NEURON_CLANG");
        string[] names = named is { Length: > 0 } ? [named] : ["clang-19", "clang", "clang-18", "clang-17", "clang-16", "clang-15"];
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return names.SelectMany(_ => folders, (name, folder) => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)).FirstOrDefault(File.Exists);
    }
}
