using System.Diagnostics;

namespace Neuron.Tests.Kernels.Compiler;

/// <summary>Programs that check generated source.</summary>
internal static class Tool
{
    /// <summary>Full path of the first of these programs that is installed, or null.</summary>
    public static string? Find(params string[] names) =>
        names.SelectMany(_ => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), (name, folder) => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>Exit code and all that it printed.</summary>
    public static (int Code, string Output) Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
