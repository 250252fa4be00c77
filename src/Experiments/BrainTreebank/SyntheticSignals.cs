using Neuron.Experiments.Signal;

namespace Neuron.Experiments.BrainTreebank;

/// <summary>What a planted electrode responds to.</summary>
internal enum PlantedEffect
{
    /// <summary>Nothing.</summary>
    Null,

    /// <summary>Every word: a bump of 12 µV, 0.25 s after onset, 0.08 s wide.</summary>
    Erp,

    /// <summary>Speech: 25 µV while words last, delayed by 0.1 s and smoothed by 0.08 s.</summary>
    Sustained,

    /// <summary>5 µV for each standard deviation of the word's surprisal, 0.1 to 0.5 s after onset.</summary>
    Surprisal,

    /// <summary>The same for volume.</summary>
    Volume,

    /// <summary>The same for verbs against nouns.</summary>
    Verb,

    /// <summary>High gamma: 4 µV of 70–150 Hz noise whose envelope grows by 0.6 with the bumps of words.</summary>
    HighGamma,
}

/// <summary>Voltages of <see cref="PlantedScheme.Contrasts"/>: 1/f noise (50 µV), a part shared by all (15 µV), line noise, and the planted response.</summary>
internal static class SyntheticSignals
{
    /// <summary>Microvolts of one step of the converter: all values are multiples.</summary>
    public const double Step = 0.265868;

    private const double Rate = 2048;

    /// <summary>Noise of unit deviation whose power falls as 1/f above 0.05 Hz.</summary>
    public static double[] PinkNoise(int samples, Rng rng) =>
        Array.ConvertAll(SyntheticNoise.Draw(samples, rng, f => f < 0.05 ? 0 : 1 / Math.Sqrt(f)).ToArray<float>(), v => (double)v);

    /// <summary>The nearest multiple of <see cref="Step"/>.</summary>
    public static double Quantise(double microvolts) => Math.Round(microvolts / Step) * Step;

    /// <summary>The voltages of one electrode, quantised.</summary>
    public static double[] Electrode(PlantedEffect effect, IReadOnlyList<SyntheticWord> words, IReadOnlyList<double> onsets, double[] shared, Rng rng)
    {
        double[] x = PinkNoise(shared.Length, rng);
        double gain = 0.8 + 0.4 * rng.NextDouble(), phase = 2 * Math.PI * rng.NextDouble();
        for (int n = 0; n < x.Length; n++)
        {
            double line = 2 * Math.PI * 60 * n / Rate + phase;
            x[n] = 50 * x[n] + 15 * gain * shared[n] + 10 * Math.Sin(line) + 3 * Math.Sin(2 * line) + 2 * Math.Sin(3 * line);
        }
        Add(effect, words, onsets, x, rng);
        for (int n = 0; n < x.Length; n++) x[n] = Quantise(x[n]);
        return x;
    }

    private static void Add(PlantedEffect effect, IReadOnlyList<SyntheticWord> words, IReadOnlyList<double> onsets, double[] x, Rng rng)
    {
        switch (effect)
        {
            case PlantedEffect.Erp:
                for (int i = 0; i < words.Count; i++) Bump(x, onsets[i], 12, 0.25, 0.08);
                break;
            case PlantedEffect.Sustained:
                var speech = new double[x.Length];
                for (int i = 0; i < words.Count; i++)
                    Fill(speech, onsets[i] + 0.1 * Rate, (words[i].End - words[i].Start) * Rate, _ => 25);
                double level = 0, keep = Math.Exp(-1 / (0.08 * Rate));
                for (int n = 0; n < x.Length; n++) x[n] += level = keep * level + (1 - keep) * Math.Min(speech[n], 25);
                break;
            case PlantedEffect.Surprisal or PlantedEffect.Volume or PlantedEffect.Verb:
                double[] z = Unit([.. words.Select(w => Feature(effect, w))]);
                double[] box = Window.Tukey((int)(0.4 * Rate), 0.3, periodic: false);
                for (int i = 0; i < words.Count; i++)
                {
                    double height = 5 * z[i];
                    Fill(x, onsets[i] + 0.1 * Rate, box.Length, k => height * box[k]);
                }
                break;
            case PlantedEffect.HighGamma:
                double[] noise = Unit(SecondOrderSections.From(FilterDesign.Butterworth(4, Band.Bandpass, Rate, 70, 150)).Filter(PinkNoise(x.Length, rng))), envelope = new double[x.Length];
                for (int i = 0; i < words.Count; i++) Bump(envelope, onsets[i], 1, 0.25, 0.08);
                for (int n = 0; n < x.Length; n++) x[n] += 4 * noise[n] * (1 + 0.6 * Math.Min(envelope[n], 3));
                break;
        }
    }

    private static double Feature(PlantedEffect effect, SyntheticWord w) => effect switch
    {
        PlantedEffect.Surprisal => Math.Min(w.Surprisal, WordTable.LargestFinite),
        PlantedEffect.Volume => w.Volume,
        _ => w.Pos == "VERB" ? 1 : w.Pos == "NOUN" ? -1 : 0,
    };

    private static void Bump(double[] x, double onset, double height, double delay, double width)
    {
        double centre = onset + delay * Rate, sigma = width * Rate;
        for (int n = Math.Max(0, (int)(centre - 5 * sigma)); n < Math.Min(x.Length, centre + 5 * sigma); n++)
            x[n] += height * Math.Exp(-0.5 * Math.Pow((n - centre) / sigma, 2));
    }

    private static void Fill(double[] x, double from, double length, Func<int, double> value)
    {
        int first = (int)from;
        for (int k = 0; k < (int)length; k++)
            if ((uint)(first + k) < x.Length) x[first + k] += value(k);
    }

    private static double[] Unit(double[] x)
    {
        Detrend.ZScoreRows(x, 1);
        return x;
    }
}
