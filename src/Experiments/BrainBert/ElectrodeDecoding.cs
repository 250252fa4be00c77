using Neuron.Experiments.Statistics;
using Neuron.Models;

namespace Neuron.Experiments.BrainBert;

/// <summary>An encoder with the seed that it was pretrained with, and its twin before pretraining.</summary>
internal sealed record EncoderPair(int Seed, BrainBertModel Pretrained, BrainBertModel Random);

/// <summary>The windows of one electrode and the decoders on them; each window becomes an image, and passes through each encoder, once.</summary>
internal sealed class ElectrodeDecoding
{
    private const int QuarterSamples = 512;

    private readonly SessionExamples _examples;
    private readonly DecodeConfig _config;
    private readonly float[] _channel;
    private readonly Lazy<Tensor> _images;

    /// <summary>Cuts the windows out of a channel.</summary>
    public ElectrodeDecoding(SessionExamples examples, DecodeConfig config, float[] channel)
    {
        (_examples, _config, _channel) = (examples, config, channel);
        _images = new(() => new SpectrogramTransform(config.Spectrogram).Of(channel, [.. examples.Samples.Select(s => (int)s - config.WindowSamples / 2)], config.WindowSamples));
    }

    /// <summary>Images [windows, frames, bins].</summary>
    public Tensor Images => _images.Value;

    /// <summary>Results of the decoders that need no long training: all splits, and fewer training examples on the first.</summary>
    public Score[] Frozen(IReadOnlyList<EncoderPair> encoders, Action<EncoderPair, float[][]>? embedded = null)
    {
        List<(Decoder Decoder, int Seed, float[][] Features)> inputs = [];
        if (Wants(Decoder.LinearWindow)) inputs.Add((Decoder.LinearWindow, 0, [.. Enumerable.Range(0, _examples.Samples.Length).Select(r => Window(r, _config.WindowSamples))]));
        if (Wants(Decoder.LinearQuarter)) inputs.Add((Decoder.LinearQuarter, 0, [.. Enumerable.Range(0, _examples.Samples.Length).Select(r => Window(r, QuarterSamples))]));
        if (Wants(Decoder.LinearImage)) inputs.Add((Decoder.LinearImage, 0, [.. BrainBertDecoder.Centre(Images).ToArray<float>().Chunk(SpectrogramTransform.Bins)]));
        foreach (EncoderPair pair in encoders)
        {
            if (Wants(Decoder.FrozenRandom)) inputs.Add((Decoder.FrozenRandom, pair.Seed, BrainBertDecoder.Features(pair.Random, Images)));
            if (!Wants(Decoder.FrozenPretrained)) continue;
            float[][] features = BrainBertDecoder.Features(pair.Pretrained, Images);
            inputs.Add((Decoder.FrozenPretrained, pair.Seed, features));
            embedded?.Invoke(pair, features);
        }
        List<(DecodingTask Task, int Input, SplitKind Split, int Limit)> fits = [];
        foreach (DecodingTask task in _examples.Tasks)
        {
            for (int i = 0; i < inputs.Count; i++)
            {
                fits.AddRange(_config.Splits.Select(split => (task, i, split, 0)));
                if (inputs[i].Decoder is Decoder.LinearImage or Decoder.FrozenRandom or Decoder.FrozenPretrained)
                    fits.AddRange(_config.TrainSizes.Where(n => n < _examples.Split(task, _config.Splits[0]).Train.Length).Select(n => (task, i, _config.Splits[0], n)));
            }
        }
        var scores = new Score[fits.Count];
        Parallel.For(0, fits.Count, f =>
        {
            (DecodingTask task, int input, SplitKind split, int limit) = fits[f];
            (Decoder decoder, int seed, float[][] features) = inputs[input];
            scores[f] = Fit(task, decoder, seed, split, limit, (labels, train, test, rng) =>
            {
                float[][] rows = [.. _examples.Rows(task).Select(r => features[r])];
                return _config.Solver == LinearSolver.Logistic ? LinearProbe.Scores(rows, labels, train, test) : ByNetwork([], rows, labels, train, test, rng.Split((ulong)seed));
            });
        });
        return scores;
    }

    /// <summary>Result of one decoder with one task on the first split.</summary>
    /// <param name="task">The task.</param>
    /// <param name="decoder">The decoder.</param>
    /// <param name="pair">The encoders; null where the decoder has none.</param>
    /// <param name="limit">Training examples allowed, 0 for all.</param>
    /// <param name="draw">Number of the draw of these examples.</param>
    public Score Trained(DecodingTask task, Decoder decoder, EncoderPair? pair, int limit = 0, int draw = 0) =>
        Fit(task, decoder, pair?.Seed ?? 0, _config.Splits[0], limit, (labels, train, test, rng) =>
        {
            int[] rows = _examples.Rows(task);
            float[][] Of(float[][] all) => [.. rows.Select(r => all[r])];
            float[][] Features() => Of(BrainBertDecoder.Features(pair!.Pretrained, Images));
            float[][] Windows() => [.. rows.Select(r => Window(r, _config.WindowSamples))];
            Rng own = rng.Split((ulong)(pair?.Seed ?? 0));
            return decoder switch
            {
                Decoder.TunedPretrained => Tuned(pair!.Pretrained),
                Decoder.TunedRandom => Tuned(pair!.Random),
                Decoder.FrozenDeep => ByNetwork([1024, 512, 256, 128], Features(), labels, train, test, own),
                Decoder.FrozenHidden => ByNetwork([50], Features(), labels, train, test, own),
                Decoder.DeepNetwork => ByNetwork([1024, 512, 256, 128], Windows(), labels, train, test, own),
                Decoder.HiddenWindow => ByNetwork([768], Windows(), labels, train, test, own),
                Decoder.LinearWindow => Linear(Windows()),
                Decoder.LinearQuarter => Linear([.. rows.Select(r => Window(r, QuarterSamples))]),
                Decoder.LinearImage => Linear(Of([.. BrainBertDecoder.Centre(Images).ToArray<float>().Chunk(SpectrogramTransform.Bins)])),
                Decoder.FrozenRandom => Linear(Of(BrainBertDecoder.Features(pair!.Random, Images))),
                _ => Linear(Features()),
            };

            double[] Linear(float[][] features) => _config.Solver == LinearSolver.Logistic ? LinearProbe.Scores(features, labels, train, test) : ByNetwork([], features, labels, train, test, own);

            double[] Tuned(BrainBertModel encoder)
            {
                BrainBertModel copy = new(encoder.Config, own.Split(0));
                copy.LoadStateDictionary(encoder.StateDictionary());
                return _config.Training.Scores(new BrainBertDecoder(copy, own.Split(1)), TensorData.Rows(Images, rows), labels, train, test, own.Split(2));
            }
        }, draw);

    private bool Wants(Decoder decoder) => _config.Decoders.Contains(decoder);

    private Score Fit(DecodingTask task, Decoder decoder, int seed, SplitKind kind, int limit, Func<bool[], int[], int[], Rng, double[]> scores, int draw = 0)
    {
        DecodingSplit split = _examples.Split(task, kind);
        bool[] labels = [.. _examples.Of(task).Select(e => e.Label)];
        Rng rng = new Rng(17).Split((ulong)(1000 * (int)task + draw));
        int[] train = limit > 0 && limit < split.Train.Length ? Subset(split.Train, labels, limit, rng.Split((ulong)seed)) : split.Train;
        (double auc, double low, double high) = RocCurve.AucInterval(scores(labels, train, split.Test, rng.Split(100)), [.. split.Test.Select(i => labels[i])]);
        return new(task, decoder, seed, kind, limit, train.Length, split.Test.Length, auc, low, high);
    }

    // half of each class, so that a few examples hold both
    private static int[] Subset(int[] train, bool[] labels, int limit, Rng rng)
    {
        int[] order = [.. rng.Permutation(train.Length).Select(i => train[i])];
        return [.. order.Where(i => labels[i]).Take((limit + 1) / 2).Concat(order.Where(i => !labels[i]).Take(limit / 2)).Order()];
    }

    private double[] ByNetwork(int[] hidden, float[][] features, bool[] labels, int[] train, int[] test, Rng rng)
    {
        int d = features[0].Length;
        Tensor x = Tensor.From([.. features.SelectMany(f => f)], [features.Length, d]);
        Tensor known = TensorData.Rows(x, train), mean = known.Mean(0), deviation = (known - mean).Square().Mean(0).Sqrt();
        return _config.Training.Scores(NetworkTraining.Perceptron(d, hidden, rng.Split(0)), (x - mean) / (deviation + 1e-12), labels, train, test, rng.Split(1));
    }

    private float[] Window(int row, int samples) => _channel.AsSpan((int)_examples.Samples[row] - samples / 2, samples).ToArray();
}
