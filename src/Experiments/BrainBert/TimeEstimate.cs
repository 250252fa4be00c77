using System.Diagnostics;
using Neuron.Autograd;
using Neuron.Models;
using Neuron.Models.Losses;

namespace Neuron.Experiments.BrainBert;

/// <summary>How long what is to come will take on the present device, from a few measured batches of noise.</summary>
internal sealed class TimeEstimate
{
    private readonly List<string> _parts = [];
    private double _seconds;

    /// <summary>Adds pretrainings.</summary>
    public TimeEstimate AddPretraining(PretrainConfig config, int times)
    {
        int frames = Frames(config);
        BrainBertModel model = Pretraining.NewModel(config, 0);
        Optimizer optimizer = Pretraining.NewOptimizer(config, model);
        (double seconds, int batch) = PerExample(config.MicroBatch, size =>
        {
            MaskedBatch noise = Noise(size, frames);
            return () =>
            {
                optimizer.ZeroGrad();
                noise.Loss(model.Forward(noise.Input), config.Alpha).Total.Backward();
            };
        });
        double step = seconds * config.BatchSize + Fastest(() => Step(optimizer, config.ClipNorm));
        Add(step * config.Steps * times, $"{times} x {config.Steps} steps of {config.BatchSize} images of {frames} x {SpectrogramTransform.Bins} through {model.ParameterCount:N0} parameters "
            + $"({step:0.000} s a step, measured on batches of {batch})");
        return this;
    }

    /// <summary>Adds images that pass through an encoder that does not change, each through several encoders.</summary>
    public TimeEstimate AddEncodings(PretrainConfig config, long images, int encoders)
    {
        BrainBertModel model = Pretraining.NewModel(config, 0);
        int frames = Frames(config);
        (double encode, _) = PerExample(64, size =>
        {
            Tensor noise = Noise(size, frames).Input;
            return () => BrainBertDecoder.Features(model, noise);
        });
        float[] voltage = new Rng(1).Normal([config.WindowSamples]).ToArray<float>();
        SpectrogramTransform transform = new(config.Spectrogram);
        (double make, _) = PerExample(32, size => () => transform.Of(voltage, new int[size], voltage.Length));
        Add(images * (make + encoders * encode), $"{images} images through {encoders} frozen encoders");
        return this;
    }

    /// <summary>Adds encoders that are trained with their decoder.</summary>
    public TimeEstimate AddTuning(DecodeConfig config, int networks)
    {
        if (networks == 0) return this;
        BrainBertDecoder network = new(Pretraining.NewModel(config, 0), new Rng(1));
        Optimizer optimizer = new AdamW(network.Parameters(), config.HeadRate);
        (double seconds, int batch) = PerExample(config.DecoderBatch, size =>
        {
            (Tensor noise, Tensor target) = (Noise(size, Frames(config)).Input, Tensor.Ones([size, 1]));
            return () =>
            {
                optimizer.ZeroGrad();
                network.Forward(noise).BinaryCrossEntropyWithLogits(target).Backward();
            };
        });
        double step = seconds * config.DecoderBatch + Fastest(() => Step(optimizer, 1));
        Add(step * config.DecoderSteps * networks, $"{networks} x {config.DecoderSteps} steps of fine-tuning on {config.DecoderBatch} images ({step:0.000} s a step, measured on batches of {batch})");
        return this;
    }

    /// <summary>Says it.</summary>
    public void Say(RunContext run) => run.Note($"about {Duration.Text(_seconds)} on {run.Device}: {string.Join("; ", _parts)}.");

    private static int Frames(PretrainConfig config) => new SpectrogramTransform(config.Spectrogram).Frames(config.WindowSamples);

    private static MaskedBatch Noise(int size, int frames)
    {
        Shape shape = [size, frames, SpectrogramTransform.Bins];
        float[] noise = new Rng(1).Normal(shape).ToArray<float>();
        return MaskedBatch.Of(noise, noise, [.. Enumerable.Repeat(true, noise.Length)], shape);
    }

    private static void Step(Optimizer optimizer, double clipNorm)
    {
        optimizer.Parameters.ClipGradNorm(clipNorm);
        optimizer.Step();
    }

    private void Add(double seconds, string what)
    {
        _seconds += seconds;
        _parts.Add(what);
    }

    // for an example, of the largest batch that takes about a third of a second, but of four at least: single images are slower
    private static (double Seconds, int Batch) PerExample(int largest, Func<int, Action> work)
    {
        double seconds = Fastest(work(1));
        int batch = (int)Math.Clamp(0.3 / seconds, Math.Min(4, largest), largest);
        return (batch == 1 ? seconds : Fastest(work(batch)) / batch, batch);
    }

    // the first runs also draw weights, compile and fill the memory pools
    private static double Fastest(Action work)
    {
        double fastest = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 3 || (i < 20 && Stopwatch.GetElapsedTime(start).TotalSeconds < 0.2); i++)
        {
            long one = Stopwatch.GetTimestamp();
            work();
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(one).TotalSeconds);
        }
        return fastest;
    }
}
