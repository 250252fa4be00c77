using Neuron.Experiments.BrainTreebank;
using Neuron.Experiments.Signal;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.BrainTreebank;

/// <summary>The parts of the generator against the BrainBERT specification, 11.1.</summary>
public class AreaResponsesTests
{
    private static readonly SyntheticContact s_silent = new("S4x1", 200, 200, 200, "Unknown"), s_auditory = new("S1x1", 60, 90, 110, "ctx-lh-superiortemporal");

    [Fact]
    public void Montages_have_four_straight_shafts_and_differ_between_seeds()
    {
        SyntheticContact[] a = SyntheticMontage.Draw(PlantedScheme.Areas, new Rng(1)), b = SyntheticMontage.Draw(PlantedScheme.Areas, new Rng(2));
        Assert.Equal(24, a.Length);
        Assert.Equal(("S1x1", "S4x6"), (a[0].Label, a[^1].Label));
        Assert.NotEqual(a.Select(c => c.Left), b.Select(c => c.Left));
        for (int i = 0; i + 1 < 24; i++)
            if (i % 6 < 5)
                Assert.Equal(5, Math.Sqrt(Math.Pow(a[i].Left - a[i + 1].Left, 2) + Math.Pow(a[i].Inferior - a[i + 1].Inferior, 2) + Math.Pow(a[i].Posterior - a[i + 1].Posterior, 2)), Math.Sqrt(3)); // rounded coordinates
        Assert.Equal(1, s_auditory.Weights[0]);
        Assert.Equal(Math.Exp(-(25 + 225 + 1600) / 392.0), s_auditory.Weights[1], 12);
        Assert.Equal(("aud", "other"), (s_auditory.Area, s_silent.Area));
        // over many subjects each of the first three shafts has its area, and silent contacts occur
        SyntheticContact[][] many = [.. Enumerable.Range(0, 50).Select(s => SyntheticMontage.Draw(PlantedScheme.Areas, new Rng((ulong)s)))];
        for (int shaft = 0; shaft < 3; shaft++)
            Assert.True(many.Average(m => m.Skip(6 * shaft).Take(6).Max(c => c.Weights[shaft])) > 0.8);
        Assert.True(many.Count(m => m.Any(c => c.Area == "other")) > 25);
    }

    [Fact]
    public void Transcript_has_the_specified_rates_and_ranges()
    {
        IReadOnlyList<SyntheticWord> words = SyntheticTranscript.Draw(PlantedScheme.Areas, 3600, new Rng(3)).Words;
        Assert.Equal(2, words[0].Start);
        Assert.All(words, w => Assert.InRange(w.End - w.Start, 0.22, 0.45));
        (int Length, SyntheticWord First, SyntheticWord Last)[] sentences = [.. words.GroupBy(w => w.Sentence).Select(s => (s.Count(), s.First(), s.Last()))];
        Assert.Equal([4, 9], [sentences.Min(s => s.Length), sentences.Max(s => s.Length)]);
        Assert.InRange(sentences.Length / 60.0, 11, 13);
        Assert.InRange(words.Count / 60.0, 73, 87);
        double[] silences = [.. sentences.Zip(sentences.Skip(1), (a, b) => b.First.Start - a.Last.End)];
        Assert.All(silences, s => Assert.True(s is >= 0.3 - 1e-9 and <= 0.9 + 1e-9 or >= 1.8 - 1e-9 and <= 5 + 1e-9, $"{s}"));
        Assert.Equal(0.35, silences.Count(s => s < 1) / (double)silences.Length, 0.06); // 3.4 standard errors of 720
        // volume: N(0, 0.7) a sentence and N(0, 0.7) a word; pitch: N(0, 1) and N(0, 0.6)
        Assert.Equal(0.98, words.Average(w => w.Volume * w.Volume), 0.1);
        Assert.Equal(1.36, words.Average(w => w.Pitch * w.Pitch), 0.2);
    }

    [Fact]
    public void Envelopes_are_the_specified_trapezoids()
    {
        var trapezoid = new float[4096];
        AreaResponses.Trapezoid(trapezoid, 100, (0.25, 0.5, 1), 2);
        Closeness.Check("trapezoid", [0, 1, 2, 2, 1, 0], [trapezoid[99], trapezoid[100 + 256], trapezoid[100 + 512], trapezoid[100 + 1536], trapezoid[100 + 2560], trapezoid[100 + 3584]], 0, 1e-6);

        SyntheticWord Word(double start, int inSentence, double volume, double pitch) => new("w", start, start + 0.3, 0, inSentence, "NOUN", 0, 1, volume, pitch, true);
        SyntheticWord[] words = [Word(2, 0, 1, 0), Word(2.8, 1, 0, 2)]; // apart, so that their trapezoids do not add up
        SyntheticClock clock = new(PlantedScheme.Areas, words, 20, new Rng(1));
        AreaResponses r = new(words, clock, new Rng(2));
        int At(double film) => (int)clock.TrueSample(film);
        // the plateau begins 0.05 s after a latency of at most 0.16 s and lasts 0.3 s from a latency of at least 0.06 s
        Closeness.Check("plateaus", [Math.Exp(0.45), 1, 0.5, 1 / (1 + Math.Exp(-3)), 1, 1],
            [r.Word[At(2.3)], r.Word[At(3.1)], r.Pitch[At(2.3)], r.Pitch[At(3.1)], r.Onset[At(2.25)], r.Sentence[At(2.5)]], 1e-6, 0);
        Assert.Equal([0, 0, 0, 0], [r.Word[At(2.05)], r.Onset[At(3.1)], r.Sentence[At(2.09)], r.Sentence[At(3.7)]]); // 2.1 + 0.15 + 1.1 + 0.3 s
        Assert.Equal(0.5, r.Sentence[At(2.175)], 0.01);
    }

    [Fact]
    public void Carriers_are_band_limited_noise_of_unit_variance()
    {
        const int n = 60 * 2048;
        float[] x = SyntheticNoise.Draw(n, new Rng(4), SyntheticNoise.Band(70, 150), SyntheticNoise.Pink(2, 0.5)).ToArray<float>();
        double[] band = [.. x[..n].Select(v => (double)v)], pink = [.. x[n..].Select(v => (double)v)];
        Assert.Equal(1, band.Average(v => v * v), 1e-4);
        double[] power = PowerSpectrum.Welch(band, 2048, 2048), slope = PowerSpectrum.Welch(pink, 2048, 2048);
        double inside = power[72..149].Average();
        Assert.Equal(1.0 / 80, inside, 0.001); // flat over 80 Hz
        Assert.InRange(power[2..60].Concat(power[160..]).Max() / inside, 0, 1e-4); // what the window leaks; bins 0 and 1 hold what removing each frame's mean adds
        // 60 s in overlapping frames: the estimates vary by about 1/√100 each
        Assert.Equal(2, Math.Log(slope[8..13].Average() / slope[80..130].Average()) / Math.Log(10.0), 0.15);
    }

    [Fact]
    public void Strength_scales_the_responses_alone()
    {
        SyntheticWord[] words = [.. SyntheticTranscript.Draw(PlantedScheme.Areas, 60, new Rng(7)).Words];
        SyntheticClock clock = new(PlantedScheme.Areas, words, 60, new Rng(1));
        AreaResponses r = new(words, clock, new Rng(2));
        double[] none = r.Electrode(s_auditory, 0, false, new Rng(3)), one = r.Electrode(s_auditory, 1, false, new Rng(3)), three = r.Electrode(s_auditory, 3, false, new Rng(3));
        for (int i = 0; i < none.Length; i++)
            Assert.Equal(3 * (one[i] - none[i]), three[i] - none[i], 2.6 * SyntheticSignals.Step); // each rounded to half a step
        double[] silent = r.Electrode(s_silent, 0, false, new Rng(3));
        Assert.Equal(none, silent); // without responses the place does not matter
        Assert.True(PowerSpectrum.Welch(r.Electrode(s_silent, 1, true, new Rng(3)), 2048, 2048)[60] > 1000 * PowerSpectrum.Welch(silent, 2048, 2048)[60], "a corrupted contact hums");
    }
}
