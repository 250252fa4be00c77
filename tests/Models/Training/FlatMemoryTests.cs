using System.Diagnostics;

namespace Neuron.Tests.Models;

public class FlatMemoryTests
{
    // in a process of its own, where no other test moves the figure
    [Theory, InlineData("mlp"), InlineData("cnn"), InlineData("lstm")]
    public void A_loop_without_dispose_keeps_its_memory(string network)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(FlatMemoryTests).Assembly.Location, "memory", network]) { RedirectStandardOutput = true })!;
        string[] bytes = process.StandardOutput.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        double before = double.Parse(bytes[0]), after = double.Parse(bytes[1]);
        Assert.True(after < before * 1.05, $"{network}: {before / 1e6:F1} MB after 200 steps, {after / 1e6:F1} MB after 2,000");
    }
}
