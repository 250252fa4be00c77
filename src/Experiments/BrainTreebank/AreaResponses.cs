namespace Neuron.Experiments.BrainTreebank;

/// <summary>
/// Voltages by the BrainBERT specification, 11.1: carriers of five bands whose envelopes follow the film where the contact's
/// area responds to it, over 1/f noise and line noise.
/// </summary>
/// <remarks>
/// With g the signal-to-noise ratio, w the contact's weights and sp spontaneous events of the electrode:
/// x = gain·(20·pink + g·hγ·(½ + 1.6·w_aud·word + 1.8·w_lang·onset + 0.9·sp) + g·hh·(0.3 + 1.6·w_aud·pitch)
/// + 4.5·g·θ·(0.4 + 2.2·(w_aud + w_lang)·onset + 0.9·sp) + 3·g·β·max(0, 1 − 0.85·(w_mot + 0.6·w_lang + 0.4·w_aud)·sentence + 0.7·sp)
/// + 0.84·g·lγ + 1.5·sin(2π·60t + φ) + 0.6·sin(2π·120t + 2φ)).
/// </remarks>
internal sealed class AreaResponses
{
    /// <summary>The specification's factor of every response: g = 1.2·snr.</summary>
    public const double ResponseGain = 1.2;

    /// <summary>Signal-to-noise ratio at which a small encoder shows its advantage (specification, 11.2).</summary>
    public const double DefaultSnr = 1.2;

    private const int Rate = 2048, LinePeriod = 512; // 60 and 120 Hz both repeat after 512 samples

    /// <summary>Adds up the envelopes of a session: trapezoids (rise, plateau, fall) from each word's and sentence's onset on.</summary>
    public AreaResponses(IReadOnlyList<SyntheticWord> words, SyntheticClock clock, Rng rng)
    {
        int samples = checked((int)clock.Samples);
        (Word, Pitch, Onset, Sentence) = (new float[samples], new float[samples], new float[samples], new float[samples]);
        for (int i = 0; i < words.Count; i++)
        {
            SyntheticWord word = words[i];
            double onset = clock.TrueSample(word.Start), at = onset + (0.06 + 0.1 * rng.NextDouble()) * Rate, duration = word.End - word.Start;
            Trapezoid(Word, at, (0.05, duration, 0.10), Math.Exp(0.45 * word.Volume));
            Trapezoid(Pitch, at, (0.05, duration, 0.10), 1 / (1 + Math.Exp(-1.5 * word.Pitch)));
            if (word.InSentence > 0) continue;
            Trapezoid(Onset, at, (0.06, 0.15, 0.25), 1);
            int last = i;
            while (last + 1 < words.Count && words[last + 1].Sentence == word.Sentence) last++;
            Trapezoid(Sentence, onset + 0.1 * Rate, (0.15, words[last].End - word.Start, 0.3), 1);
        }
    }

    /// <summary>Words, exp(0.45·volume) high.</summary>
    public float[] Word { get; }

    /// <summary>Words, 1/(1 + exp(−1.5·pitch)) high.</summary>
    public float[] Pitch { get; }

    /// <summary>First words of sentences.</summary>
    public float[] Onset { get; }

    /// <summary>Whole sentences.</summary>
    public float[] Sentence { get; }

    /// <summary>The voltages of a contact in microvolts, quantised.</summary>
    public double[] Electrode(SyntheticContact contact, double snr, bool corrupted, Rng rng)
    {
        int samples = Word.Length;
        float[] noise = SyntheticNoise.Draw(samples, rng, SyntheticNoise.Pink(1.6 + 0.6 * rng.NextDouble(), 0.5), SyntheticNoise.Band(70, 150), SyntheticNoise.Band(120, 190),
            SyntheticNoise.Band(4, 8), SyntheticNoise.Band(15, 25), SyntheticNoise.Band(30, 55)).ToArray<float>();
        ReadOnlySpan<float> pink = Row(0), highGamma = Row(1), higher = Row(2), theta = Row(3), beta = Row(4), lowGamma = Row(5);
        float[] sparks = Spontaneous(samples, rng), thetaEvents = Spontaneous(samples, rng), betaEvents = Spontaneous(samples, rng);
        double phase = 2 * Math.PI * rng.NextDouble(), gain = 0.6 + rng.NextDouble(), hum = corrupted ? 200 : 1.5;
        var line = new float[LinePeriod];
        for (int n = 0; n < LinePeriod; n++)
            line[n] = (float)(hum * Math.Sin(2 * Math.PI * 60 * n / Rate + phase) + 0.6 * Math.Sin(2 * Math.PI * 120 * n / Rate + 2 * phase));
        float[] w = [.. contact.Weights.Select(v => (float)v)];
        float g = (float)(ResponseGain * snr), loud = 1.6f * w[0], first = 1.8f * w[1], slow = 2.2f * (w[0] + w[1]), drop = 0.85f * (w[2] + 0.6f * w[1] + 0.4f * w[0]);
        var x = new double[samples];
        for (int n = 0; n < samples; n++)
        {
            float response = highGamma[n] * (0.5f + loud * Word[n] + first * Onset[n] + 0.9f * sparks[n])
                + higher[n] * (0.3f + loud * Pitch[n])
                + 4.5f * theta[n] * (0.4f + slow * Onset[n] + 0.9f * thetaEvents[n])
                + 3f * beta[n] * Math.Max(0, 1 - drop * Sentence[n] + 0.7f * betaEvents[n])
                + 0.84f * lowGamma[n];
            x[n] = SyntheticSignals.Quantise(gain * (20 * pink[n] + g * response + line[n % LinePeriod]));
        }
        return x;

        ReadOnlySpan<float> Row(int i) => noise.AsSpan(i * samples, samples);
    }

    /// <summary>Adds height · a trapezoid that rises from sample <paramref name="at"/> on; times in seconds.</summary>
    public static void Trapezoid(float[] into, double at, (double Rise, double Plateau, double Fall) shape, double height)
    {
        double rise = shape.Rise * Rate, top = rise + shape.Plateau * Rate, end = top + shape.Fall * Rate;
        for (int n = Math.Max(0, (int)Math.Ceiling(at)); n < into.Length && n - at < end; n++)
        {
            double t = n - at;
            into[n] += (float)(height * (t < rise ? t / rise : t < top ? 1 : (end - t) / (end - top)));
        }
    }

    // 0.2 events a second at random times: Hann bumps of 0.15 to 0.5 s, 0.6 to 1.6 high
    private static float[] Spontaneous(int samples, Rng rng)
    {
        var events = new float[samples];
        for (double at = Wait(); at < samples; at += Wait())
        {
            double length = (0.15 + 0.35 * rng.NextDouble()) * Rate, height = 0.6 + rng.NextDouble();
            for (int n = (int)at; n < samples && n - at < length; n++)
                if (n >= at) events[n] += (float)(height * (0.5 - 0.5 * Math.Cos(2 * Math.PI * (n - at) / length)));
        }
        return events;

        double Wait() => -Math.Log(1 - rng.NextDouble()) / 0.2 * Rate;
    }
}
