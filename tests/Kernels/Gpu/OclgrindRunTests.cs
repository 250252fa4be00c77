using System.Diagnostics;
using Neuron.Tests.Kernels.Compiler;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Gpu;

/// <summary>Whole families of kernels, launched as on any device, with oclgrind as the device: no race, no divergent barrier, no access outside a buffer.</summary>
public sealed class OclgrindRunTests
{
    private const string Library = "/usr/lib/oclgrind/liboclgrind-rt-icd.so";

    public static TheoryData<string> Families => [.. SmallRuns.Families.Keys];

    [ToolTheory("oclgrind-kernel"), MemberData(nameof(Families))]
    public void Family_runs_clean(string family)
    {
        string findings = FindingsOf(family);
        Assert.True(findings.Trim().Length == 0, findings);
    }

    [ToolTheory("oclgrind-kernel"), InlineData(SmallRuns.Broken)]
    public void Race_is_found(string family) => Assert.Contains("data race at local memory", FindingsOf(family));

    private static string FindingsOf(string family)
    {
        Assert.True(File.Exists(Library), $"oclgrind is installed, but not its OpenCL library {Library}.");
        var folder = Directory.CreateTempSubdirectory("oclgrind");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "oclgrind.icd"), Library + "\n");
            string log = Path.Combine(folder.FullName, "log");
            var start = new ProcessStartInfo("dotnet", [typeof(SmallRuns).Assembly.Location, family]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["OCL_ICD_VENDORS"] = folder.FullName;
            start.Environment["OCLGRIND_DATA_RACES"] = "1";
            start.Environment["OCLGRIND_MAX_ERRORS"] = "5";
            start.Environment["OCLGRIND_LOG"] = log;
            start.Environment["NEURON_CACHE"] = start.Environment["NEURON_DEVICE"] = "";
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, output + errors.Result);
            Assert.Contains("Oclgrind", output);
            return File.Exists(log) ? File.ReadAllText(log) : "";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
