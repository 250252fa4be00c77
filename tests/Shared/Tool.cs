using System.Diagnostics;

namespace Neuron.Tests.Shared;

/// <summary>Programs that check generated source.</summary>
internal static class Tool
{
    /// <summary>Full path of the first of these programs that is installed, or null.</summary>
    public static string? Find(params string[] names) =>
        names.SelectMany(_ => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), (name, folder) => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>Which of these are missing; null when all are there.</summary>
    /// <param name="programs">Names; "clang-19|clang" is either.</param>
    public static string? WhyAbsent(params string[] programs)
    {
        string[] missing = [.. programs.Where(p => Find(p.Split('|')) is null)];
        return missing.Length == 0 ? null : $"not installed: {string.Join(", ", missing).Replace("|", " or ", StringComparison.Ordinal)}";
    }

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
