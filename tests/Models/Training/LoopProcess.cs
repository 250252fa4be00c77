using System.Diagnostics;

namespace Neuron.Tests.Models;

/// <summary>Runs a loop in a process of its own, where no other test moves its memory.</summary>
internal static class LoopProcess
{
    /// <summary>What the loop prints; one thread, since workers that pack at once by chance need a block more.</summary>
    public static string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(LoopProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true, Environment = { ["NEURON_THREADS"] = "1" },
        })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }
}
