using System.Diagnostics;
using Neuron.Autograd;
using Neuron.Models;

namespace Neuron.Tests.Models;

public class ReproducibilityTests
{
    [Fact]
    public void The_same_seed_gives_the_same_parameters_with_one_and_two_threads()
    {
        string one = Run("1"), two = Run("2");
        Assert.Equal(64, one.Length);
        Assert.Equal(one, two);
    }

    // worker threads are counted once a process: see Program
    private static string Run(string threads)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(ReproducibilityTests).Assembly.Location, "fingerprint"])
        {
            RedirectStandardOutput = true, Environment = { ["NEURON_THREADS"] = threads },
        })!;
        string text = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return text;
    }

    /// <summary>Trains an image network, a recurrent one and a transformer a few steps, wide enough that kernels split their work.</summary>
    internal static string Fingerprint()
    {
        var rng = new Rng(3);
        var resnet = new ResNet(new ResNetConfig { Blocks = [1, 1], Width = 16, SmallImages = true, Classes = 10 }, rng);
        var rnn = new RnnLanguageModel(40, 64, 2, 32, rng: rng);
        var gpt = new Gpt(new GptConfig { Vocabulary = 40, Context = 32, Width = 64, Layers = 2, Heads = 4 }, rng);
        var all = new Sequential(resnet, rnn, gpt);
        var optimizer = new AdamW(all.Parameters(), 1e-3);
        for (int step = 0; step < 3; step++)
        {
            optimizer.ZeroGrad();
            var images = rng.Normal([16, 3, 32, 32]);
            var tokens = rng.Integers([8, 32], 0, 40);
            var loss = resnet.Forward(images).CrossEntropy(rng.Integers([16], 0, 10));
            foreach (Layer model in new Layer[] { rnn, gpt })
                loss += model.Forward(tokens).Slice(1, 0, 31).Reshape(-1, 40).CrossEntropy(tokens.Slice(1, 1).Reshape(-1));
            loss.Backward();
            all.Parameters().ClipGradNorm(1);
            optimizer.Step();
        }
        return TinyRun.Fingerprint(all);
    }
}
