using System.Diagnostics;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

public class KilledRunTests
{
    [Fact]
    public void A_run_killed_twenty_times_ends_with_the_same_bits()
    {
        using var file = new TemporaryFile(".safetensors");
        var (whole, trainer) = TinyRun.Make(null);
        trainer.Run(TinyRun.Steps);

        var random = new Random(20);
        for (int kill = 0; kill < 20; kill++)
        {
            using var child = Start(file.Path);
            Assert.Equal("started", child.StandardOutput.ReadLine());
            Thread.Sleep(random.Next(10, 80)); // a child takes at least 4 ms a step: 300 steps outlast 20 such lives
            child.Kill();
            child.WaitForExit();
            Assert.Equal("", child.StandardOutput.ReadToEnd());
        }
        using var last = Start(file.Path);
        Assert.Equal("started", last.StandardOutput.ReadLine());
        Assert.Equal(TinyRun.Fingerprint(whole), last.StandardOutput.ReadToEnd().Trim());
        Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(file.Path) + ".*.tmp"));
    }

    // this test assembly is also the program that is killed: see Program
    private static Process Start(string checkpoint) => Process.Start(new ProcessStartInfo("dotnet", [typeof(KilledRunTests).Assembly.Location, "train", checkpoint])
    {
        RedirectStandardOutput = true,
    })!;
}
