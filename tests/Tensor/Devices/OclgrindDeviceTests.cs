using System.Diagnostics;

namespace Neuron.Tests.Tensors.Devices;

/// <summary>The device tests once more on oclgrind, which simulates every work-item and reports races, divergent barriers and accesses outside buffers.</summary>
public class OclgrindDeviceTests
{
    private const string Library = "/usr/lib/oclgrind/liboclgrind-rt-icd.so";

    [OclgrindFact]
    public void Device_kernels_run_clean()
    {
        var folder = Directory.CreateTempSubdirectory("oclgrind");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "oclgrind.icd"), Library);
            string log = Path.Combine(folder.FullName, "log");
            // a process of its own: the OpenCL library chooses its drivers once; one test at a time, as the simulator knows one launch.
            // Oclgrind stands for a GPU, which reports a wrong index at the next read and adds long rows in another order: two tests
            // that hold the CPU's ways of both stay out
            const string tests = "FullyQualifiedName~DeviceTests&DisplayName~opencl&FullyQualifiedName!~An_index_outside&FullyQualifiedName!~Long_reductions";
            var start = new ProcessStartInfo("dotnet", [
                "test", typeof(OclgrindDeviceTests).Assembly.Location, "--filter", tests, "--", "xUnit.ParallelizeTestCollections=false"])
            {
                RedirectStandardOutput = true,
                Environment =
                {
                    ["OCL_ICD_VENDORS"] = folder.FullName + "/",
                    ["OCLGRIND_DATA_RACES"] = "1",
                    ["OCLGRIND_MAX_ERRORS"] = "5",
                    ["OCLGRIND_LOG"] = log,
                    ["NEURON_CACHE"] = "",
                    ["NEURON_DEVICE"] = "",
                },
            };
            using var process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, output);
            Assert.Contains("Passed!", output, StringComparison.Ordinal);
            string complaints = File.Exists(log) ? File.ReadAllText(log) : "";
            Assert.True(complaints.Trim().Length == 0, complaints);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed class OclgrindFactAttribute : FactAttribute
    {
        public OclgrindFactAttribute() => Skip = File.Exists(Library) ? null : $"oclgrind is not installed: {Library} is missing.";
    }
}
