using Neuron.Models;

namespace Neuron.Tests.Models;

/// <summary>A small run that draws from everything a checkpoint must keep: order of the data, noise, schedule, optimiser, epochs.</summary>
internal static class TinyRun
{
    public const long Steps = 300;

    public static (Sequential Model, Trainer<Tensor[]> Trainer) Make(string? checkpoint, int every = 7, int accumulation = 2, params TrainingCallback[] callbacks)
    {
        var rng = new Rng(5);
        var model = new Sequential(new Linear(6, 16, rng: rng), new Noise(new Rng(8)), new Linear(16, 1, rng: rng));
        var data = new Rng(9);
        var x = data.Normal([50, 6]);
        var y = (x.Sum(1, keepDims: true) * 0.5).Sin();
        var optimizer = new AdamW(model.Parameters(), 0.01);
        var trainer = new Trainer<Tensor[]>(
            model, optimizer, TensorData.Load([x, y], 8, new Rng(6)), b => (model.Forward(b[0]) - b[1]).Square().Mean())
        {
            Schedule = Schedules.WarmupCosine(20, 400), ClipNorm = 1, Accumulation = accumulation, CheckpointPath = checkpoint, CheckpointEvery = every, Callbacks = callbacks,
        };
        return (model, trainer);
    }

    public static string Fingerprint(Module model) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(
            model.Parameters().SelectMany(p => p.Value.ToArray<float>()).ToArray().AsSpan())));

    /// <summary>Adds noise in training.</summary>
    private sealed class Noise : Layer
    {
        private readonly Rng _rng;

        public Noise(Rng rng) => _rng = AddStream(rng);

        protected override Tensor Compute(Tensor input) => IsTraining ? input.Relu() + _rng.Normal(input.Shape, 0, 0.1) : input.Relu();
    }
}
