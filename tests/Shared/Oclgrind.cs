using System.Diagnostics;

namespace Neuron.Tests.Shared;

/// <summary>Programs on oclgrind's device, which simulates every work-item and reports races, divergent barriers and accesses outside buffers.</summary>
internal static class Oclgrind
{
    private const string Library = "/usr/lib/oclgrind/liboclgrind-rt-icd.so";

    /// <summary>Why nothing can run there; null when oclgrind is installed.</summary>
    public static string? WhyAbsent => File.Exists(Library) ? null : $"oclgrind is not installed: {Library} is missing.";

    /// <summary>Runs "dotnet" with these arguments in a process of its own, as the OpenCL library chooses its drivers once.</summary>
    /// <returns>Exit code, what it printed, and what oclgrind complained of.</returns>
    public static (int Code, string Output, string Complaints) Run(params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("oclgrind");
        try
        {
            string log = Path.Combine(folder.FullName, "log");
            File.WriteAllText(Path.Combine(folder.FullName, "oclgrind.icd"), Library);
            var start = new ProcessStartInfo("dotnet", arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["OCL_ICD_VENDORS"] = folder.FullName + "/",
                    ["OCLGRIND_DATA_RACES"] = "1",
                    ["OCLGRIND_MAX_ERRORS"] = "20",
                    ["OCLGRIND_LOG"] = log,
                    ["NEURON_CACHE"] = "",
                    ["NEURON_DEVICE"] = "",
                },
            };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + (process.ExitCode == 0 ? "" : errors.Result), File.Exists(log) ? File.ReadAllText(log).Trim() : "");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
