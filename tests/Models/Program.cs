using Neuron.Models;

namespace Neuron.Tests.Models;

/// <summary>The run that <see cref="KilledRunTests"/> kills: <c>dotnet Neuron.Tests.Models.dll train CHECKPOINT</c>.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is not ["train", var checkpoint]) return 2;
        var (model, trainer) = TinyRun.Make(checkpoint, every: 1, callbacks: new Slow());
        trainer.Resume();
        Console.WriteLine("started");
        trainer.Run(TinyRun.Steps);
        Console.WriteLine(TinyRun.Fingerprint(model));
        return 0;
    }

    private sealed class Slow : TrainingCallback
    {
        public override bool OnStep(StepReport report)
        {
            Thread.Sleep(4);
            return true;
        }
    }
}
