using Neuron.Models;

namespace Neuron.Tests.Models;

/// <summary>
/// What tests run in a process of its own: <c>dotnet Neuron.Tests.Models.dll train CHECKPOINT</c> (which <see cref="KilledRunTests"/> kills),
/// <c>fingerprint</c>, <c>memory NETWORK</c>, <c>allocations</c>, <c>peak NETWORK</c>, <c>watched</c>.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["train", var checkpoint]:
                var (model, trainer) = TinyRun.Make(checkpoint, every: 1, callbacks: new Slow());
                trainer.Resume();
                Console.WriteLine("started");
                trainer.Run(TinyRun.Steps);
                Console.WriteLine(TinyRun.Fingerprint(model));
                return 0;
            case ["fingerprint"]:
                Console.WriteLine(ReproducibilityTests.Fingerprint());
                return 0;
            case ["memory", var network]:
                var (early, late) = LoopMemory.Measure(network);
                Console.WriteLine($"{early} {late}");
                return 0;
            case ["allocations"]:
                Console.WriteLine(LoopMemory.AllocationsOnceWarm());
                return 0;
            case ["peak", var network]:
                var (kept, parameters, peak) = PeakMemory.Measure(network);
                Console.WriteLine($"{kept} {parameters} {peak}");
                return 0;
            case ["watched"]:
                foreach (string line in WatchedProcess.Run()) Console.WriteLine(line);
                return 0;
            default:
                return 2;
        }
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
